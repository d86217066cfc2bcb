// SPDX-License-Identifier: BSD-3-Clause
// Packets whose headers do not tell whose they are: fragments and ICMP errors.
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/owner_rules.hpp>

#include "support/counters.hpp"
#include "support/linked_workers.hpp"
#include "support/random_seed.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <random>

namespace xdpk {
namespace THIS_TEST {

using test::bytes;
using test::error_about;
using test::in_fragments;
using test::linked_workers;

constexpr unsigned some = 3;

/// A datagram of 48 bytes.
packet_spec flow_number(std::uint16_t n) {
    return {.source = ipv4_address{{10, 0, static_cast<std::uint8_t>(n >> 8U), static_cast<std::uint8_t>(n)}},
            .source_port = static_cast<std::uint16_t>(1000 + n * 7),
            .frame_size = 14 + 20 + 48};
}

packet_spec reply_to(packet_spec spec) {
    std::swap(spec.source, spec.destination);
    std::swap(spec.source_port, spec.destination_port);
    return spec;
}

/// Where each of a datagram's fragments ends that the NIC gives to these workers.
template <class Workers>
std::vector<std::optional<unsigned>> owners(Workers& workers, const std::vector<bytes>& parts,
                                            const std::vector<unsigned>& arrive) {
    std::vector<std::optional<unsigned>> list;
    for (std::size_t i = 0; i < parts.size(); ++i)
        list.push_back(workers.owner(parts[i], arrive[i]));
    return list;
}

TEST(hand_over_related, fragments_go_where_whole_packets_of_the_flow_go) {
    linked_workers workers(some, owner_by_flow{some});
    std::vector<int> met(some);
    for (std::uint16_t n = 0; n < 60; ++n) {
        const auto owner = workers.owner(build_packet(flow_number(n)));
        ASSERT_TRUE(owner);
        ++met[*owner];
        const auto parts = in_fragments(flow_number(n), n);
        for (const std::vector<unsigned>& arrive : {std::vector{0U, 0U, 0U}, {1U, 0U, 2U}, {2U, 2U, 1U}})
            EXPECT_EQ(owners(workers, parts, arrive), std::vector(3, owner)) << n;
        EXPECT_EQ(workers.owner(in_fragments(reply_to(flow_number(n)), n)[0]), owner);
    }
    EXPECT_GT(std::ranges::min(met), 5);
}

TEST(hand_over_related, fragments_in_one_burst_are_kept_in_order) {
    linked_workers workers(some, owner_by_flow{some});
    for (std::uint16_t n = 0; n < 20; ++n) {
        const unsigned owner = workers.owner(build_packet(flow_number(n)), 0).value();
        const auto parts = in_fragments(flow_number(n), n);
        for (unsigned arrives = 0; arrives < some; ++arrives) {
            const std::size_t before = workers.kept(owner).size();
            workers.arrive(arrives, parts);
            workers.settle();
            ASSERT_EQ(workers.kept(owner).size(), before + 3);
            for (std::size_t i = 0; i < 3; ++i)
                EXPECT_EQ(workers.kept(owner)[before + i].frame, parts[i]);
        }
    }
}

TEST(hand_over_related, later_fragments_without_the_first_meet_anyway) {
    linked_workers workers(some, owner_by_flow{some});
    for (std::uint16_t n = 0; n < 20; ++n) {
        const auto parts = in_fragments(flow_number(n), n);
        EXPECT_EQ(workers.owner(parts[1]), workers.owner(parts[2]));
    }
}

TEST(hand_over_related, the_first_fragment_is_forgotten_in_time) {
    linked_workers workers(
        2, [](const packet&, const flow_key& key) noexcept { return std::uint32_t{key.source_port.host() != 0}; });
    packet_spec spec = flow_number(0);
    const auto meets_at = [&spec](std::uint8_t n) {
        spec.source = ipv4_address{{10, 0, 0, n}};
        return owner_by_addresses{2}({}, *extract_flow_key(build_packet(spec), parse(build_packet(spec))));
    };
    std::uint8_t n = 0;
    while (meets_at(n) != 0)
        ++n;
    const auto parts = in_fragments(spec, 1);
    EXPECT_EQ(owners(workers, parts, {0, 0, 0}), std::vector(3, std::optional(1U)));
    workers.now += fragment_ports::lifetime + 1;
    EXPECT_EQ(workers.owner(parts[1]), 0U);
}

TEST(hand_over_related, errors_go_with_the_flow_they_speak_of) {
    linked_workers workers(some, owner_by_flow{some});
    for (std::uint16_t n = 0; n < 60; ++n) {
        const bytes sent = build_packet(flow_number(n));
        const auto owner = workers.owner(sent, 0);
        EXPECT_EQ(workers.owner(error_about(sent, ipv4_address{{192, 0, 2, 1}}, 28)), owner);
        const bytes reply = build_packet(reply_to(flow_number(n)));
        EXPECT_EQ(workers.owner(reply), owner);
        EXPECT_EQ(workers.owner(error_about(reply, ipv4_address{{192, 0, 2, 2}}, 28)), owner);
    }
}

TEST(hand_over_related, errors_that_quote_too_little_stay) {
    linked_workers workers(2, [](const packet&, const flow_key&) noexcept { return 1U; });
    const bytes error = error_about(build_packet(packet_spec{}), ipv4_address{{192, 0, 2, 1}}, 20);
    EXPECT_EQ(workers.owner(error, 0), 0U);
}

TEST(hand_over_related, no_packet_gets_lost_whatever_it_is) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    linked_workers workers(some, owner_by_flow{some});
    std::size_t sent = 0;
    for (int round = 0; round < 200; ++round) {
        std::vector<bytes> packets;
        for (int i = 0; i < 20; ++i) {
            const auto n = static_cast<std::uint16_t>(random() % 50);
            const auto parts = in_fragments(flow_number(n), static_cast<std::uint16_t>(random() % 4));
            packets.push_back(random() % 3 == 0 ? build_packet(flow_number(n)) : parts[random() % 3]);
            if (random() % 8 == 0)
                packets.back()[random() % packets.back().size()] = static_cast<std::byte>(random());
        }
        sent += packets.size();
        workers.arrive(static_cast<unsigned>(random() % some), packets);
        workers.settle();
    }
    std::size_t kept = 0;
    for (unsigned w = 0; w < some; ++w) {
        kept += workers.kept(w).size();
        EXPECT_TRUE(test::all_back(workers.pool(w)));
    }
    EXPECT_EQ(kept, sent);
}

} // namespace THIS_TEST
} // namespace xdpk
