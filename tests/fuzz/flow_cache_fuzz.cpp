// SPDX-License-Identifier: BSD-3-Clause
// Input: packets, each behind its length in two bytes, least significant first; length 0xffff lets a second go by.
#include <xdpk/stage/flow_cache.hpp>

#include "packets.hpp"
#include "require.hpp"

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

/// What the cache dropped; a packet that became its own refusal did not get lost.
std::uint64_t drops_of(const flow_cache<hide>& cache) {
    std::vector<stage_counter> list;
    cache.list_counters(list);
    std::uint64_t sum = 0;
    for (const stage_counter& c : list) {
        const std::string_view name = std::string_view(c.name).substr(std::string_view("flow_cache.").size());
        if (name == "told")
            sum -= c.value->get();
        else if (name != "hits" && name != "decided" && name != "not_kept")
            sum += c.value->get();
    }
    return sum;
}

void pass(std::span<const std::uint8_t> bytes, flow_cache<hide>& cache, std::uint32_t now) {
    fuzz::lone_packet p(bytes);
    burst& b = p.in_burst();
    const bool was_sound = fuzz::is_sound(b, *p);
    parse_headers parse;
    parse(b);
    const std::uint64_t drops = drops_of(cache);
    cache.run(b, now);
    require(b.size() == 1);
    require(drops_of(cache) + fuzz::counted(parse) == drops + (p->out_port == to_drop ? 1 : 0));
    require(!was_sound || p->out_port == to_drop || fuzz::is_sound(b, *p));
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
