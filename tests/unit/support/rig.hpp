// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/port.hpp>
#include <xdpk/run/worker.hpp>

#include <memory>
#include <string>
#include <vector>

namespace xdpk::test {

/// A worker that serves the first queue of each of some ports.
class rig {
public:
    explicit rig(const std::vector<std::string>& ports, std::uint32_t frames = 256, std::uint32_t chunk = 2048,
                 idle_mode mode = idle_mode::adaptive)
        : work(frames, chunk, mode) {
        for (const std::string& text : ports) {
            ports_.push_back(open_port(port_spec(text)));
            const auto id = static_cast<port_id>(ports_.size() - 1);
            work.add(ports_.back()->open(0, id, work.memory(), work.next_holder()));
        }
    }

    [[nodiscard]] xdpk::port& port(std::size_t i = 0) { return *ports_[i]; }
    [[nodiscard]] xdpk::queue& queue(std::size_t i = 0) { return *work.queues()[i]; }
    [[nodiscard]] const queue_counters& counters(std::size_t i = 0) const { return work.queues()[i]->counters(); }
    [[nodiscard]] frame_pool& pool() { return work.memory().pool(); }

private:
    std::vector<std::unique_ptr<xdpk::port>> ports_; // outlive the worker's queues

public:
    worker work;
};

/// Sends a burst to a queue as a worker does: all of it is for that queue.
inline void send_all(queue& to, burst& b) {
    for (packet& p : b)
        p.out_port = to.port();
    to.send(b, true);
    b.release();
}

} // namespace xdpk::test
