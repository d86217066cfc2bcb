// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_parse_num.h>

#include "dpdk/cmdline_words.hpp"

#include <charconv>
#include <cstdint>
#include <cstring>
#include <limits>
#include <optional>
#include <string>

namespace xdpk::dpdk {
namespace {

const cmdline_numtype& type_of(const cmdline_parse_token_hdr_t* token) noexcept {
    return reinterpret_cast<const cmdline_parse_token_num_t*>(token)->num_data.type;
}

template <class Number, class... How>
std::optional<Number> whole(std::string_view text, How... how) noexcept {
    Number number{};
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), number, how...);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size())
        return std::nullopt;
    return number;
}

std::optional<std::uint64_t> magnitude(std::string_view text) noexcept {
    if (text.starts_with("0x"))
        return whole<std::uint64_t>(text.substr(2), 16);
    if (text.starts_with("0b"))
        return whole<std::uint64_t>(text.substr(2), 2);
    return whole<std::uint64_t>(text, text.starts_with("0") ? 8 : 10);
}

template <class Number>
int store(Number number, std::size_t length, void* res, unsigned size) noexcept {
    if (res != nullptr) {
        if (size < sizeof(number))
            return not_parsed;
        std::memcpy(res, &number, sizeof(number));
    }
    return static_cast<int>(length);
}

template <class Number>
int parse_unsigned(std::string_view word, void* res, unsigned size) noexcept {
    const std::optional<std::uint64_t> number = magnitude(word);
    if (!number || *number > std::numeric_limits<Number>::max())
        return not_parsed;
    return store(static_cast<Number>(*number), word.size(), res, size);
}

template <class Number>
int parse_signed(std::string_view word, void* res, unsigned size) noexcept {
    const bool negative = word.starts_with('-');
    const std::string_view digits = word.substr(negative ? 1 : 0);
    // Negative ones are decimal, whatever they begin with.
    const std::optional<std::uint64_t> number = negative ? whole<std::uint64_t>(digits) : magnitude(digits);
    const auto most = static_cast<std::uint64_t>(std::numeric_limits<Number>::max());
    if (!number || *number > most + (negative ? 1 : 0))
        return not_parsed;
    return store(static_cast<Number>(negative ? 0 - *number : *number), word.size(), res, size);
}

template <class Number>
int parse_real(std::string_view word, void* res, unsigned size) noexcept {
    const std::optional<Number> number = whole<Number>(word);
    return number ? store(*number, word.size(), res, size) : not_parsed;
}

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

int cmdline_parse_num(cmdline_parse_token_hdr_t* tk, const char* srcbuf, void* res, unsigned ressize) {
    if (tk == nullptr || srcbuf == nullptr)
        return not_parsed;
    const std::string_view word = first_word(srcbuf);
    switch (type_of(tk)) {
    case RTE_UINT8:
        return parse_unsigned<std::uint8_t>(word, res, ressize);
    case RTE_UINT16:
        return parse_unsigned<std::uint16_t>(word, res, ressize);
    case RTE_UINT32:
        return parse_unsigned<std::uint32_t>(word, res, ressize);
    case RTE_UINT64:
        return parse_unsigned<std::uint64_t>(word, res, ressize);
    case RTE_INT8:
        return parse_signed<std::int8_t>(word, res, ressize);
    case RTE_INT16:
        return parse_signed<std::int16_t>(word, res, ressize);
    case RTE_INT32:
        return parse_signed<std::int32_t>(word, res, ressize);
    case RTE_INT64:
        return parse_signed<std::int64_t>(word, res, ressize);
#if XDPK_DPDK_RELEASE >= 2507
    case RTE_FLOAT_SINGLE:
        return parse_real<float>(word, res, ressize);
    case RTE_FLOAT_DOUBLE:
        return parse_real<double>(word, res, ressize);
#endif
    }
    return not_parsed;
}

int cmdline_get_help_num(cmdline_parse_token_hdr_t* tk, char* dstbuf, unsigned int size) {
    static constexpr std::string_view names[] = {"UINT8", "UINT16", "UINT32", "UINT64", "INT8",
                                                 "INT16", "INT32",  "INT64",  "SINGLE", "DOUBLE"};
    const auto type = static_cast<std::size_t>(type_of(tk));
    copy_text(type < std::size(names) ? names[type] : "unknown type", dstbuf, size);
    return 0;
}

struct cmdline_token_ops cmdline_token_num_ops = {cmdline_parse_num, nullptr, nullptr, cmdline_get_help_num};
