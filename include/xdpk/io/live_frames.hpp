// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/traffic.hpp>

#include <cstdint>
#include <memory>

namespace xdpk {

struct nic_facts;

/// How live frames are sent.
struct live_frames_config {
    std::uint64_t rate = 0;   ///< frames per second and thread, kept to by the program; 0: as fast as it goes
    std::uint32_t batch = 64; ///< frames per bulk to the device, 1 to 256
};

/// One thread's share of the traffic.
struct live_share {
    unsigned cpu = 0;          ///< where the thread is pinned to; one thread per CPU
    std::uint64_t frames = 0;  ///< to be sent
    traffic::position first{}; ///< where it starts
};

struct live_progress {
    std::uint64_t sent = 0;    ///< frames handed to the device, whatever became of them there
    std::uint64_t started = 0; ///< CLOCK_MONOTONIC in nanoseconds; 0: not yet
    std::uint64_t ended = 0;   ///< when the last frame was sent; 0: not yet
};

/// Traffic that a program in the kernel makes and sends, by BPF_PROG_TEST_RUN with BPF_F_TEST_XDP_LIVE_FRAMES (Linux
/// 5.18): no socket, no copy, no skb. The device's driver has to take redirected frames (xdp_features::ndo_xmit). On a
/// veth a frame arrives on the rx queue numbered like the sending CPU, modulo the queues.
/// See https://docs.kernel.org/bpf/bpf_prog_run.html
class live_frames {
public:
    /// Longer frames do not fit the page that the kernel makes of each.
    static constexpr std::size_t longest = 3400;

    /// Loads the program. Throws xdpk::error.
    live_frames(const nic_facts& device, const traffic& what, const live_frames_config& config);
    live_frames(const live_frames&) = delete;
    live_frames& operator=(const live_frames&) = delete;
    ~live_frames();

    /// Before a thread's first run.
    void prepare(const live_share& share);

    /// Sends until the share is sent or stop() is called. By a thread that is pinned to `cpu`. Throws xdpk::error.
    /// Beginning and ending a run takes the kernel some 20 ms each.
    void run(unsigned cpu);
    /// Sends one frame and returns: some 10 microseconds. As run().
    void send_one(unsigned cpu);

    /// Any thread: no frame leaves from `cpu` any more, and run() comes to its end.
    void stop(unsigned cpu) noexcept;
    /// Any thread: has run() notice that its share is sent. To be called again and again until it has.
    void nudge(unsigned cpu) noexcept;
    /// Any thread.
    [[nodiscard]] live_progress progress(unsigned cpu) const noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace xdpk
