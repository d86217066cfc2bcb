// SPDX-License-Identifier: BSD-3-Clause
// A worker whose flows are pushed down while the control thread changes its rules.
#include "push_down_rig.hpp"

#include <xdpk/run/mailbox.hpp>

#include <gtest/gtest.h>
#include <thread>

namespace xdpk::test {
namespace THIS_TEST {

using cache = flow_cache<routed_to_backend>;

TEST(push_down, nothing_is_counted_twice_or_lost_while_rules_change) {
    const auto hops = two_hops();
    auto owned = std::make_unique<recording_sink>();
    recording_sink& sink = *owned;
    stages::push_down push(std::move(owned), {.flows = 16, .policy = {.packets = 4, .seconds = 2}});
    push.use_hops(hops);
    cache flows({.flows = 64, .accounts = {1, 2}, .hops = hops, .push = push.add_worker()}, routed_to_backend{});
    mailbox box;
    std::uint64_t sent = 0;
    std::thread worker([&] {
        flow_rig<cache> rig(flows);
        while (!box.stopping()) {
            if (box.raised())
                box.serve();
            for (std::uint16_t port = 1; port <= 24; ++port, ++sent)
                rig.pass(packet_spec{.source_port = port});
        }
        box.retire();
    });
    const stages::push_down::each_cache each = [&](const auto& visit) { box.call([&] { visit(flows.engine(), 0); }); };
    std::uint64_t passed = 0;
    std::uint64_t now = 0;
    for (int round = 0; round < 80; ++round) {
        now += 300'000'000;
        push.serve(now, each);
        passed += sink.pass(now);
        if (round % 10 == 9) {
            push.begin_change(each);
            EXPECT_EQ(sink.pass(now), 0);
            box.call([&] { flows.new_epoch(); });
            push.end_change(each);
        }
        std::this_thread::yield();
    }
    push.begin_change(each);
    box.stop();
    worker.join();
    EXPECT_GT(passed, 0);
    EXPECT_EQ(flows.sums(1)[1].packets.get(), sent + passed);
}

} // namespace THIS_TEST
} // namespace xdpk::test
