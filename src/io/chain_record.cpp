// SPDX-License-Identifier: BSD-3-Clause
#include "chain_record.hpp"

#include <array>
#include <nlohmann/json.hpp>
#include <stdexcept>
#include <utility>

namespace xdpk::detail {

namespace {

using json = nlohmann::ordered_json;

constexpr std::array verdict_words{"aborted", "drop", "pass", "tx", "redirect"};
constexpr std::array mode_words{"native", "generic", "offload"};

/// The position of a word. Throws for any other, as json's own readers do.
template <class Enum, std::size_t N>
Enum find_word(const std::array<const char*, N>& words, const json& word) {
    for (std::size_t i = 0; i < N; ++i)
        if (word.get<std::string>() == words[i])
            return static_cast<Enum>(i);
    throw std::invalid_argument("no such word");
}

/// Throws for what is no whole number, or none that fits.
template <class T>
T whole(const json& from) {
    const bool fits = from.is_number_unsigned()
                          ? std::in_range<T>(from.get<std::uint64_t>())
                          : from.is_number_integer() && std::in_range<T>(from.get<std::int64_t>());
    if (!fits)
        throw std::invalid_argument("no such number");
    return from.get<T>();
}

json value_json(const bpf_value& value) {
    if (const auto* list = std::get_if<bpf_value::list>(&value.is)) {
        json all = json::array();
        for (const bpf_value& one : *list)
            all.push_back(value_json(one));
        return all;
    }
    return std::visit(
        [](const auto& plain) -> json {
            if constexpr (std::is_same_v<std::decay_t<decltype(plain)>, bpf_value::list>)
                return {};
            else
                return plain;
        },
        value.is);
}

/// Arrays of arrays, of more dimensions than anybody has.
constexpr int deepest = 8;

bpf_value value_of(const json& from, int depth = 0) {
    if (from.is_boolean())
        return {from.get<bool>()};
    if (from.is_array() && depth < deepest) {
        bpf_value::list all;
        for (const json& one : from)
            all.push_back(value_of(one, depth + 1));
        return {all};
    }
    if (from.is_number_unsigned() && from.get<std::uint64_t>() > static_cast<std::uint64_t>(INT64_MAX))
        return {from.get<std::uint64_t>()};
    if (from.is_number_integer())
        return {from.get<std::int64_t>()};
    return {from.get<std::string>()};
}

json request_json(const chain_request& request) {
    json to{{"object", request.object}, {"program", request.program},    {"section", request.section},
            {"label", request.label},   {"owner", request.owner},        {"mode", word_of(request.mode)},
            {"pin", request.pin},       {"keep_maps", request.keep_maps}};
    if (request.priority)
        to["priority"] = *request.priority;
    if (request.chain_call) {
        to["chain_call"] = json::array();
        for (const xdp_verdict verdict : *request.chain_call)
            to["chain_call"].push_back(word_of(verdict));
    }
    to["variables"] = json::object();
    for (const auto& [name, value] : request.variables)
        to["variables"][name] = value_json(value);
    return to;
}

chain_request request_of(const json& from) {
    chain_request request{.object = from.at("object").get<std::string>(),
                          .program = from.at("program").get<std::string>(),
                          .section = from.at("section").get<std::string>(),
                          .label = from.at("label").get<std::string>(),
                          .owner = from.at("owner").get<std::string>(),
                          .mode = find_word<xdp_mode>(mode_words, from.at("mode")),
                          .pin = from.at("pin").get<std::string>(),
                          .keep_maps = from.at("keep_maps").get<bool>()};
    if (from.contains("priority"))
        request.priority = whole<unsigned>(from.at("priority"));
    if (from.contains("chain_call")) {
        request.chain_call.emplace();
        for (const json& word : from.at("chain_call"))
            request.chain_call->push_back(find_word<xdp_verdict>(verdict_words, word));
    }
    for (const auto& [name, value] : from.at("variables").items())
        request.variables[name] = value_of(value);
    return request;
}

} // namespace

const char* word_of(xdp_verdict verdict) noexcept { return verdict_words[static_cast<std::size_t>(verdict)]; }
const char* word_of(xdp_mode mode) noexcept { return mode_words[static_cast<std::size_t>(mode)]; }

std::string record_text(const chain_record& record) {
    return json{{"id", record.id},
                {"load_time", record.load_time},
                {"tag", record.tag},
                {"ifindex", record.ifindex},
                {"namespace", record.name_space},
                {"interface", record.ifname},
                {"digest", record.digest},
                {"pins", record.pins},
                {"request", request_json(record.request)}}
               .dump(2, ' ', false, json::error_handler_t::replace) +
           "\n";
}

std::optional<chain_record> parse_record(std::string_view text) {
    try {
        const json from = json::parse(text);
        return chain_record{.id = whole<std::uint32_t>(from.at("id")),
                            .load_time = whole<std::uint64_t>(from.at("load_time")),
                            .tag = from.at("tag").get<std::string>(),
                            .ifindex = whole<int>(from.at("ifindex")),
                            .name_space = whole<std::uint64_t>(from.at("namespace")),
                            .ifname = from.at("interface").get<std::string>(),
                            .request = request_of(from.at("request")),
                            .digest = whole<std::uint64_t>(from.at("digest")),
                            .pins = from.at("pins").get<std::vector<std::string>>()};
    } catch (const std::exception&) {
        return std::nullopt;
    }
}

} // namespace xdpk::detail
