// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <algorithm>
#include <string_view>

#include <xdpk/dpdk/cmdline_parse.h>

namespace xdpk::dpdk {

/// What the parsers of tokens return for what they do not take.
constexpr int not_parsed = -1;

/// The text up to the end of the word, or of the command.
[[nodiscard]] inline std::string_view first_word(const char* text) noexcept {
    const char* end = text;
    while (cmdline_isendoftoken(*end) == 0)
        ++end;
    return {text, end};
}

[[nodiscard]] inline std::string_view rest_of_command(const char* text) noexcept {
    const char* end = text;
    while (cmdline_isendofcommand(*end) == 0)
        ++end;
    return {text, end};
}

[[nodiscard]] inline const char* without_blanks(const char* text) noexcept {
    while (*text == ' ' || *text == '\t')
        ++text;
    return text;
}

/// The text, as much as there is room for, and its end.
inline void copy_text(std::string_view text, char* room, std::size_t size) noexcept {
    if (size == 0)
        return;
    const std::size_t length = std::min(text.size(), size - 1);
    std::copy_n(text.data(), length, room);
    room[length] = '\0';
}

} // namespace xdpk::dpdk
