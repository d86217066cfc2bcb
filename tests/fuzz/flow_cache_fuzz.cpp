// SPDX-License-Identifier: BSD-3-Clause
// Input: packets, each behind its length in two bytes, least significant first; length 0xffff lets a second go by.
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "require.hpp"

#include <algorithm>
#include <cstring>
#include <memory>
#include <span>
#include <vector>

namespace {

using namespace xdpk;

constexpr std::uint16_t a_second = 0xffff;

/// Hides sources, refuses a part of the flows, and lets some have no reply.
struct hide {
    void decide(flow_decision& d) noexcept {
        const std::uint16_t port = d.key.source_port.host();
        d.verdict = static_cast<xdpk_verdict>(port % 8 < 4 ? 0 : port % 4);
        d.one_way = port % 16 == 1;
        d.needs_state = port % 2 == 0;
        d.rewrite = port % 32 == 2 ? XDPK_DECREMENT_TTL : 0;
        if (d.one_way)
            return;
        d.rewritten.source[0] = 198;
        d.rewritten.source_port = be16{static_cast<std::uint16_t>(port ^ d.attempt)};
        if (d.key.protocol == ip_proto::icmp || d.key.protocol == ip_proto::icmpv6)
            d.rewritten.destination_port = d.rewritten.source_port;
    }
};

packet describe(std::span<std::byte> bytes) {
    return burst::describe(bytes.data(), static_cast<std::uint32_t>(bytes.size()), 0);
}

bool is_sound(const packet& p) {
    frame_pool none(nullptr, 0, 2048);
    burst b(none);
    *b.room() = describe({p.data, p.length});
    b.append(1);
    parse_config config;
    config.checksums.fill(checksum_policy::verify);
    parse_headers verify(config);
    verify(b);
    const bool sound = b[0].out_port != to_drop;
    b.release();
    return sound;
}

/// The frame's memory ends with the packet, so that the sanitizer sees every read behind it.
void pass(std::span<const std::uint8_t> bytes, flow_cache<hide>& cache, std::uint32_t now) {
    const auto memory = std::make_unique<std::byte[]>(frame_data_offset + bytes.size());
    std::byte* const data = memory.get() + frame_data_offset;
    std::memcpy(data, bytes.data(), bytes.size());
    frame_pool pool(memory.get(), 1, 2048);
    burst b(pool);
    *b.room() = describe({data, bytes.size()});
    b.append(1);
    const bool was_sound = is_sound(b[0]);
    parse_headers parse;
    parse(b);
    cache.run(b, now);
    require(b.size() == 1);
    require(!was_sound || b[0].out_port == to_drop || is_sound(b[0]));
    b.release();
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    flow_cache<hide> cache({.flows = 32, .fragmented = 64, .seed = 1}, hide{});
    std::span<const std::uint8_t> left(data, size);
    std::uint32_t now = 1;
    while (left.size() >= 2) {
        const std::size_t length = left[0] + std::size_t{left[1]} * 256;
        left = left.subspan(2);
        if (length == a_second) {
            now += 1;
            continue;
        }
        const auto packet = left.first(std::min(length, left.size()));
        left = left.subspan(packet.size());
        pass(packet, cache, now);
    }
    return 0;
}
