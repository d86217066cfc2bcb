// SPDX-License-Identifier: BSD-3-Clause
#include "classifier_model.hpp"

#include "support/random_seed.hpp"

#include <array>
#include <gtest/gtest.h>
#include <random>
#include <variant>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

/// A classifier beside the naive one. Fields have few values, so that rules overlap in all ways.
class comparison {
public:
    explicit comparison(std::uint64_t seed) : random_(seed) {}

    void step(int i) {
        const std::uint64_t what = random_() % 64;
        constexpr std::size_t sizes[] = {25, 90, 300}; // linear, classes
        const std::size_t wanted = sizes[i / 100'000 % 3];
        if (what == 0)
            change(wanted);
        else if (what == 2)
            explain();
        else if (what == 3 && chance(8))
            change_set();
        else
            look_up();
    }

private:
    bool chance(unsigned one_in) { return random_() % one_in == 0; }
    std::uint8_t small() { return static_cast<std::uint8_t>(random_() % 3); }

    address_match random_match(std::uint64_t version) {
        if (chance(3))
            return {};
        if (chance(12))
            return named_set{small()};
        return std::visit([](const auto& p) { return address_match(p); }, random_block(version));
    }

    address_block random_block(std::uint64_t version) {
        const auto length = static_cast<std::uint8_t>(chance(4) ? random_() % 33 : random_() % 5 * 8);
        if (version == 4)
            return ipv4_prefix{{{small(), small(), small(), small()}}, length};
        return ipv6_prefix{{{small(), small(), small(), small()}},
                           static_cast<std::uint8_t>(chance(4) ? length * 4 : length)};
    }

    port_range random_ports() {
        const auto first = static_cast<std::uint16_t>(chance(8) ? 0 : random_() % 6);
        return chance(2) ? port_range{}
                         : port_range{first, static_cast<std::uint16_t>(chance(8) ? 65535 : first + small())};
    }

    template <class T>
    std::optional<T> sometimes() {
        return chance(6) ? std::optional(static_cast<T>(small())) : std::nullopt;
    }

    bit_match random_bits() {
        const std::uint8_t mask = chance(6) ? small() : std::uint8_t{0};
        return {static_cast<std::uint8_t>(small() & mask), mask};
    }

    classifier_rule random_rule() {
        const std::uint64_t version = chance(2) ? 4 : 6;
        return {.source = random_match(version),
                .destination = random_match(version),
                .protocol = sometimes<ip_proto>(),
                .source_ports = random_ports(),
                .destination_ports = random_ports(),
                .tcp_flags = random_bits(),
                .icmp_type = sometimes<std::uint8_t>(),
                .icmp_code = sometimes<std::uint8_t>(),
                .vlan = sometimes<std::uint16_t>(),
                .dscp = sometimes<std::uint8_t>(),
                .fragment = random_bits(),
                .interface = sometimes<std::uint16_t>(),
                .priority = static_cast<std::uint32_t>(random_() % 20),
                .action = static_cast<std::uint32_t>(random_())};
    }

    packet_fields random_packet() {
        packet_fields p{.source_port = be16{static_cast<std::uint16_t>(random_() % 8)},
                        .destination_port = be16{static_cast<std::uint16_t>(random_() % 8)},
                        .protocol = ip_proto{small()},
                        .tcp_flags = small(),
                        .icmp_type = small(),
                        .icmp_code = small(),
                        .vlan = small(),
                        .dscp = small(),
                        .fragment = small(),
                        .interface = small(),
                        .ip_version = static_cast<std::uint8_t>(chance(32)  ? small()
                                                                : chance(2) ? 4
                                                                            : 6)};
        for (std::size_t i = 0; i < 4; ++i) {
            p.source[i] = small();
            p.destination[i] = small();
        }
        return p;
    }

    void change(std::size_t wanted) {
        if (ids_.size() < wanted && !chance(8)) {
            const classifier_rule rule = random_rule();
            ids_.push_back(table_.add(rule));
            model_.add(ids_.back(), rule);
        } else if (!ids_.empty()) {
            std::swap(ids_[random_() % ids_.size()], ids_.back());
            EXPECT_TRUE(table_.erase(ids_.back()));
            EXPECT_FALSE(table_.erase(ids_.back()));
            model_.erase(ids_.back());
            ids_.pop_back();
        }
        EXPECT_EQ(table_.size(), ids_.size());
        if (chance(2))
            table_.reclaim();
    }

    void change_set() {
        const std::uint32_t set = small();
        std::vector<address_block> blocks;
        for (int i = 0; i < 2; ++i)
            blocks.push_back(random_block(chance(2) ? 4 : 6));
        if (chance(2))
            EXPECT_EQ(table_.add_to_set(set, blocks), model_.add_to_set(set, blocks));
        else
            EXPECT_EQ(table_.remove_from_set(set, blocks), model_.remove_from_set(set, blocks));
    }

    void explain() {
        const packet_fields p = random_packet();
        EXPECT_EQ(table_.explain(p), model_.all(p));
    }

    void look_up() {
        std::array<packet_fields, 3> packets;
        for (packet_fields& p : packets)
            p = random_packet();
        std::array<classifier_hit, 3> hits;
        table_.lookup(packets, hits);
        for (std::size_t i = 0; i < packets.size(); ++i)
            EXPECT_EQ(hits[i].rule, model_.first(packets[i]));
    }

    std::mt19937_64 random_;
    classifier table_;
    classifier_model model_;
    std::vector<std::uint32_t> ids_;
};

TEST(classifier, agrees_with_the_naive_one_over_a_million_operations) {
    const random_seed seed;
    comparison c(seed.value());
    for (int i = 0; i < 1'000'000 && !testing::Test::HasFailure(); ++i)
        c.step(i);
}

} // namespace THIS_TEST
} // namespace xdpk
