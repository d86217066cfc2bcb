// SPDX-License-Identifier: BSD-3-Clause
// A run whose workers hand packets over: on threads of their own, with ports.
#include "run/report.hpp"

#include <xdpk/core/pipeline.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/run/application.hpp>
#include <xdpk/stage/drop.hpp>
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/owner_rules.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <array>
#include <chrono>
#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <thread>

namespace xdpk {
namespace THIS_TEST {

using namespace std::chrono_literals;

/// Notes whose packets came, by source port.
struct note_flows {
    std::shared_ptr<std::map<std::uint16_t, int>> seen = std::make_shared<std::map<std::uint16_t, int>>();

    void operator()(burst& b) const noexcept {
        for (const packet& p : b)
            ++(*seen)[reinterpret_cast<const udp_header*>(p.data + p.l4)->source_port.host()];
    }
};

template <class Stages>
class runner_for_test final : public runner {
public:
    explicit runner_for_test(Stages stages) : stages_(std::move(stages)) {}
    void run(worker& w) noexcept override { w.run(stages_); }
    [[nodiscard]] std::vector<stage_counter> counters() const override {
        std::vector<stage_counter> list;
        list_counters(stages_, list);
        return list;
    }

private:
    Stages stages_;
};

template <class Stages>
std::unique_ptr<runner> run_of(Stages stages) {
    return std::make_unique<runner_for_test<Stages>>(std::move(stages));
}

run_options two_workers(const std::string& port, idle_mode mode = idle_mode::adaptive) {
    run_options options;
    options.ports = {port};
    options.workers = 2;
    options.cores = {0, 0};
    options.mode = mode;
    return options;
}

/// True if the run came to its end by itself.
bool comes_to_its_end(session& s) {
    const auto deadline = std::chrono::steady_clock::now() + 20s;
    while (!s.ended() && std::chrono::steady_clock::now() < deadline) {
        s.look_after_workers();
        std::this_thread::sleep_for(1ms);
    }
    return s.ended();
}

// Both queues have packets of the same flows.
TEST(hand_over_run, each_flow_is_one_workers) {
    for (const idle_mode mode : {idle_mode::adaptive, idle_mode::interrupt}) {
        std::array<note_flows, 2> notes;
        session s(two_workers("loop:packets=200,queues=2", mode), [&notes](const worker_context& w) {
            return run_of(pipeline(parse_headers(), hand_over(w.links, w.worker, owner_by_flow{w.workers}),
                                   notes[w.worker], drop()));
        });
        s.start();
        EXPECT_TRUE(comes_to_its_end(s));
        s.stop();
        EXPECT_EQ(notes[0].seen->size() + notes[1].seen->size(), 200);
        for (const note_flows& note : notes) {
            EXPECT_GT(note.seen->size(), 50);
            for (const auto& [port, count] : *note.seen)
                EXPECT_EQ(count, 2) << port;
        }
        EXPECT_TRUE(all_frames_back(s));
        EXPECT_EQ(s.links().of(0).sent().get(), s.links().of(1).received().get());
        EXPECT_EQ(s.workers()[0]->work->counters().dropped.get() + s.workers()[1]->work->counters().dropped.get(), 400);
        const auto report = final_report(s, "test", 1);
        EXPECT_EQ(report["workers"][0]["handed_over"]["sent"], s.links().of(0).sent().get());
        EXPECT_EQ(report["workers"][1]["handed_over"]["discarded"], 0);
    }
}

// Packets go round while the run ends: what is between two workers then is dropped, and counted.
TEST(hand_over_run, stops_with_packets_between_workers) {
    const auto to_the_other = [](unsigned self) {
        return [self](const packet&, const flow_key&) noexcept { return 1U - self; };
    };
    const auto back = [](burst& b) noexcept {
        for (packet& p : b)
            p.out_port = 0;
    };
    session s(two_workers("loop:packets=300,size=3000,queues=2"), [&](const worker_context& w) {
        return run_of(pipeline(parse_headers(), hand_over(w.links, w.worker, to_the_other(w.worker)), back));
    });
    s.start();
    while (s.links().of(0).received().get() < 2000)
        std::this_thread::sleep_for(1ms);
    EXPECT_FALSE(s.ended());
    s.look_after_workers();
    s.stop();
    EXPECT_TRUE(all_frames_back(s));
    for (const unsigned w : {0U, 1U})
        EXPECT_EQ(s.links().of(1 - w).sent().get(),
                  s.links().of(w).received().get() + s.links().of(w).discarded().get());
}

TEST(hand_over_run, nothing_is_connected_unless_asked_for) {
    session s(two_workers("loop:packets=3,queues=2"), [](const worker_context& w) {
        EXPECT_NE(w.links, nullptr);
        return run_of(drop());
    });
    EXPECT_FALSE(s.links().in_use());
    EXPECT_EQ(s.workers()[0]->work->queues().size(), 1);
    s.start();
    EXPECT_TRUE(comes_to_its_end(s));
    s.stop();
    EXPECT_FALSE(final_report(s, "test", 1)["workers"][0].contains("handed_over"));
}

} // namespace THIS_TEST
} // namespace xdpk
