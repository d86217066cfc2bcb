// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/hash_crc.hpp"

#include <rte_hash_crc.h>

#include <array>
#include <cstddef>
#include <cstdint>
#include <cstring>

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t polynomial = 0x82f63b78; // CRC32c's, lowest bit first

constexpr std::array<std::uint32_t, 256> byte_table() {
    std::array<std::uint32_t, 256> table{};
    for (std::uint32_t i = 0; i < table.size(); ++i) {
        std::uint32_t crc = i;
        for (int bit = 0; bit < 8; ++bit)
            crc = (crc >> 1U) ^ ((crc & 1U) != 0 ? polynomial : 0);
        table[i] = crc;
    }
    return table;
}

constexpr auto table = byte_table();

std::uint32_t crc_by_table(std::uint64_t data, unsigned bytes, std::uint32_t crc) noexcept {
    for (; bytes > 0; --bytes, data >>= 8U)
        crc = (crc >> 8U) ^ table[(crc ^ data) & 0xFFU];
    return crc;
}

std::uint32_t key_by_table(const void* key, std::uint32_t length, std::uint32_t crc) noexcept {
    const auto* const from = static_cast<const std::uint8_t*>(key);
    for (std::uint32_t i = 0; i < length; ++i)
        crc = crc_by_table(from[i], 1, crc);
    return crc;
}

#if defined(__x86_64__)

[[gnu::target("sse4.2")]] std::uint32_t crc_by_instruction(std::uint64_t data, unsigned bytes,
                                                           std::uint32_t crc) noexcept {
    switch (bytes) {
    case 8:
        return static_cast<std::uint32_t>(__builtin_ia32_crc32di(crc, data));
    case 4:
        return __builtin_ia32_crc32si(crc, static_cast<std::uint32_t>(data));
    case 2:
        return __builtin_ia32_crc32hi(crc, static_cast<std::uint16_t>(data));
    default:
        return __builtin_ia32_crc32qi(crc, static_cast<std::uint8_t>(data));
    }
}

[[gnu::target("sse4.2")]] std::uint32_t key_by_instruction(const void* key, std::uint32_t length,
                                                           std::uint32_t crc) noexcept {
    const auto* from = static_cast<const std::uint8_t*>(key);
    std::uint64_t wide = crc;
    for (; length >= 8; length -= 8, from += 8) {
        std::uint64_t eight = 0;
        std::memcpy(&eight, from, sizeof(eight));
        wide = __builtin_ia32_crc32di(wide, eight);
    }
    crc = static_cast<std::uint32_t>(wide);
    if ((length & 4U) != 0) {
        std::uint32_t four = 0;
        std::memcpy(&four, from, sizeof(four));
        crc = __builtin_ia32_crc32si(crc, four);
        from += sizeof(four);
    }
    for (length &= 3U; length > 0; --length)
        crc = __builtin_ia32_crc32qi(crc, *from++);
    return crc;
}

const bool has_instruction = [] {
    __builtin_cpu_init();
    return __builtin_cpu_supports("sse4.2") != 0;
}();

#endif

} // namespace

std::uint32_t hash_crc(const void* key, std::uint32_t length, std::uint32_t seed) noexcept {
#if defined(__x86_64__)
    if (has_instruction)
        return key_by_instruction(key, length, seed);
#endif
    return key_by_table(key, length, seed);
}

extern "C" std::uint32_t xdpk_hash_crc(std::uint64_t data, unsigned int bytes, std::uint32_t init_val) {
#if defined(__x86_64__)
    if (has_instruction)
        return crc_by_instruction(data, bytes, init_val);
#endif
    return crc_by_table(data, bytes, init_val);
}

} // namespace xdpk::dpdk
