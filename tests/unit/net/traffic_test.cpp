// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/traffic.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/headers.hpp>

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;

std::vector<std::vector<std::byte>> frames_of(const traffic& all, traffic::position at, std::size_t n) {
    std::vector<std::vector<std::byte>> frames;
    std::vector<std::byte> room(all.longest());
    for (std::size_t i = 0; i < n; ++i) {
        const auto frame = all.next(at, 77, room);
        frames.emplace_back(frame.begin(), frame.end());
    }
    return frames;
}

std::uint16_t source_port(const std::vector<std::byte>& frame) {
    return header_at<udp_header>(frame, 34)->source_port.host();
}

TEST(traffic, takes_sizes_in_turn) {
    const traffic all({.sizes = {60, 100, 1514}});
    const auto frames = frames_of(all, {}, 4);
    EXPECT_EQ(frames[0].size(), 60U);
    EXPECT_EQ(frames[1].size(), 100U);
    EXPECT_EQ(frames[2].size(), 1514U);
    EXPECT_EQ(frames[3], frames[0]);
    EXPECT_EQ(all.longest(), 1514U);
}

TEST(traffic, takes_flows_in_turn) {
    const auto frames = frames_of(traffic({.flows = 3}), {}, 4);
    EXPECT_EQ(source_port(frames[0]), 1024);
    EXPECT_EQ(source_port(frames[1]), 1025);
    EXPECT_EQ(source_port(frames[2]), 1026);
    EXPECT_EQ(frames[3], frames[0]);
}

TEST(traffic, each_flow_is_what_the_builder_makes_of_its_port) {
    const auto frames = frames_of(traffic({.sizes = {200}, .flows = 5}), {.flow = 4}, 1);
    EXPECT_EQ(frames[0], build_packet({.source_port = 1028, .frame_size = 200}));
}

TEST(traffic, numbers_its_frames) {
    const traffic all({.stamped = true});
    const auto frames = frames_of(all, {.sequence = 0xffffffff, .stream = 9}, 2);
    const auto* last = header_at<stamp>(frames[0], all.stamps()->offset());
    const auto* next = header_at<stamp>(frames[1], all.stamps()->offset());
    EXPECT_EQ(last->magic.host(), stamp::expected_magic);
    EXPECT_EQ(last->stream.host(), 9);
    EXPECT_EQ(last->sequence.host(), 0xffffffff);
    EXPECT_EQ(next->sequence.host(), 0U);
    EXPECT_EQ(next->time.host(), 77U);
}

TEST(traffic, counts_bytes) {
    const traffic all({.sizes = {60, 100, 1514}});
    EXPECT_EQ(all.bytes(0), 0U);
    EXPECT_EQ(all.bytes(2), 160U);
    EXPECT_EQ(all.bytes(7), 2 * 1674U + 60);
}

TEST(traffic, knows_the_shortest_frame) {
    const packet_spec udp6{.source = *parse_ip("2001:db8::1"), .destination = *parse_ip("2001:db8::2")};
    EXPECT_EQ(least_frame({}, false), 60U);
    EXPECT_EQ(least_frame({}, true), 60U);
    EXPECT_EQ(least_frame({.protocol = ip_proto::tcp}, true), 72U);
    EXPECT_EQ(least_frame(udp6, false), 62U);
    EXPECT_EQ(least_frame(udp6, true), 80U);
}

TEST(traffic, refuses_what_cannot_be_built) {
    EXPECT_THROW(traffic({.sizes = {59}}), error);
    EXPECT_THROW(traffic({.sizes = {}}), error);
    EXPECT_THROW(traffic({.flows = 0}), error);
    EXPECT_THROW(traffic({.packet = {.protocol = ip_proto::tcp}, .sizes = {71}, .stamped = true}), error);
}

} // namespace THIS_TEST
