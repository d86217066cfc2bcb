// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "harness.hpp"

#include <cstddef>
#include <cstdint>
#include <random>
#include <vector>

namespace xdpk::bench {

inline constexpr const char* srtcm_name = "policer srTCM, 4096 meters";
inline constexpr const char* trtcm_name = "policer trTCM, 4096 meters";
inline constexpr std::size_t meter_count = 4096;
inline constexpr std::uint64_t meter_rate = 1'000'000; ///< bytes a second
inline constexpr std::uint64_t meter_burst = 10'000;

struct metered_packet {
    std::uint32_t meter;
    std::uint32_t size;
};

/// Packets of random meters, which get half of what they ask for at one packet a microsecond.
inline std::vector<metered_packet> metered_packets() {
    std::mt19937 random(1);
    std::vector<metered_packet> packets(std::size_t{1} << 16U);
    for (metered_packet& p : packets)
        p = {static_cast<std::uint32_t>(random() % meter_count), 64 + static_cast<std::uint32_t>(random() % 1455)};
    return packets;
}

/// Nanoseconds per call of `mark(meter, size)`, whose results are summed up.
template <class Mark>
double ns_per_packet(double seconds, const std::vector<metered_packet>& packets, Mark&& mark) {
    return ns_per_item(seconds, [&] {
        unsigned sum = 0;
        for (const metered_packet& p : packets)
            sum += mark(p.meter, p.size);
        keep(sum);
        return packets.size();
    });
}

} // namespace xdpk::bench
