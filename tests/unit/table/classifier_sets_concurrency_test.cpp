// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/classifier.hpp>

#include "support/grace_period.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <cstdint>
#include <gtest/gtest.h>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr std::size_t readers = 2;

ipv4_address address(std::uint32_t number) { return ipv4_address::from_integer(0x0A000000 + number); }

packet_fields packet_from(std::uint32_t number) {
    packet_fields p{.ip_version = 4};
    std::ranges::copy(address(number).bytes, p.source.begin());
    return p;
}

address_block host(std::uint32_t number) { return ipv4_prefix{address(number), 32}; }

/// The first host stays in set 2; the second comes and goes in set 1.
void read(const classifier& table, grace_period<readers>& grace, std::size_t self, const std::atomic<bool>& stop) {
    const std::array<packet_fields, 3> packets{packet_from(1), packet_from(2), packet_from(0x10000)};
    std::array<classifier_hit, 3> hits;
    while (!stop.load(std::memory_order_relaxed)) {
        table.lookup(packets, hits);
        EXPECT_EQ(hits[0].rule, 1U);
        EXPECT_TRUE(hits[1].rule == 0 || hits[1].rule == 2) << hits[1].rule;
        EXPECT_EQ(hits[2].rule, 2U) << "in no set";
        grace.quiescent(self);
    }
    grace.leave(self);
}

void write(classifier& table, grace_period<readers>& grace) {
    const std::array second{host(2)};
    for (std::uint32_t i = 0; i < 300; ++i) {
        if (i % 2 == 0)
            table.add_to_set(1, second);
        else
            table.remove_from_set(1, second);
        // New blocks, now and then a new combination of sets.
        const std::array others{host(3 + i), host(1000 + 256 * i)};
        table.add_to_set(3 + i / 50, others);
        grace.wait();
        table.reclaim();
    }
}

TEST(classifier_sets, are_read_while_they_are_written) {
    classifier table;
    table.replace(std::vector<classifier_rule>{
        {.source = named_set{1}}, {.source = named_set{2}, .priority = 1}, {.priority = 2}});
    table.add_to_set(2, std::array{host(1)});
    grace_period<readers> grace;
    std::atomic<bool> stop{false};
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < readers; ++i)
        threads.emplace_back([&, i] { read(table, grace, i, stop); });
    write(table, grace);
    stop = true;
    for (std::thread& t : threads)
        t.join();
}

} // namespace THIS_TEST
} // namespace xdpk
