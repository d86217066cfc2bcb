// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/io/queue.hpp>
#include <xdpk/io/umem.hpp>
#include <xdpk/run/idle.hpp>
#include <xdpk/run/mailbox.hpp>

#include <array>
#include <bit>
#include <cstdint>
#include <memory>
#include <poll.h>
#include <vector>

namespace xdpk {

/// Packets that a worker dropped because no port was to take them.
struct worker_counters {
    counter iterations; ///< rounds over all queues
    counter idle;       ///< of these, rounds that received nothing
    counter sleeps;     ///< times the worker slept in poll(2)
    counter dropped;    ///< a stage dropped the packet (and counted why)
    counter unrouted;   ///< no stage gave the packet a way out, or a port that this worker does not serve
};

/// Where a worker's frames are. Law: pool + fill + rx + tx + completion + kernel = total, nothing missing or duplicate.
struct frame_report {
    std::uint64_t total = 0;
    std::uint64_t pool = 0;
    queue_frames queues{};
    std::uint64_t missing = 0;   ///< frames that nobody has
    std::uint64_t duplicate = 0; ///< frames that lie in two places

    [[nodiscard]] bool whole() const noexcept {
        const queue_frames& q = queues;
        return missing == 0 && duplicate == 0 && pool + q.fill + q.rx + q.tx + q.completion + q.kernel == total;
    }
};

/// A polling thread's work: receives from its queues in turn, runs the pipeline on each burst, sends. Owns its memory
/// and its queues; shares nothing with other workers. Set up by the control thread, then run() on its own thread.
class worker {
public:
    /// `wanted`: frames that its queues could keep busy, if that is more than there are.
    worker(std::uint32_t frames, std::uint32_t chunk, idle_mode mode, std::uint32_t wanted = 0)
        : memory_(frames, chunk, wanted), idle_(mode) {}
    worker(const worker&) = delete;
    worker& operator=(const worker&) = delete;
    ~worker() = default;

    [[nodiscard]] umem& memory() noexcept { return memory_; }

    /// Before run(): a queue to poll. The first queue of each port also sends what goes out there; one whose port is
    /// `unrouted` only receives.
    queue& add(std::unique_ptr<queue> q);
    /// Number under which the next queue's frames are lent.
    [[nodiscard]] holder_id next_holder() const noexcept { return static_cast<holder_id>(queues_.size() + 1); }

    /// The thread's loop: until stop(), or until nothing can come any more. Afterwards every frame is back in the pool.
    template <stage S>
    void run(S& stages) noexcept {
        burst b(memory_.pool());
        while (go_on())
            round(stages, b);
        drain([&] { return round(stages, b); });
        finish();
    }

    /// Instead of run(), where that cannot be: closes the queues and lets nobody wait for the worker.
    void give_up() noexcept { finish(); }

    /// Any thread: asks run() to come to its end.
    void stop() noexcept { mailbox_.stop(); }
    /// Any other thread: runs `work` on the worker's thread between two bursts and waits for it. Passes its exception
    /// on.
    void call(std::function<void()> work) { mailbox_.call(std::move(work)); }

    [[nodiscard]] const worker_counters& counters() const noexcept { return counters_; }
    [[nodiscard]] const std::vector<std::unique_ptr<queue>>& queues() const noexcept { return queues_; }
    /// Worker's thread: no port will ever bring anything again, and all that was sent has left. Other workers may still
    /// hand packets over.
    [[nodiscard]] bool dry() const noexcept;
    /// Frames by place: worker's thread, or any after run().
    [[nodiscard]] frame_report frames() const;
    /// After run(): the frames as they were when the loop ended, before the queues were closed.
    [[nodiscard]] const frame_report& last_frames() const noexcept { return last_frames_; }

private:
    template <stage S>
    std::uint32_t round(S& stages, burst& b) noexcept {
        std::uint32_t received = 0;
        for (const std::unique_ptr<queue>& q : queues_) {
            q->receive(b);
            if (b.empty())
                continue;
            received += b.size();
            stages(b);
            send(b);
        }
        if (pending_ != 0)
            flush();
        counters_.iterations.add(1);
        if (received == 0)
            rest();
        else
            idle_.reset();
        return received;
    }

    void send(burst& b) noexcept {
        if (b.empty()) [[unlikely]] // the stages kept none
            return b.release();
        const std::uint64_t ways = b.ways_out();
        if ((ways & ~served_) != 0) [[unlikely]]
            discard(b);
        const std::uint64_t ports = ways & served_;
        const bool all = ports == ways && (ways & (ways - 1)) == 0;
        pending_ |= ports;
        for (std::uint64_t left = ports; left != 0; left &= left - 1)
            outputs_[static_cast<unsigned>(std::countr_zero(left))]->send(b, all);
        b.release();
    }

    [[nodiscard]] bool go_on() noexcept;
    void discard(const burst& b) noexcept;
    void flush() noexcept;
    void rest() noexcept;
    template <class Round>
    void drain(Round one_round) noexcept {
        constexpr int most_rounds = 10000;
        for (int i = 0; i < most_rounds && one_round() != 0; ++i) {
        }
    }
    void finish() noexcept;

    umem memory_;
    std::vector<std::unique_ptr<queue>> queues_;
    std::vector<pollfd> waits_; ///< room for a descriptor of each queue and the mailbox's
    std::array<queue*, max_ports> outputs_{};
    std::uint64_t served_ = 0;  ///< ports that have an output here
    std::uint64_t pending_ = 0; ///< ports with packets that the kernel has not taken yet
    idle idle_;
    mailbox mailbox_;
    worker_counters counters_;
    frame_report last_frames_;
};

} // namespace xdpk
