// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_parse.h>

#include "dpdk/cmdline_match.hpp"
#include "dpdk/cmdline_words.hpp"
#include "dpdk/log_error.hpp"

#include <array>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::dpdk {
namespace {

/// What may stand where the cursor is.
struct choice {
    std::string line;                  ///< for the list of choices
    std::optional<std::string> word{}; ///< if it can be told
};

using text_buffer = std::array<char, 1024>;

std::string help_of(cmdline_parse_token_hdr_t& token) {
    text_buffer help{};
    if (token.ops->get_help != nullptr && token.ops->get_help(&token, help.data(), help.size()) < 0)
        return {};
    return help.data();
}

/// "[what it is]: help of the instruction".
std::string described(const cmdline_parse_inst_t& instruction, cmdline_parse_token_hdr_t& token) {
    std::string line = "[" + help_of(token) + "]";
    if (instruction.help_str != nullptr)
        line.append(": ").append(instruction.help_str);
    return line;
}

void add_words(const cmdline_parse_inst_t& instruction, cmdline_parse_token_hdr_t& token, std::string_view beginning,
               std::vector<choice>& choices) {
    const int count = token.ops->complete_get_nb == nullptr ? 0 : token.ops->complete_get_nb(&token);
    if (count <= 0 || token.ops->complete_get_elt == nullptr) {
        choices.push_back({described(instruction, token)});
        return;
    }
    for (int i = 0; i < count; ++i) {
        text_buffer word{};
        if (token.ops->complete_get_elt(&token, i, word.data(), word.size()) < 0)
            continue;
        if (std::string_view(word.data()).starts_with(beginning))
            choices.push_back({std::string(word.data()) + " " + described(instruction, token), word.data()});
    }
}

/// What may follow `before`, beginning with `beginning`.
std::vector<choice> choices_after(cmdline_parse_ctx_t* language, const std::string& before,
                                  std::string_view beginning) {
    std::vector<choice> choices;
    for (; *language != nullptr; ++language) {
        const match at = match_instruction(**language, before.c_str(), {});
        if (*at.rest != '\0')
            continue;
        if (at.next != nullptr)
            add_words(**language, *at.next, beginning, choices);
        else if (beginning.empty())
            choices.push_back({"[RETURN]"});
    }
    return choices;
}

/// What all choices with a word go on with after the beginning; the blank after a word counts as one of its letters.
std::string common_continuation(const std::vector<choice>& choices, std::size_t beginning) {
    std::string common;
    bool is_first = true;
    for (const choice& one : choices) {
        if (!one.word)
            continue;
        const std::string word = *one.word + " ";
        if (std::exchange(is_first, false))
            common = word;
        else
            common.erase(std::ranges::mismatch(common, word).in1, common.end());
    }
    return common.substr(std::min(beginning, common.size()));
}

int complete(cmdline_parse_ctx_t* language, std::string_view text, int& state, std::span<char> room) {
    std::size_t start = text.size();
    while (start > 0 && cmdline_isendoftoken(text[start - 1]) == 0)
        --start;
    const std::string_view beginning = text.substr(start);
    const std::vector<choice> choices = choices_after(language, std::string(text.substr(0, start)), beginning);
    if (state == 0) {
        const std::string more = common_continuation(choices, beginning.size());
        if (!more.empty() && more.size() < room.size()) {
            copy_text(more, room.data(), room.size());
            return CMDLINE_PARSE_COMPLETED_BUFFER;
        }
    }
    const auto next = static_cast<std::size_t>(std::max(state, 0));
    if (next >= choices.size())
        return CMDLINE_PARSE_COMPLETE_FINISHED;
    copy_text(choices[next].line, room.data(), room.size());
    state = static_cast<int>(next) + 1;
    return CMDLINE_PARSE_COMPLETE_AGAIN;
}

} // namespace
} // namespace xdpk::dpdk

int cmdline_complete(struct cmdline* cl, const char* buf, int* state, char* dst, unsigned int size) {
    if (cl == nullptr || buf == nullptr || state == nullptr || dst == nullptr || size == 0)
        return -1;
    return xdpk::dpdk::guarded([&] {
        return xdpk::dpdk::complete(xdpk::dpdk::language_of(*cl), buf, *state, {dst, size});
    });
}
