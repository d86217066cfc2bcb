// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/hand_over.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/stage/owner_rules.hpp>

#include "support/counters.hpp"
#include "support/linked_workers.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::bytes;
using test::count_of;
using test::linked_workers;

/// Flows to a port are the worker's of that number; those to port 9 are whoever's they are.
struct by_port {
    std::optional<std::uint32_t> operator()(const packet&, const flow_key& key) const noexcept {
        const std::uint16_t port = key.destination_port.host();
        return port == 9 ? std::nullopt : std::optional<std::uint32_t>(port);
    }
};

bytes to_port(std::uint16_t port, std::size_t size = 0) {
    return build_packet(packet_spec{.destination_port = port, .frame_size = size});
}

TEST(hand_over, gives_each_packet_to_its_owner) {
    linked_workers workers(3, by_port{});
    workers.arrive(0, {to_port(0), to_port(1), to_port(9), to_port(2), to_port(1, 100)}, 4);
    ASSERT_EQ(workers.kept(0).size(), 2);
    EXPECT_EQ(workers.kept(0)[0].frame, to_port(0));
    EXPECT_EQ(workers.kept(0)[1].frame, to_port(9));
    workers.settle();
    ASSERT_EQ(workers.kept(1).size(), 2);
    EXPECT_EQ(workers.kept(1)[0].frame, to_port(1));
    EXPECT_EQ(workers.kept(1)[1].frame, to_port(1, 100));
    EXPECT_EQ(workers.kept(1)[0].in_port, 4);
    EXPECT_EQ(workers.kept(1)[0].out_port, unrouted);
    ASSERT_EQ(workers.kept(2).size(), 1);
    EXPECT_EQ(count_of(workers.stage(0), "handed_over"), 3);
    EXPECT_EQ(count_of(workers.stage(1), "handed_over"), 0);
    for (unsigned w = 0; w < 3; ++w)
        EXPECT_TRUE(test::all_back(workers.pool(w)));
}

TEST(hand_over, keeps_what_another_worker_gave) {
    hand_over stage(std::make_shared<worker_links>(2, 1518), 1, by_port{});
    parse_headers parse;
    test::frames memory;
    burst b(memory.pool);
    test::put(b, test::as_text(to_port(0)));
    parse(b);
    b.set_handed_over();
    stage(b);
    EXPECT_EQ(b.size(), 1);
    EXPECT_EQ(count_of(stage, "handed_over"), 0);
}

TEST(hand_over, does_nothing_for_one_worker) {
    const auto links = std::make_shared<worker_links>(1, 1518);
    hand_over stage(links, 0, by_port{});
    EXPECT_FALSE(links->in_use());
    hand_over(nullptr, 0, by_port{});
    test::frames memory;
    burst b(memory.pool);
    test::put(b, test::as_text(to_port(1)));
    stage(b);
    EXPECT_EQ(b.size(), 1);
}

TEST(hand_over, leaves_what_belongs_to_no_flow) {
    linked_workers workers(2, [](const packet&, const flow_key&) noexcept { return 1U; });
    bytes arp = to_port(1);
    arp[12] = std::byte{0x08};
    arp[13] = std::byte{0x06};
    bytes other = to_port(1);
    other[12] = std::byte{0x88};
    other[13] = std::byte{0xcc};
    const packet_spec ping{
        .source = *parse_ipv6("fd00::1"), .destination = *parse_ipv6("fd00::2"), .protocol = ip_proto::icmpv6};
    bytes solicitation = build_packet(ping);
    solicitation[parse(solicitation).l4_offset] = std::byte{135};
    workers.arrive(0, {arp, other, solicitation, build_packet(ping)});
    EXPECT_EQ(workers.kept(0).size(), 3);
    workers.settle();
    ASSERT_EQ(workers.kept(1).size(), 1);
    EXPECT_EQ(workers.kept(1)[0].frame, build_packet(ping));
}

TEST(hand_over, leaves_what_was_dropped_before) {
    linked_workers workers(2, by_port{});
    bytes malformed = to_port(1);
    malformed[parse(malformed).l4_offset + 4] = std::byte{0xff}; // the datagram's length
    workers.arrive(0, {malformed});
    ASSERT_EQ(workers.kept(0).size(), 1);
    EXPECT_EQ(workers.kept(0)[0].out_port, to_drop);
}

TEST(hand_over, keeps_what_it_is_told_to_give_to_nobody) {
    linked_workers workers(2, by_port{});
    workers.arrive(0, {to_port(7)});
    EXPECT_EQ(workers.kept(0).size(), 1);
}

TEST(hand_over, drops_what_finds_no_room) {
    linked_workers workers(2, by_port{}, 100);
    for (int i = 0; i < 20; ++i)
        workers.arrive(0, std::vector<bytes>(64, to_port(1)));
    const std::uint64_t given = count_of(workers.stage(0), "handed_over");
    EXPECT_EQ(given, 1024);
    EXPECT_EQ(count_of(workers.stage(0), "full"), 20 * 64 - given);
    EXPECT_EQ(workers.kept(0).size(), 20 * 64 - given);
    EXPECT_EQ(workers.kept(0)[0].out_port, to_drop);
    workers.arrive(0, {to_port(1, 200)});
    EXPECT_EQ(count_of(workers.stage(0), "too_long"), 1);
    EXPECT_EQ(workers.kept(0).back().out_port, to_drop);
    workers.settle();
    EXPECT_EQ(workers.kept(1).size(), given);
    workers.arrive(0, {to_port(1)});
    EXPECT_EQ(count_of(workers.stage(0), "handed_over"), given + 1);
    EXPECT_TRUE(test::all_back(workers.pool(0)));
    EXPECT_TRUE(test::all_back(workers.pool(1)));
}

TEST(hand_over, has_to_be_there_before_the_workers_run) {
    const auto links = std::make_shared<worker_links>(2, 1518);
    links->seal();
    EXPECT_THROW(hand_over(links, 0, by_port{}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
