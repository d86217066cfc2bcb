// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "tap_device.hpp"

#include <xdpk/io/port.hpp>

#include <atomic>
#include <mutex>

namespace xdpk {

/// A tap device: `tap:NAME[,queues=N,mtu=N]`. What is sent goes into the kernel's stack, what the stack sends out of
/// the device is received. Made if there is none, brought up, and gone with the process unless it was made to stay.
class tap_port final : public port {
public:
    explicit tap_port(const port_spec& spec);
    void connect() override;

    [[nodiscard]] const port_facts& facts() const noexcept override { return facts_; }
    [[nodiscard]] port_status status() const override;
    [[nodiscard]] std::unique_ptr<queue> open(std::uint32_t index, port_id id, umem& memory, holder_id holder) override;
    port_event look() override;
    void disconnect(queue& q) noexcept override;
    void reconnect(queue& q, std::uint32_t index, umem& memory) override;
    void stop() noexcept override { stopped_ = true; }

private:
    void lose(const std::string& why);

    port_facts facts_;
    std::uint32_t wanted_mtu_ = 0; ///< 0: the device's own
    tap_device device_;
    bool lost_ = false;
    std::atomic<bool> stopped_{false};

    mutable std::mutex status_lock_; ///< a worker tells when the device is back, the control thread reads it
    port_status status_;
};

} // namespace xdpk
