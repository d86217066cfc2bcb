// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_parse_bool.h>
#include <xdpk/dpdk/cmdline_parse_string.h>

#include "dpdk/cmdline_words.hpp"

namespace xdpk::dpdk {
namespace {

constexpr char separator = '#';

const char* words_of(const cmdline_parse_token_hdr_t* token) noexcept {
    return reinterpret_cast<const cmdline_parse_token_string_t*>(token)->string_data.str;
}

bool is_any(const char* words) noexcept { return words == nullptr; }
bool is_rest(const char* words) noexcept { return words != nullptr && *words == '\0'; }

/// Takes the first of the words off.
std::string_view next_word(std::string_view& words) noexcept {
    const std::string_view word = words.substr(0, words.find(separator));
    words.remove_prefix(std::min(word.size() + 1, words.size()));
    return word;
}

bool is_one_of(std::string_view words, std::string_view text) noexcept {
    while (!words.empty())
        if (next_word(words) == text)
            return true;
    return false;
}

int taken(std::string_view text, std::size_t most, void* res, unsigned size) noexcept {
    if (text.empty() || text.size() >= most || (res != nullptr && text.size() >= size))
        return not_parsed;
    if (res != nullptr)
        copy_text(text, static_cast<char*>(res), size);
    return static_cast<int>(text.size());
}

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

int cmdline_parse_string(cmdline_parse_token_hdr_t* tk, const char* srcbuf, void* res, unsigned ressize) {
    if (tk == nullptr || srcbuf == nullptr)
        return not_parsed;
    const char* const words = words_of(tk);
    if (is_rest(words))
        return taken(rest_of_command(srcbuf), STR_MULTI_TOKEN_SIZE, res, ressize);
    const std::string_view word = first_word(srcbuf);
    if (!is_any(words) && !is_one_of(words, word))
        return not_parsed;
    return taken(word, STR_TOKEN_SIZE, res, ressize);
}

int cmdline_complete_get_nb_string(cmdline_parse_token_hdr_t* tk) {
    const char* const words = words_of(tk);
    return is_any(words) ? 0 : 1 + static_cast<int>(std::ranges::count(std::string_view(words), separator));
}

int cmdline_complete_get_elt_string(cmdline_parse_token_hdr_t* tk, int idx, char* dstbuf, unsigned int size) {
    if (idx < 0 || idx >= cmdline_complete_get_nb_string(tk))
        return not_parsed;
    std::string_view words = words_of(tk);
    for (; idx > 0; --idx)
        next_word(words);
    const std::string_view word = next_word(words);
    if (word.size() >= size)
        return not_parsed;
    copy_text(word, dstbuf, size);
    return 0;
}

int cmdline_get_help_string(cmdline_parse_token_hdr_t* tk, char* dstbuf, unsigned int size) {
    const char* const words = words_of(tk);
    const char* help = "Fixed STRING";
    if (is_any(words))
        help = "Any STRING";
    else if (is_rest(words))
        help = "Any STRINGS";
    else if (cmdline_complete_get_nb_string(tk) > 1)
        help = "Mul-choice STRING";
    copy_text(help, dstbuf, size);
    return 0;
}

struct cmdline_token_ops cmdline_token_string_ops = {cmdline_parse_string, cmdline_complete_get_nb_string,
                                                     cmdline_complete_get_elt_string, cmdline_get_help_string};

namespace {

cmdline_parse_token_string_t on_or_off = {{&cmdline_token_string_ops, 0}, {"on#off"}};

int bool_words(cmdline_parse_token_hdr_t*) { return cmdline_complete_get_nb_string(&on_or_off.hdr); }

int bool_word(cmdline_parse_token_hdr_t*, int i, char* room, unsigned size) {
    return cmdline_complete_get_elt_string(&on_or_off.hdr, i, room, size);
}

int bool_help(cmdline_parse_token_hdr_t*, char* room, unsigned size) {
    return cmdline_get_help_string(&on_or_off.hdr, room, size);
}

} // namespace

int cmdline_parse_bool(cmdline_parse_token_hdr_t*, const char* srcbuf, void* res, unsigned int ressize) {
    cmdline_fixed_string_t word;
    const int length = cmdline_parse_string(&on_or_off.hdr, srcbuf, word, sizeof(word));
    if (length < 0 || res == nullptr)
        return length;
    if (ressize < sizeof(std::uint8_t))
        return not_parsed;
    *static_cast<std::uint8_t*>(res) = std::string_view(word) == "on" ? 1 : 0;
    return length;
}

struct cmdline_token_ops cmdline_token_bool_ops = {cmdline_parse_bool, bool_words, bool_word, bool_help};
