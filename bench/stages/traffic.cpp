// SPDX-License-Identifier: BSD-3-Clause
#include "traffic.hpp"

#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <algorithm>
#include <cstring>
#include <ctime>
#include <iterator>
#include <stdexcept>

namespace xdpk::bench {

namespace {

constexpr std::uint32_t frames = 1024;
constexpr std::uint32_t chunk = 2048;

// Source and destination follow each other in both headers.
constexpr std::size_t addresses_at = sizeof(ethernet_header) + offsetof(ipv4_header, source);
constexpr std::size_t ports_at = sizeof(ethernet_header) + sizeof(ipv4_header);
constexpr std::size_t address_bytes = 2 * sizeof(be32);
constexpr std::size_t port_bytes = 2 * sizeof(be16);
static_assert(sizeof(ends) == address_bytes + port_bytes && offsetof(ends, source_port) == address_bytes);

/// The thread's time on the CPU: when others have it, that does not count.
std::uint64_t own_nanoseconds() noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000U + static_cast<std::uint64_t>(now.tv_nsec);
}

} // namespace

ends ends_of(const packet& p) noexcept {
    ends e{};
    std::memcpy(&e.source, p.data + addresses_at, address_bytes);
    std::memcpy(&e.source_port, p.data + ports_at, port_bytes);
    return e;
}

[[gnu::noinline]] void run(any_stage& stages, burst& b) noexcept {
    stages(b);
    b.recycle();
}

traffic::traffic(std::uint8_t tcp_flags)
    : memory_(frames, chunk), original_(build_packet({.protocol = ip_proto::tcp, .tcp_flags = tcp_flags})) {
    for (std::size_t i = 0; i < bursts_at_a_time; ++i)
        bursts_.emplace_back(memory_.pool());
}

// Checksums are updated by stages, not verified: it does not matter that they are the original's.
void traffic::put(burst& b, const ends& e) noexcept {
    std::byte* const data = memory_.pool().at(memory_.pool().take()) + frame_data_offset;
    std::memcpy(data, original_.data(), original_.size());
    std::memcpy(data + addresses_at, &e.source, address_bytes);
    std::memcpy(data + ports_at, &e.source_port, port_bytes);
    b.push(data, static_cast<std::uint32_t>(original_.size()), 0);
}

double traffic::time(any_stage& stages, std::size_t packets, const next_ends& next) {
    std::uint64_t passed = 0;
    std::size_t done = 0;
    for (; done < packets; done += bursts_at_a_time * burst::capacity) {
        for (burst& b : bursts_)
            for (std::uint32_t i = 0; i < burst::capacity; ++i)
                put(b, next());
        const std::uint64_t start = own_nanoseconds();
        for (burst& b : bursts_)
            run(stages, b);
        passed += own_nanoseconds() - start;
    }
    return static_cast<double>(passed) / static_cast<double>(done);
}

std::vector<ends> traffic::pass(any_stage& stages, const std::vector<ends>& packets) {
    std::vector<ends> became;
    became.reserve(packets.size());
    burst& b = bursts_.front();
    for (std::size_t i = 0; i < packets.size(); b.recycle()) {
        for (; i < packets.size() && b.size() < burst::capacity; ++i)
            put(b, packets[i]);
        stages(b);
        if (std::ranges::any_of(b, [](const packet& p) { return p.out_port == to_drop; }))
            throw std::runtime_error("a packet was dropped that the row needs");
        std::ranges::transform(b, std::back_inserter(became), ends_of);
    }
    return became;
}

} // namespace xdpk::bench
