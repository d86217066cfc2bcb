// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/kernel.hpp>

#include "support/built_packets.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

constexpr ipv4_address own4{{198, 18, 1, 1}};
constexpr ipv6_address own6{{0x20, 0x01, 0x0d, 0xb8}};

std::string frame_of_type(const std::string& type) { return std::string(12, '\2') + type + std::string(46, 'x'); }

/// Ports 0 and 1 have the taps 2 and 3; port 4 has none.
class kernel_test : public testing::Test {
protected:
    kernel_config config{.taps = {{0, 2}, {1, 3}}};

    template <class Frame>
    port_id way_of(kernel& stage, const Frame& frame, port_id in, port_id way = unrouted) {
        burst b(memory.pool);
        packet& p = test::put(b, frame, in);
        parse(b);
        p.out_port = way;
        const std::string before = test::text_of(b, p);
        stage(b);
        EXPECT_EQ(test::text_of(b, p), before);
        return p.out_port;
    }

    test::frames memory;
    parse_headers parse;
};

TEST_F(kernel_test, what_the_kernel_sends_leaves_by_the_taps_port) {
    kernel stage(config);
    EXPECT_EQ(way_of(stage, packet_spec{}, 2), 0);
    EXPECT_EQ(way_of(stage, packet_spec{}, 3), 1);
    EXPECT_EQ(test::count(stage, "from_kernel"), 2);
    EXPECT_EQ(way_of(stage, packet_spec{}, 0), unrouted) << "not the kernel's";
    EXPECT_EQ(test::count(stage, "to_kernel"), 0);
}

TEST_F(kernel_test, takes_ether_types) {
    config.types = {ether_type::lldp, ether_type::arp};
    kernel stage(config);
    EXPECT_EQ(way_of(stage, frame_of_type("\x88\xcc"), 0), 2);
    EXPECT_EQ(way_of(stage, frame_of_type(std::string("\x81\x00\x00\x05\x88\xcc", 6)), 1), 3);
    EXPECT_EQ(way_of(stage, frame_of_type("\x88\xcd"), 0), unrouted);
    EXPECT_EQ(way_of(stage, packet_spec{}, 0), unrouted);
    EXPECT_EQ(test::count(stage, "to_kernel"), 2);
}

TEST_F(kernel_test, takes_what_is_for_our_own_addresses) {
    config.own = std::vector<own_address>{{0, own4, {}}, {1, own6, {}}};
    kernel stage(config);
    EXPECT_EQ(way_of(stage, packet_spec{.destination = own4}, 0), 2);
    EXPECT_EQ(way_of(stage, packet_spec{.destination = own4}, 1), unrouted);
    EXPECT_EQ(way_of(stage, packet_spec{.source = own6, .destination = own6}, 1), 3);
    EXPECT_EQ(way_of(stage, packet_spec{.source = own4}, 0), unrouted);
}

TEST_F(kernel_test, takes_the_rest) {
    config.rest = true;
    kernel stage(config);
    EXPECT_EQ(way_of(stage, packet_spec{}, 0), 2);
    EXPECT_EQ(way_of(stage, packet_spec{}, 4), unrouted) << "no tap";
    EXPECT_EQ(way_of(stage, packet_spec{}, 0, 1), 1);
    EXPECT_EQ(way_of(stage, packet_spec{}, 0, to_drop), to_drop);
    EXPECT_EQ(way_of(stage, packet_spec{}, 2, to_drop), to_drop);
}

TEST_F(kernel_test, refuses_pairs_that_cannot_be) {
    EXPECT_THROW(kernel({.taps = {{0, unrouted}}}), error);
    EXPECT_THROW(kernel({.taps = {{0, 0}}}), error);
    EXPECT_THROW(kernel({.taps = {{0, 2}, {1, 2}}}), error);
    EXPECT_THROW(kernel({.taps = {{0, 2}, {2, 3}}}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
