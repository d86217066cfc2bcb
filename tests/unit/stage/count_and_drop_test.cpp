// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/pipeline.hpp>
#include <xdpk/stage/count.hpp>
#include <xdpk/stage/drop.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

std::uint64_t value(const std::vector<stage_counter>& list, const std::string& name) {
    for (const stage_counter& c : list)
        if (c.name == name)
            return c.value->get();
    ADD_FAILURE() << "no counter " << name;
    return 0;
}

TEST(count, counts_packets_and_bytes_of_all_segments) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, "12345").out_port = 4;
    test::put(b, "123", 0, {"4567", "89"});
    pipeline stage{count()};
    stage(b);
    stage(b);
    std::vector<stage_counter> list;
    list_counters(stage, list);
    EXPECT_EQ(value(list, "count.packets"), 4);
    EXPECT_EQ(value(list, "count.bytes"), 28);
    EXPECT_EQ(b[0].out_port, 4);
    EXPECT_EQ(b[1].out_port, unrouted);
}

TEST(drop, drops_and_counts_all) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, "1").out_port = 4;
    test::put(b, "2");
    pipeline stage{drop()};
    stage(b);
    EXPECT_EQ(b[0].out_port, to_drop);
    EXPECT_EQ(b[1].out_port, to_drop);
    std::vector<stage_counter> list;
    list_counters(stage, list);
    EXPECT_EQ(value(list, "drop.packets"), 2);
}

} // namespace THIS_TEST
} // namespace xdpk
