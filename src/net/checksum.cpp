// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/checksum.hpp>

#include <array>
#include <bit>
#include <cstring>

namespace xdpk {

namespace {

template <class T>
T load(const std::byte* from) noexcept {
    T value;
    std::memcpy(&value, from, sizeof(value));
    return value;
}

/// The sum of the 32-bit halves of `words` 64-bit words. Both totals may be taken modulo 2^64: the upper halves' sum
/// fits, and so does the lower halves' sum, which is what remains of `all`. So a vector lane needs no widening.
std::uint64_t sum_words(const std::byte* from, std::size_t words) noexcept {
    std::uint64_t all = 0;
    std::uint64_t upper = 0;
    for (std::size_t i = 0; i < words; ++i) {
        const auto word = load<std::uint64_t>(from + i * sizeof(std::uint64_t));
        all += word;
        upper += word >> 32U;
    }
    return all - (upper << 32U) + upper;
}

/// Up to seven bytes; a last odd one is the first of a word that ends in zero.
std::uint64_t sum_tail(const std::byte* from, std::size_t length) noexcept {
    std::uint64_t sum = 0;
    if ((length & 4U) != 0) {
        sum += load<std::uint32_t>(from);
        from += 4;
    }
    if ((length & 2U) != 0) {
        sum += load<std::uint16_t>(from);
        from += 2;
    }
    if ((length & 1U) != 0)
        sum += std::bit_cast<std::uint16_t>(std::array{*from, std::byte{0}});
    return sum;
}

} // namespace

void ones_complement_sum::add(std::span<const std::byte> bytes) noexcept {
    const std::size_t rest = bytes.size() % sizeof(std::uint64_t);
    sum_ += sum_words(bytes.data(), bytes.size() / sizeof(std::uint64_t));
    if (rest != 0)
        sum_ += sum_tail(bytes.last(rest).data(), rest);
}

} // namespace xdpk
