// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/mss_clamp.hpp>

#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <algorithm>
#include <array>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

constexpr ip_address v6 = ipv6_address{{0x20, 0x01, 0x0d, 0xb8}};
constexpr std::uint8_t syn_ack = tcp_header::syn | tcp_header::ack;

/// Ports 1 and 2 have MTUs of 1400 and 1300.
class mss_clamp_test : public testing::Test {
protected:
    /// The options of a TCP packet that came in by a port and leaves by another.
    std::string pass(const std::string& options, packet_spec spec = {}, port_id in = 1, port_id out = unrouted) {
        spec.protocol = ip_proto::tcp;
        spec.frame_size = 200;
        burst b(memory.pool);
        packet& p = test::put(b, spec, in);
        parse(b);
        auto& tcp = *header_at<tcp_header>(test::bytes_of(p), p.l4);
        tcp.data_offset = static_cast<std::uint8_t>((sizeof(tcp_header) + options.size()) / 4 << 4U);
        auto* const at = reinterpret_cast<char*>(&tcp + 1);
        std::ranges::copy(options, at);
        parse_headers recompute(all_recomputed());
        recompute(b);
        EXPECT_TRUE(test::is_right(p));
        p.out_port = out;
        stage(b);
        EXPECT_TRUE(test::is_right(p)) << "checksum";
        return {at, options.size()};
    }
    static parse_config all_recomputed() {
        parse_config config;
        config.checksums.fill(checksum_policy::recompute);
        return config;
    }
    static mss_clamp_config mtus() {
        mss_clamp_config config;
        config.mtu[1] = 1400;
        config.mtu[2] = 1300;
        return config;
    }
    static std::string mss(std::uint16_t value) {
        return {'\2', '\4', static_cast<char>(value >> 8U), static_cast<char>(value)};
    }

    test::frames memory;
    parse_headers parse;
    mss_clamp stage{mtus()};
    const packet_spec syn{.tcp_flags = tcp_header::syn};
    const packet_spec syn6{.source = v6, .destination = v6, .tcp_flags = syn_ack};
};

TEST_F(mss_clamp_test, becomes_what_the_mtu_leaves) {
    EXPECT_EQ(pass(mss(1460), syn), mss(1360));
    EXPECT_EQ(pass(mss(1460), syn6), mss(1340));
    EXPECT_EQ(pass(mss(1460), {.vlans = {7, 0}, .tcp_flags = syn_ack}), mss(1360));
    EXPECT_EQ(test::count(stage, "clamped"), 3);
}

TEST_F(mss_clamp_test, the_smaller_mtu_of_both_ports_counts) {
    EXPECT_EQ(pass(mss(1460), syn, 1, 2), mss(1260));
    EXPECT_EQ(pass(mss(1460), syn, 2, 1), mss(1260));
    EXPECT_EQ(pass(mss(1460), syn, 0, 1), mss(1360));
    EXPECT_EQ(pass(mss(1460), syn, 0, 3), mss(1460));
}

TEST_F(mss_clamp_test, what_fits_is_not_raised) {
    EXPECT_EQ(pass(mss(1360), syn), mss(1360));
    EXPECT_EQ(pass(mss(536), syn), mss(536));
    EXPECT_EQ(test::count(stage, "clamped"), 0);
}

TEST_F(mss_clamp_test, is_found_among_other_options_at_odd_places_too) {
    using namespace std::string_literals;
    for (const std::string& before : {"\1\1\1\1"s, "\1\3\3\7"s, "\1\4\2\1\1\1\1\1"s})
        EXPECT_EQ(pass(before + mss(9000), syn), before + mss(1360));
    EXPECT_EQ(pass("\1"s + mss(9000) + "\3\3\7"s, syn), "\1"s + mss(1360) + "\3\3\7"s);
    EXPECT_EQ(pass("\3\3\7"s + mss(1361) + "\0"s, syn), "\3\3\7"s + mss(1360) + "\0"s);
}

TEST_F(mss_clamp_test, others_are_left_alone) {
    using namespace std::string_literals;
    const auto unchanged = [this](const std::string& options, const packet_spec& spec) {
        EXPECT_EQ(pass(options, spec), options);
    };
    unchanged("", syn);
    unchanged("\1\1\1\1"s, syn);
    unchanged(mss(9000), {});
    unchanged("\0\4\1\1"s + mss(9000), syn);
    unchanged("\1\1\1\2"s, syn);
    unchanged("\2\x03\x23\x28"s, syn);
    unchanged("\3\0\1\1"s + mss(9000), syn);
    unchanged("\3\xff\1\1"s + mss(9000), syn);
    const std::array<std::byte, 1> ones{std::byte{0xff}};
    unchanged("\1\1\2\4"s, {.tcp_flags = tcp_header::syn, .payload = ones});
    EXPECT_EQ(pass(mss(9000), syn, 1, to_drop), mss(9000));
    EXPECT_EQ(test::count(stage, "clamped"), 0);
}

TEST_F(mss_clamp_test, other_protocols_are_left_alone) {
    burst b(memory.pool);
    test::put(b, packet_spec{.frame_size = 200}, 1);
    parse(b);
    const std::string before = test::text_of(b, b[0]);
    stage(b);
    EXPECT_EQ(test::text_of(b, b[0]), before);
    mss_clamp_config config;
    config.mtu[3] = 575;
    EXPECT_THROW(mss_clamp{config}, error);
}

} // namespace THIS_TEST
} // namespace xdpk
