// SPDX-License-Identifier: BSD-3-Clause
// Two workers on threads of their own, and a NIC that gives half of each flow's packets to the wrong one.
#include <xdpk/io/link_queue.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "support/counters.hpp"
#include "support/flow_rig.hpp"
#include "support/frames.hpp"

#include <array>
#include <atomic>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <poll.h>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr unsigned workers = 2;
constexpr std::uint16_t flows = 16;
constexpr std::uint32_t per_flow = 1500;

/// A flow's owner is told by the lowest bit of its port.
struct by_bit {
    std::uint32_t operator()(const packet&, const flow_key& key) const noexcept {
        return key.source_port.host() % workers;
    }
};

/// One worker: receives its part of all packets, in bursts, and those of the other, sleeping when there are none.
class endpoint {
public:
    endpoint(const std::shared_ptr<worker_links>& links, unsigned number, std::atomic<std::uint64_t>& left)
        : number_(number), left_(left), stage_(links, number, by_bit{}), others_(links->of(number), memory_.pool, 1) {
        for (std::uint16_t f = 0; f < flows; ++f)
            templates_.push_back(build_packet(packet_spec{.source_port = static_cast<std::uint16_t>(1024 + f)}));
    }

    void run() {
        burst b(memory_.pool);
        std::uint32_t next = 0;
        while (left_.load(std::memory_order_acquire) != 0) {
            others_.receive(b);
            handle(b);
            if (next < per_flow)
                receive(b, next++);
            else
                sleep();
        }
        EXPECT_TRUE(b.empty());
        EXPECT_TRUE(test::all_back(memory_.pool));
    }

    std::array<std::vector<std::uint32_t>, flows> seen; ///< numbers of the packets that were this one's, by flow
    std::uint64_t dropped = 0;

private:
    /// The `number`-th packet of every flow, from the source that this worker stands for.
    void receive(burst& b, std::uint32_t number) {
        for (std::uint16_t f = 0; f < flows; ++f) {
            packet& p = test::put(b, test::as_text(templates_[f]), static_cast<port_id>(number_));
            std::memcpy(p.data + p.length - sizeof(number), &number, sizeof(number));
        }
        handle(b);
    }
    void handle(burst& b) {
        if (b.empty())
            return;
        parse_(b);
        stage_(b);
        for (const packet& p : b) {
            std::uint32_t number = 0;
            std::memcpy(&number, p.data + p.length - sizeof(number), sizeof(number));
            const std::uint16_t f = static_cast<std::uint16_t>(
                reinterpret_cast<const udp_header*>(p.data + p.l4)->source_port.host() - 1024);
            if (p.out_port == to_drop) {
                ++dropped;
            } else {
                EXPECT_EQ(f % workers, number_);
                seen[f].push_back(number << 1U | p.in_port);
            }
        }
        left_.fetch_sub(b.size(), std::memory_order_acq_rel);
        b.recycle();
    }
    // Whoever ends last is not told: not for ever.
    void sleep() {
        if (!others_.can_wait())
            return;
        pollfd wait{.fd = others_.wait_fd(), .events = POLLIN, .revents = 0};
        ::poll(&wait, 1, 20);
    }

    unsigned number_;
    std::atomic<std::uint64_t>& left_;
    test::frames memory_{512};
    parse_headers parse_;
    hand_over<by_bit> stage_;
    link_queue others_;
    std::vector<std::vector<std::byte>> templates_;
};

TEST(hand_over_between_threads, every_packet_comes_to_its_owner_once_and_in_order) {
    const auto links = std::make_shared<worker_links>(workers, 1518);
    std::atomic<std::uint64_t> left{std::uint64_t{flows} * per_flow * workers};
    std::vector<std::unique_ptr<endpoint>> ends;
    for (unsigned w = 0; w < workers; ++w)
        ends.push_back(std::make_unique<endpoint>(links, w, left));
    std::vector<std::thread> threads;
    for (const auto& end : ends)
        threads.emplace_back([&end] { end->run(); });
    for (std::thread& t : threads)
        t.join();
    std::uint64_t seen = 0;
    for (std::uint16_t f = 0; f < flows; ++f) {
        EXPECT_TRUE(ends[(f + 1U) % workers]->seen[f].empty());
        std::array<std::int64_t, workers> last{-1, -1};
        for (const std::uint32_t entry : ends[f % workers]->seen[f]) {
            EXPECT_LT(last[entry & 1U], entry >> 1U) << "packets of one worker change places";
            last[entry & 1U] = entry >> 1U;
        }
        seen += ends[f % workers]->seen[f].size();
    }
    EXPECT_EQ(seen + ends[0]->dropped + ends[1]->dropped, std::uint64_t{flows} * per_flow * workers);
    EXPECT_EQ(links->of(0).sent().get(), links->of(1).received().get());
    EXPECT_EQ(links->of(1).sent().get(), links->of(0).received().get());
    EXPECT_GT(links->of(0).received().get(), 100);
}

} // namespace THIS_TEST
} // namespace xdpk
