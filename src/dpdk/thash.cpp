// SPDX-License-Identifier: BSD-3-Clause
#include <rte_thash.h>

#include <xdpk/net/rss.hpp>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>

namespace xdpk::dpdk {

namespace {

constexpr std::size_t most_words = 64;
using words = std::array<std::uint32_t, most_words + 1>;

/// Numbers as bytes in wire order.
words in_wire_order(const void* numbers, std::size_t count) noexcept {
    words result{};
    std::memcpy(result.data(), numbers, count * sizeof(std::uint32_t));
    std::ranges::transform(result, result.begin(), [](std::uint32_t w) { return rte_cpu_to_be_32(w); });
    return result;
}

std::span<const std::uint8_t> bytes_of(const words& of, std::size_t count) noexcept {
    return {reinterpret_cast<const std::uint8_t*>(of.data()), count * sizeof(std::uint32_t)};
}

std::uint32_t hash(const std::uint32_t* input, std::size_t count, const std::uint8_t* key) noexcept {
    const words tuple = in_wire_order(input, count);
    return toeplitz_hash(bytes_of(tuple, count), {key, (count + 1) * sizeof(std::uint32_t)});
}

} // namespace

extern "C" {

std::uint32_t rte_softrss(std::uint32_t* input_tuple, std::uint32_t input_len, const std::uint8_t* rss_key) {
    return hash(input_tuple, std::min<std::size_t>(input_len, most_words), rss_key);
}

std::uint32_t rte_softrss_be(std::uint32_t* input_tuple, std::uint32_t input_len, const std::uint8_t* rss_key) {
    const std::size_t count = std::min<std::size_t>(input_len, most_words);
    const words key = in_wire_order(rss_key, count + 1);
    return hash(input_tuple, count, bytes_of(key, count + 1).data());
}

} // extern "C"

} // namespace xdpk::dpdk
