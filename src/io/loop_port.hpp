// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/port.hpp>

#include <atomic>

namespace xdpk {

/// Memory: `loop:[NAME][,packets=N,size=N,ring=N,queues=N]`. What is sent on a queue is received from it again.
/// `packets` IPv4/UDP packets of `size` bytes lie in each queue from the start, so that something can go round.
class loop_port final : public port {
public:
    explicit loop_port(const port_spec& spec);

    [[nodiscard]] const port_facts& facts() const noexcept override { return facts_; }
    [[nodiscard]] std::unique_ptr<queue> open(std::uint32_t index, port_id id, umem& memory, holder_id holder) override;
    void stop() noexcept override { stopped_ = true; }

private:
    port_facts facts_;
    std::uint32_t packets_ = 0;
    std::uint32_t size_ = 0;
    std::uint32_t slots_ = 0;
    std::atomic<bool> stopped_{false};
};

} // namespace xdpk
