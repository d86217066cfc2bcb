// SPDX-License-Identifier: BSD-3-Clause
// The same packets through the flow cache and through the XDP program with the cache's records: every byte is compared,
// and what has to go to the socket does.
#include "any_decision.hpp"
#include "fastpath_rig.hpp"
#include "random_packets.hpp"
#include "support/flow_rig.hpp"
#include "support/random_seed.hpp"

#include <xdpk/stage/flow_cache.hpp>

#include <cstdlib>
#include <gtest/gtest.h>
#include <map>

namespace {

using namespace xdpk;
using namespace xdpk::test;

constexpr std::size_t flow_count = 400;

class differential {
public:
    explicit differential(std::uint64_t seed)
        : packets_(seed), tunnels_(all_tunnels()), hops_(some_hops()),
          cache_({.flows = 1U << 18U, .hops = hops_, .tunnels = tunnels_, .seed = seed},
                 anything{seed, tunnels_.size()}),
          user_(cache_), kernel_({.flows = 4 * flow_count, .tunnels = tunnels_.size()}) {
        for (std::size_t i = 0; i < tunnels_.size(); ++i)
            kernel_.maps.set_tunnel(static_cast<std::uint16_t>(i + 1), *push_tunnel(tunnels_[i]));
        for (std::size_t i = 0; i < flow_count; ++i)
            learn(packets_.flow());
    }

    [[nodiscard]] bool loaded() const { return kernel_.loaded(); }

    void compare(std::size_t count) {
        while (count-- > 0 && !testing::Test::HasFailure())
            compare(packets_.packet(specs_[packets_.below(specs_.size())]));
    }

    std::map<std::uint32_t, std::size_t> verdicts;

private:
    void learn(const packet_spec& spec) {
        const passed out = user_.pass(spec);
        const flow_key key = passed{build_packet(spec)}.key();
        const auto found = cache_.flows().find(key, user_.now);
        push(found);
        specs_.push_back(spec);
        const auto reply = cache_.flows().other(found);
        if (reply == found)
            return;
        push(reply);
        packet_spec back = reply_to(reversed(cache_.flows().key(reply)), spec.protocol);
        if (back.protocol == ip_proto::icmp || back.protocol == ip_proto::icmpv6)
            back.source_port = back.destination_port = cache_.flows().key(reply).source_port.host();
        specs_.push_back(back);
    }

    void push(std::uint32_t place) {
        const flow_key& key = cache_.flows().key(place);
        const xdpk_flow_record& record = cache_.flows().value(place);
        flow_hop hop = (*hops_)[record.hop];
        if (record.hop == hop_table::none)
            hop.port = 1;
        const auto pushed = push_record(key, record, hop);
        ASSERT_TRUE(pushed);
        kernel_.push(key, *pushed);
        pushed_.insert_or_assign(key.to_words(), *pushed);
    }

    /// What the program has to handle, by the parser of user space.
    const xdpk_pushed_flow* fast(const std::vector<std::byte>& frame) const {
        const parsed_packet at = parse(frame);
        if (at.error != parse_error::none || !at.type.is_ip() || at.type.has_options ||
            at.type.fragment != fragment_type::none || (std::to_integer<unsigned>(frame[0]) & 1U) != 0)
            return nullptr;
        const auto found = pushed_.find(extract_flow_key(frame, at)->to_words());
        if (found == pushed_.end())
            return nullptr;
        const std::byte* const transport = frame.data() + at.l4_offset;
        if (at.type.protocol == ip_proto::tcp && (reinterpret_cast<const tcp_header*>(transport)->flags & 7U) != 0)
            return nullptr;
        if (at.type.is_icmp() &&
            !reinterpret_cast<const icmp_header*>(transport)->has_identifier(at.type.l3 == l3_type::ipv6))
            return nullptr;
        return fits(found->second, frame, at) ? &found->second : nullptr;
    }

    bool fits(const xdpk_pushed_flow& flow, const std::vector<std::byte>& frame, const parsed_packet& at) const {
        if (flow.verdict == XDPK_DROP)
            return true;
        const std::byte* const ip = frame.data() + at.l3_offset;
        const bool v4 = at.type.l3 == l3_type::ipv4;
        const auto ttl = std::to_integer<unsigned>(ip[v4 ? 8 : 7]);
        if ((flow.rewrite & XDPK_DECREMENT_TTL) != 0 && ttl <= 1)
            return false;
        if (flow.tunnel == 0)
            return frame.size() <= longest_frame;
        const tunnel_header& tunnel = tunnels_[flow.tunnel - 1U];
        const std::size_t length = v4 ? reinterpret_cast<const ipv4_header*>(ip)->total_length.host()
                                      : 40U + reinterpret_cast<const ipv6_header*>(ip)->payload_length.host();
        return frame.size() <= at.l3_offset + std::size_t{inner_mtu(tunnel)} &&
               at.l3_offset + tunnel.length + length <= longest_frame;
    }

    void compare(const std::vector<std::byte>& frame) {
        SCOPED_TRACE("frame " + testing::PrintToString(frame));
        const verdict_and_frame by_kernel = kernel_.run(frame);
        const passed by_user = user_.pass(frame);
        ++verdicts[by_kernel.verdict];
        const xdpk_pushed_flow* const flow = fast(frame);
        if (flow == nullptr) {
            EXPECT_EQ(by_kernel.verdict, XDP_PASS);
            EXPECT_EQ(by_kernel.frame.size(), std::max<std::size_t>(frame.size(), 14));
            EXPECT_TRUE(std::ranges::equal(by_kernel.frame, frame));
        } else if (flow->verdict == XDPK_DROP) {
            EXPECT_EQ(by_kernel.verdict, XDP_DROP);
            EXPECT_EQ(by_user.out, to_drop);
        } else {
            EXPECT_EQ(by_kernel.verdict, flow->out_port == 0 ? XDP_TX : XDP_REDIRECT);
            EXPECT_EQ(by_user.out, (flow->rewrite & XDPK_SET_MACS) != 0 ? flow->out_port : port_id{unrouted});
            EXPECT_EQ(by_kernel.frame, by_user.bytes);
        }
    }

    random_packets packets_;
    std::vector<tunnel_header> tunnels_;
    std::shared_ptr<hop_table> hops_;
    flow_cache<anything> cache_;
    flow_rig<flow_cache<anything>> user_;
    fastpath_rig kernel_;
    std::vector<packet_spec> specs_;
    std::map<flow_key::words, xdpk_pushed_flow> pushed_;
};

/// XDPK_TEST_PACKETS: so many instead, for example a million.
std::size_t packet_count() {
    const char* const given = std::getenv("XDPK_TEST_PACKETS");
    return given != nullptr ? std::strtoull(given, nullptr, 10) : 100'000;
}

TEST(fastpath_differential, does_what_the_flow_cache_does) {
    const random_seed seed;
    differential both(seed.value());
    ASSERT_TRUE(both.loaded());
    both.compare(packet_count());
    for (const std::uint32_t verdict : {XDP_PASS, XDP_DROP, XDP_TX, XDP_REDIRECT})
        EXPECT_GT(both.verdicts[verdict], packet_count() / 100) << verdict;
}

} // namespace
