// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/checksum.hpp>

#include <array>
#include <bit>
#include <cstring>

namespace xdpk::detail {

namespace {

constexpr std::size_t word = sizeof(std::uint64_t);
constexpr std::size_t block = 128;

template <class T>
[[gnu::always_inline]] inline T load(const std::byte* from) noexcept {
    T value;
    std::memcpy(&value, from, sizeof(value));
    return value;
}

/// The sum of the 32-bit halves of `words` 64-bit words. Both totals may be taken modulo 2^64: the upper halves' sum
/// fits, and so does the lower halves' sum, which is what remains of `all`. So a vector lane needs no widening.
[[gnu::always_inline]] inline std::uint64_t sum_words(const std::byte* from, std::size_t words) noexcept {
    std::uint64_t all = 0;
    std::uint64_t upper = 0;
    for (std::size_t i = 0; i < words; ++i) {
        const auto value = load<std::uint64_t>(from + i * word);
        all += value;
        upper += value >> 32U;
    }
    return all - (upper << 32U) + upper;
}

/// Adds the next `Size` bytes if `length`, in binary, has them.
template <std::size_t Size>
[[gnu::always_inline]] inline void add_piece(std::uint64_t& sum, const std::byte*& from, std::size_t length) noexcept {
    if ((length & Size) == 0)
        return;
    if constexpr (Size >= word)
        sum += sum_words(from, Size / word);
    else if constexpr (Size == sizeof(std::uint32_t))
        sum += load<std::uint32_t>(from);
    else if constexpr (Size == sizeof(std::uint16_t))
        sum += load<std::uint16_t>(from);
    else
        sum += std::bit_cast<std::uint16_t>(std::array{*from, std::byte{0}});
    from += Size;
}

/// Less than a block. A last odd byte is the first of a word that ends in zero.
std::uint64_t sum_short(const std::byte* from, std::size_t length) noexcept {
    std::uint64_t sum = 0;
    add_piece<64>(sum, from, length);
    add_piece<32>(sum, from, length);
    add_piece<16>(sum, from, length);
    add_piece<8>(sum, from, length);
    if (length % word != 0) {
        add_piece<4>(sum, from, length);
        add_piece<2>(sum, from, length);
        add_piece<1>(sum, from, length);
    }
    return sum;
}

std::uint64_t sum_blocks_plain(const std::byte* from, std::size_t blocks) noexcept {
    return sum_words(from, blocks * (block / word));
}

#ifdef __x86_64__
[[gnu::target("avx2")]] std::uint64_t sum_blocks_avx2(const std::byte* from, std::size_t blocks) noexcept {
    return sum_words(from, blocks * (block / word));
}

// False until it is set: who sums while static objects are made gets the plain code.
const bool has_avx2 = __builtin_cpu_supports("avx2") != 0;

std::uint64_t sum_blocks(const std::byte* from, std::size_t blocks) noexcept {
    return has_avx2 ? sum_blocks_avx2(from, blocks) : sum_blocks_plain(from, blocks);
}
#else
std::uint64_t sum_blocks(const std::byte* from, std::size_t blocks) noexcept { return sum_blocks_plain(from, blocks); }
#endif

} // namespace

std::uint64_t sum_bytes(std::span<const std::byte> bytes) noexcept {
    const std::size_t rest = bytes.size() % block;
    if (rest == bytes.size())
        return sum_short(bytes.data(), rest);
    return sum_blocks(bytes.data(), bytes.size() / block) + sum_short(bytes.last(rest).data(), rest);
}

} // namespace xdpk::detail
