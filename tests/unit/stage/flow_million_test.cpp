// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/flow_cache.hpp>

#include "flow_stages.hpp"

#include "support/frames.hpp"

#include <xdpk/net/packet_builder.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <cstring>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

constexpr std::uint32_t flows = 1'000'000;

class Million : public testing::Test {
protected:
    /// Sends a packet of each flow, in bursts.
    void send_all() {
        std::vector<std::byte> packet = build_packet(packet_spec{});
        for (std::uint32_t flow = 0; flow < flows; flow += burst::capacity) {
            burst b(memory_.pool);
            for (std::uint32_t i = flow; i < std::min(flow + burst::capacity, flows); ++i) {
                const be32 address{0x0a000000 + i};
                std::memcpy(packet.data() + 26, &address, sizeof(address));
                test::put(b, {reinterpret_cast<const char*>(packet.data()), packet.size()});
            }
            parse_(b);
            cache_.run(b, now_);
        }
    }
    void expire_all() {
        burst nothing(memory_.pool);
        for (std::uint32_t i = 0; i < flows; i += 32)
            cache_.run(nothing, now_);
    }

    test::frames memory_;
    parse_headers parse_;
    flow_cache<test::to_backend> cache_{flow_cache_config{.flows = flows, .accounts = {1, 2}}, test::to_backend{}};
    std::uint32_t now_ = now_in_seconds();
};

TEST_F(Million, flows_come_and_go_in_the_memory_that_was_configured) {
    const std::size_t bytes = cache_.flows().bytes();
    EXPECT_LT(bytes, std::size_t{flows} * 400);
    send_all();
    EXPECT_EQ(cache_.flows().size(), 2 * flows);
    now_ += 100;
    send_all();
    EXPECT_EQ(cache_.stage<0>().asked, flows);
    EXPECT_EQ(cache_.sums(1)[1].packets.get(), 2 * flows);
    now_ += 301;
    expire_all();
    EXPECT_EQ(cache_.flows().size(), 0);
    EXPECT_EQ(cache_.stage<0>().forgotten, flows);
    send_all();
    EXPECT_EQ(cache_.flows().size(), 2 * flows);
    EXPECT_EQ(cache_.flows().counters().evicted + cache_.flows().counters().refused, 0);
    EXPECT_EQ(cache_.flows().bytes(), bytes);
}

} // namespace THIS_TEST
} // namespace xdpk
