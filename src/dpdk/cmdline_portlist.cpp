// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_parse_portlist.h>

#include "dpdk/cmdline_words.hpp"

#include <charconv>
#include <optional>

namespace xdpk::dpdk {
namespace {

constexpr unsigned most = 31;

/// Takes a number off.
std::optional<unsigned> take_number(std::string_view& text) noexcept {
    unsigned number = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (failure != std::errc{} || number > most)
        return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    return number;
}

bool take(std::string_view& text, char c) noexcept {
    const bool is_there = text.starts_with(c);
    text.remove_prefix(is_there ? 1 : 0);
    return is_there;
}

/// A bit for each number in "0-3,7".
std::optional<std::uint32_t> numbers(std::string_view text) noexcept {
    std::uint32_t map = 0;
    for (unsigned i = 0; i < PORTLIST_MAX_TOKENS; ++i) {
        const auto first = take_number(text);
        const auto last = first && take(text, '-') ? take_number(text) : first;
        if (!last || *last < *first)
            return std::nullopt;
        map |= (UINT32_MAX << *first) & (UINT32_MAX >> (most - *last));
        if (text.empty())
            return map;
        if (!take(text, ','))
            return std::nullopt;
    }
    return std::nullopt;
}

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

int cmdline_parse_portlist(cmdline_parse_token_hdr_t*, const char* srcbuf, void* res, unsigned ressize) {
    if (srcbuf == nullptr)
        return not_parsed;
    const std::string_view word = first_word(srcbuf);
    const auto map = word.size() < PORTLIST_TOKEN_SIZE ? numbers(word) : std::nullopt;
    if (!map || (res != nullptr && ressize < sizeof(cmdline_portlist_t)))
        return not_parsed;
    if (res != nullptr)
        static_cast<cmdline_portlist_t*>(res)->map = *map;
    return static_cast<int>(word.size());
}

int cmdline_get_help_portlist(cmdline_parse_token_hdr_t*, char* dstbuf, unsigned int size) {
    copy_text("ports such as 0-3,7", dstbuf, size);
    return 0;
}

struct cmdline_token_ops cmdline_token_portlist_ops = {cmdline_parse_portlist, nullptr, nullptr,
                                                       cmdline_get_help_portlist};
