// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/io/umem.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <cstdint>
#include <cstring>
#include <vector>

namespace xdpk::bench {

/// Bursts of packets of many flows, as if they had just been received. A flow has a source address and port of its own.
class traffic {
public:
    static constexpr std::uint32_t burst_size = burst::capacity;

    explicit traffic(const packet_spec& spec, std::uint32_t flows = 1)
        : memory_(frames, chunk), flows_(flows), original_(build_packet(spec)),
          source_at_(sizeof(ethernet_header) + offsetof(ipv4_header, source)),
          port_at_(sizeof(ethernet_header) + sizeof(ipv4_header)) {}

    /// The next burst of flows in no order: a full cycle of a linear congruential generator visits all alike.
    void fill(burst& b) noexcept {
        for (std::uint32_t i = 0; i < burst_size; ++i) {
            state_ = state_ * 1664525U + 1013904223U;
            put(b, static_cast<std::uint32_t>(std::uint64_t{state_} * flows_ >> 32U));
        }
    }
    /// The flows with these numbers and the next ones.
    void fill(burst& b, std::uint32_t first) noexcept {
        for (std::uint32_t i = 0; i < burst_size; ++i)
            put(b, first + i);
    }

    [[nodiscard]] frame_pool& pool() noexcept { return memory_.pool(); }

private:
    static constexpr std::uint32_t frames = 2048;
    static constexpr std::uint32_t chunk = 2048;

    void put(burst& b, std::uint32_t flow) noexcept {
        std::byte* const data = pool().at(turn_++ % frames * chunk) + frame_data_offset;
        std::memcpy(data, original_.data(), original_.size());
        const be32 address{0x0a000000U + (flow >> 4U)};
        const be16 port{static_cast<std::uint16_t>(1024U + (flow & 15U))};
        std::memcpy(data + source_at_, &address, sizeof(address));
        std::memcpy(data + port_at_, &port, sizeof(port));
        b.push(data, static_cast<std::uint32_t>(original_.size()), 0);
    }

    umem memory_;
    std::uint32_t flows_;
    std::vector<std::byte> original_;
    std::size_t source_at_;
    std::size_t port_at_;
    std::uint32_t state_ = 1;
    std::uint32_t turn_ = 0;
};

} // namespace xdpk::bench
