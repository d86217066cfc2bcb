// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/worker.hpp>

#include <xdpk/stage/drop.hpp>

#include <chrono>
#include <gtest/gtest.h>
#include <sys/eventfd.h>
#include <thread>

namespace xdpk {
namespace THIS_TEST {

using namespace std::chrono_literals;

/// A queue that never has anything, but may keep its worker waiting for its flush.
class silent_queue final : public queue {
public:
    explicit silent_queue(worker& w, port_id port = 0) : queue(port, w.memory().pool(), w.next_holder()) {}

    void receive(burst&) noexcept override { ++receives; }
    void send(const burst& b, bool) noexcept override { b.recycle(*b.begin()); }
    bool flush() noexcept override { return ++flushes < flushes_wanted; }
    [[nodiscard]] int wait_fd() const noexcept override { return event.get(); }
    [[nodiscard]] bool can_wait() const noexcept override { return waitable; }
    [[nodiscard]] bool exhausted() const noexcept override { return ended; }
    [[nodiscard]] queue_frames frames(std::vector<std::uint8_t>&) const override { return {}; }
    void close() noexcept override {}

    fd event{};
    bool waitable = true;
    bool ended = false;
    int flushes_wanted = 0;
    int flushes = 0;
    std::atomic<int> receives{0};
};

/// Gives one packet, then nothing.
class one_packet_queue final : public queue {
public:
    explicit one_packet_queue(worker& w) : queue(1, w.memory().pool(), w.next_holder()) {}

    void receive(burst& b) noexcept override {
        if (!std::exchange(ended_, true))
            b.push(pool().at(pool().take()), 60, port());
    }
    void send(const burst&, bool) noexcept override {}
    [[nodiscard]] bool exhausted() const noexcept override { return ended_; }
    [[nodiscard]] queue_frames frames(std::vector<std::uint8_t>&) const override { return {}; }
    void close() noexcept override {}

private:
    bool ended_ = false;
};

silent_queue& add_silent(worker& w) { return static_cast<silent_queue&>(w.add(std::make_unique<silent_queue>(w))); }

/// Runs the worker until it slept that many times or a second is over.
void run_until_asleep(worker& w, std::uint64_t sleeps) {
    drop stage;
    std::thread runs([&] { w.run(stage); });
    const auto deadline = std::chrono::steady_clock::now() + 1s;
    while (w.counters().sleeps.get() < sleeps && std::chrono::steady_clock::now() < deadline)
        std::this_thread::sleep_for(1ms);
    w.stop();
    runs.join();
}

TEST(worker_rest, wakes_up_to_stop) {
    for (const idle_mode mode : {idle_mode::interrupt, idle_mode::adaptive}) {
        worker w(16, 2048, mode);
        add_silent(w);
        const auto start = std::chrono::steady_clock::now();
        run_until_asleep(w, 1);
        EXPECT_GE(w.counters().sleeps.get(), 1);
        EXPECT_LT(std::chrono::steady_clock::now() - start, 900ms);
    }
}

TEST(worker_rest, wakes_up_for_a_packet) {
    worker w(16, 2048, idle_mode::interrupt);
    silent_queue& q = add_silent(w);
    q.event = fd(::eventfd(0, EFD_CLOEXEC));
    drop stage;
    std::thread runs([&] { w.run(stage); });
    while (w.counters().sleeps.get() == 0)
        std::this_thread::sleep_for(1ms);
    const int before = q.receives;
    ::eventfd_write(q.event.get(), 1);
    const auto start = std::chrono::steady_clock::now();
    while (q.receives < before + 10)
        std::this_thread::yield();
    EXPECT_LT(std::chrono::steady_clock::now() - start, 900ms);
    w.stop();
    runs.join();
}

TEST(worker_rest, does_not_sleep_when_a_queue_has_to_be_asked) {
    worker w(16, 2048, idle_mode::interrupt);
    add_silent(w).waitable = false;
    drop stage;
    std::thread runs([&] { w.run(stage); });
    while (w.counters().idle.get() < 1000)
        std::this_thread::yield();
    w.stop();
    runs.join();
    EXPECT_EQ(w.counters().sleeps.get(), 0);
}

TEST(worker_rest, comes_again_until_what_was_sent_has_left) {
    worker w(16, 2048, idle_mode::interrupt);
    silent_queue& slow = add_silent(w);
    slow.flushes_wanted = 50;
    slow.ended = true;
    w.add(std::make_unique<one_packet_queue>(w));
    auto stage = [](burst& b) noexcept { b[0].out_port = 0; };
    w.run(stage);
    EXPECT_EQ(slow.flushes, 50);
    EXPECT_TRUE(w.last_frames().whole());
}

TEST(worker_rest, has_room_for_any_number_of_queues) {
    worker w(16, 2048, idle_mode::interrupt);
    for (int i = 0; i < 600; ++i)
        add_silent(w);
    run_until_asleep(w, 1);
    EXPECT_EQ(w.next_holder(), 601);
    EXPECT_GE(w.counters().sleeps.get(), 1);
}

} // namespace THIS_TEST
} // namespace xdpk
