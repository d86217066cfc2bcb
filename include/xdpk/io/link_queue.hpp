// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/worker_link.hpp>
#include <xdpk/io/queue.hpp>

#include <vector>

namespace xdpk {

/// Receives what other workers hand over, as if from a port: in bursts of their own, each packet with the port that it
/// came in by. Holds no frame between two calls. Sends nothing; its own port is `unrouted`.
///
/// With too few free frames (`starved`) packets wait in the link, and others count what finds no room there any more.
class link_queue final : public queue {
public:
    /// `link` outlives the queue.
    link_queue(worker_link& link, frame_pool& pool, holder_id holder) noexcept
        : queue(unrouted, pool, holder), link_(&link) {}

    void receive(burst& b) noexcept override;
    void send(const burst&, bool) noexcept override {}
    [[nodiscard]] int wait_fd() const noexcept override { return link_->bell().wait_fd(); }
    /// Has the others wake this worker from now on; false if they were faster.
    [[nodiscard]] bool can_wait() const noexcept override;
    [[nodiscard]] queue_frames frames(std::vector<std::uint8_t>&) const override { return {}; }
    void close() noexcept override {}

private:
    [[nodiscard]] std::uint32_t room() const noexcept;

    worker_link* link_;
};

} // namespace xdpk
