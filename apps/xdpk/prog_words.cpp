// SPDX-License-Identifier: BSD-3-Clause
#include "prog_words.hpp"

#include "answer.hpp"

#include <array>
#include <ctime>
#include <fmt/format.h>

namespace xdpk::tool {

const std::vector<std::pair<std::string, xdp_mode>>& mode_words() {
    static const std::vector<std::pair<std::string, xdp_mode>> words{
        {"native", xdp_mode::native}, {"generic", xdp_mode::generic}, {"offload", xdp_mode::hardware}};
    return words;
}

const std::vector<std::pair<std::string, xdp_verdict>>& verdict_words() {
    static const std::vector<std::pair<std::string, xdp_verdict>> words{{"aborted", xdp_verdict::aborted},
                                                                        {"drop", xdp_verdict::drop},
                                                                        {"pass", xdp_verdict::pass},
                                                                        {"tx", xdp_verdict::tx},
                                                                        {"redirect", xdp_verdict::redirect}};
    return words;
}

std::string word_of(xdp_mode mode) { return mode_words()[static_cast<std::size_t>(mode)].first; }

std::string words_of(const std::vector<xdp_verdict>& verdicts) {
    std::string text;
    for (const xdp_verdict verdict : verdicts)
        text += (text.empty() ? "" : ", ") + verdict_words()[static_cast<std::size_t>(verdict)].first;
    return text;
}

std::string word_of(chain_attachment attachment) {
    constexpr std::array words{"dispatcher", "link", "single", "unknown"};
    return words[static_cast<std::size_t>(attachment)];
}

std::string word_of(chain_failure kind) {
    constexpr std::array words{"no_device", "no_rights",     "bad_object", "bad_variable", "refused",
                               "occupied",  "version_clash", "not_there",  "not_ours",     "other"};
    return words[static_cast<std::size_t>(kind)];
}

prog_json json_of(const bpf_value& value) {
    if (const auto* list = std::get_if<bpf_value::list>(&value.is)) {
        prog_json all = prog_json::array();
        for (const bpf_value& one : *list)
            all.push_back(json_of(one));
        return all;
    }
    if (const auto* truth = std::get_if<bool>(&value.is))
        return *truth;
    if (const auto* text = std::get_if<std::string>(&value.is))
        return *text;
    if (const auto* number = std::get_if<std::uint64_t>(&value.is))
        return *number;
    return std::get<std::int64_t>(value.is);
}

prog_json json_of(const chain_program& program) {
    prog_json to{{"id", program.id},
                 {"name", program.name},
                 {"tag", program.tag},
                 {"mode", word_of(program.mode)},
                 {"attachment", word_of(program.attachment)}};
    if (program.attachment == chain_attachment::dispatcher) {
        to["priority"] = program.priority;
        to["chain_call"] = prog_json::array();
        for (const xdp_verdict verdict : program.chain_call)
            to["chain_call"].push_back(verdict_words()[static_cast<std::size_t>(verdict)].first);
        to["frags"] = program.frags;
    }
    const auto text_or_null = [](const std::string& text) {
        return text.empty() ? prog_json(nullptr) : prog_json(text);
    };
    to["owner"] = text_or_null(program.owner);
    to["label"] = text_or_null(program.label);
    to["object"] = text_or_null(program.object);
    to["note"] = text_or_null(program.note);
    return to;
}

std::string time_text(std::chrono::system_clock::time_point when) {
    const std::time_t seconds = std::chrono::system_clock::to_time_t(when);
    std::tm utc{};
    ::gmtime_r(&seconds, &utc);
    std::array<char, 32> text{};
    const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%dT%H:%M:%SZ", &utc);
    return {text.data(), length};
}

std::string dumped(const prog_json& value, int indent) {
    return value.dump(indent, ' ', false, prog_json::error_handler_t::replace) + "\n";
}

std::string table(const std::vector<std::string>& columns, const prog_json& rows) {
    return answer_text(dumped({{"ok", true}, {"columns", columns}, {"rows", rows}}, -1));
}

} // namespace xdpk::tool
