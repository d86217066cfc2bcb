// SPDX-License-Identifier: BSD-3-Clause
// Whatever a translated flow's packets look like, what leaves is sound.
#include <xdpk/stage/flow_cache.hpp>

#include "translating_stage.hpp"

#include "support/flow_rig.hpp"
#include "support/ip_frames.hpp"
#include "support/random_seed.hpp"

#include <random>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<translating_stage>;

class FlowTranslateRandom : public testing::Test {
protected:
    std::size_t below(std::size_t end) { return random_() % end; }

    /// A packet out of `inside`.
    packet_spec outward() {
        constexpr std::array protocols{ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6};
        const ipv4_address to{{9, 8, 7, static_cast<std::uint8_t>(below(256))}};
        packet_spec spec{.source = inside,
                         .destination = embed(to, translation_prefix.address, translation_prefix.length),
                         .protocol = protocols[below(3)],
                         .source_port = static_cast<std::uint16_t>(below(65536)),
                         .destination_port = static_cast<std::uint16_t>(below(65536)),
                         .frame_size = 110 + below(1390),
                         .ttl = static_cast<std::uint8_t>(1 + below(255)),
                         .dscp = static_cast<std::uint8_t>(below(64)),
                         .payload = payload_};
        for (std::uint16_t& vlan : spec.vlans)
            vlan = static_cast<std::uint16_t>(below(2) * 7);
        return spec;
    }
    packet_spec answer_to(const passed& out) {
        packet_spec spec = reply_to(out.key(), out.key().protocol);
        spec.source_port = out.key().destination_port.host();
        spec.frame_size = 110 + below(1390);
        spec.payload = payload_;
        return spec;
    }
    /// An error about a packet that left, with any type, code and rest, and perhaps bytes behind it.
    bytes error_of(const passed& out, const ip_address& from) {
        bytes error = error_about(out.bytes, from, 28 + 20 * (out.key().ip_version == 6 ? 1 : 0) + below(1430));
        auto& icmp = *header_at<icmp_header>(std::span(error), parse(error).l4_offset);
        ones_complement_sum change;
        const auto set = [&](be16& field, std::size_t to) {
            const be16 now{static_cast<std::uint16_t>(to)};
            change.replace(field, now);
            field = now;
        };
        const std::size_t types = out.key().ip_version == 6 ? 5 : 13;
        set(*header_at<be16>(std::as_writable_bytes(std::span(&icmp, 1)), 0), below(types) << 8U | below(3));
        set(icmp.identifier, below(3) == 0 ? below(65536) : 0);
        set(icmp.sequence, below(65536));
        icmp.checksum = updated_checksum(icmp.checksum, change);
        error.resize(error.size() + below(3));
        return error;
    }
    void check(const passed& p) {
        EXPECT_TRUE(p.out == to_drop || p.sound());
        translated_ += p.out != to_drop;
    }

    random_seed seed_;
    std::mt19937_64 random_{seed_.value()};
    std::vector<std::byte> payload_ = [this] {
        std::vector<std::byte> made(61);
        for (std::byte& b : made)
            b = std::byte(random_());
        return made;
    }();
    cache cache_{flow_cache_config{.flows = 4096}, translating_stage{}};
    flow_rig<cache> rig_{cache_};
    std::size_t translated_ = 0;
};

TEST_F(FlowTranslateRandom, every_packet_that_leaves_is_sound) {
    constexpr std::size_t flows = 3000;
    for (std::size_t i = 0; i < flows; ++i) {
        const passed out = rig_.pass(outward());
        ASSERT_TRUE(out.sound());
        const passed in = rig_.pass(answer_to(out));
        ASSERT_TRUE(in.sound());
        EXPECT_EQ(in.key().destination_address(), ip_address(inside));
        check(rig_.pass(error_of(out, ipv4_address{{9, 1, 1, 1}})));
        check(rig_.pass(error_of(in, *parse_ipv6("2001:db8:ffff::1"))));
    }
    EXPECT_GT(translated_, flows / 4);
    EXPECT_EQ(rig_.counter("collision"), 0);
}

TEST_F(FlowTranslateRandom, spoilt_packets_are_dropped_or_leave_with_whole_headers) {
    for (std::size_t i = 0; i < 3000; ++i) {
        const passed out = rig_.pass(outward());
        const passed in = rig_.pass(answer_to(out));
        std::vector<bytes> some{build_packet(outward()), in.bytes, error_of(out, ipv4_address{{9, 1, 1, 1}}),
                                error_of(in, *parse_ipv6("2001:db8:ffff::1"))};
        for (bytes& packet : some) {
            for (std::size_t spoilt = 1 + below(3); spoilt != 0; --spoilt)
                packet[14 + below(std::min<std::size_t>(96, packet.size() - 14))] = std::byte(random_());
            const passed left = rig_.pass(packet);
            EXPECT_TRUE(left.out == to_drop || parse(left.bytes).error == parse_error::none);
        }
    }
}

} // namespace THIS_TEST
} // namespace xdpk::test
