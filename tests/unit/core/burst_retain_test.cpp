// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/burst.hpp>

#include "support/frames.hpp"

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::put;
using test::text_of;

TEST(burst_retain, keeps_the_order_and_each_packets_segments) {
    test::frames memory;
    {
        burst b(memory.pool);
        put(b, "one", 0, {" more"});
        put(b, "two");
        put(b, "three", 1, {" and", " more"});
        b.retain([&b](packet& p) {
            const bool kept = p.length != 3 || p.rest_count != 0;
            if (!kept)
                b.recycle(p);
            return kept;
        });
        ASSERT_EQ(b.size(), 2);
        EXPECT_EQ(text_of(b, b[0]), "one more");
        EXPECT_EQ(text_of(b, b[1]), "three and more");
        EXPECT_EQ(b[1].in_port, 1);
        EXPECT_EQ(memory.pool.available(), memory.pool.total() - 5);
    }
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST(burst_retain, may_keep_all_or_nothing) {
    test::frames memory;
    burst b(memory.pool);
    b.retain([](packet&) { return false; });
    EXPECT_TRUE(b.empty());
    put(b, "one");
    put(b, "two");
    b.retain([](packet&) { return true; });
    EXPECT_EQ(b.size(), 2);
    b.retain([&b](packet& p) {
        b.recycle(p);
        return false;
    });
    EXPECT_TRUE(b.empty());
    EXPECT_TRUE(test::all_back(memory.pool));
}

TEST(burst_handed_over, holds_until_the_burst_is_empty_again) {
    test::frames memory;
    burst b(memory.pool);
    EXPECT_FALSE(b.handed_over());
    put(b, "one");
    b.set_handed_over();
    EXPECT_TRUE(b.handed_over());
    b.recycle();
    EXPECT_FALSE(b.handed_over());
}

} // namespace THIS_TEST
} // namespace xdpk
