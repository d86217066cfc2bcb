// SPDX-License-Identifier: BSD-3-Clause
// Random traffic through random stages: whatever they do, each frame is in one place at any time, and each packet is
// received, sent, or dropped with a number.
#include <xdpk/core/pipeline.hpp>
#include <xdpk/run/worker.hpp>
#include <xdpk/stage/cross_connect.hpp>
#include <xdpk/stage/mac_swap.hpp>

#include "support/frames.hpp"
#include "support/rig.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>
#include <random>

namespace xdpk {
namespace THIS_TEST {

using random = std::mt19937;

std::uint32_t any(random& r, std::uint32_t most) { return std::uniform_int_distribution<std::uint32_t>(0, most)(r); }

/// Does with each packet something that a stage may do: routes it anywhere, copies it, moves its first byte.
class anything {
public:
    anything(random& r, worker& w, std::uint32_t bursts, port_id ports)
        : random_(&r), worker_(&w), left_(bursts), ports_(ports), losses_(any(r, 20)) {}

    void operator()(burst& b) noexcept {
        frames_were_whole = frames_were_whole && whole_with(b);
        const std::uint32_t received = b.size();
        for (std::uint32_t i = 0; i < received; ++i) {
            change(b[i]);
            if (any(*random_, 50) < 1 + losses_ && b.clone(b[i]) != nullptr)
                ++clones;
        }
        for (packet& p : b)
            route(p);
        if (--left_ == 0)
            worker_->stop();
    }

    std::uint64_t clones = 0;
    bool frames_were_whole = true;

private:
    // While a burst is out its frames are missing everywhere else.
    bool whole_with(const burst& b) const {
        std::uint64_t out = 0;
        for (const packet& p : b)
            out += 1 + p.rest_count;
        const frame_report now = worker_->frames();
        return now.missing == out && now.duplicate == 0;
    }
    void change(packet& p) {
        const frame_pool& pool = worker_->memory().pool();
        const auto offset = static_cast<std::uint32_t>(pool.address_of(p.data) % pool.chunk());
        const std::uint32_t grow = std::min(any(*random_, 40), offset - frame_reserved);
        const std::uint32_t shrink = any(*random_, 40);
        if (p.length + grow < shrink + 14)
            return;
        p.data += static_cast<std::ptrdiff_t>(shrink) - static_cast<std::ptrdiff_t>(grow);
        p.length += grow - shrink;
    }
    void route(packet& p) {
        const std::uint32_t lot = any(*random_, 999);
        p.out_port = static_cast<port_id>(any(*random_, ports_ - 1U));
        if (lot < losses_)
            p.out_port = to_drop;
        else if (lot < 2 * losses_)
            p.out_port = static_cast<port_id>(ports_ + any(*random_, 70000U - ports_) % 65000U);
    }

    random* random_;
    worker* worker_;
    std::uint32_t left_;
    port_id ports_;
    std::uint32_t losses_; ///< per thousand
};

struct totals {
    std::uint64_t received = 0, sent = 0, full = 0, invalid = 0;
};

totals sum(const worker& w) {
    totals t;
    for (const auto& q : w.queues()) {
        t.received += q->counters().rx_packets.get();
        t.sent += q->counters().tx_packets.get();
        t.full += q->counters().tx_full.get();
        t.invalid += q->counters().tx_invalid.get() + q->counters().rx_invalid.get();
    }
    return t;
}

std::vector<std::string> some_ports(random& r) {
    std::vector<std::string> ports;
    for (std::uint32_t i = 0; i <= any(r, 3); ++i)
        ports.push_back(
            fmt::format("loop:packets={},size={},ring={}", 1 + any(r, 30), 60 + any(r, 9000), 256U << any(r, 2)));
    return ports;
}

class conservation : public testing::TestWithParam<std::uint32_t> {};

TEST_P(conservation, holds_whatever_the_stages_do) {
    random r(GetParam());
    const std::uint32_t frames = 1100 + any(r, 1000);
    test::rig rig(some_ports(r), frames, 2048U << any(r, 1), idle_mode::poll);
    anything stage(r, rig.work, 200, static_cast<port_id>(rig.work.queues().size()));
    rig.work.run(stage);
    EXPECT_TRUE(stage.frames_were_whole);
    EXPECT_TRUE(rig.work.last_frames().whole());
    EXPECT_TRUE(test::all_back(rig.pool()));
    const totals t = sum(rig.work);
    const worker_counters& c = rig.work.counters();
    EXPECT_EQ(t.received + stage.clones, t.sent + t.full + t.invalid + c.dropped.get() + c.unrouted.get());
    EXPECT_GT(t.received, 0);
}

INSTANTIATE_TEST_SUITE_P(seeds, conservation, testing::Range(1U, 41U));

TEST(conservation_of_many, holds_ten_million_packets_later) {
    constexpr std::uint64_t many = 10'000'000;
    test::rig rig({"loop:packets=200", "loop:packets=100"}, 1024);
    auto last = [&rig](burst&) noexcept {
        if (rig.counters(0).rx_packets.get() + rig.counters(1).rx_packets.get() >= many)
            rig.work.stop();
    };
    pipeline stage{cross_connect(2), mac_swap(), last};
    rig.work.run(stage);
    EXPECT_TRUE(rig.work.last_frames().whole());
    EXPECT_EQ(rig.work.last_frames().queues.rx, 300);
    EXPECT_TRUE(test::all_back(rig.pool()));
    EXPECT_EQ(sum(rig.work).received, sum(rig.work).sent);
}

} // namespace THIS_TEST
} // namespace xdpk
