// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "capture.hpp"
#include "capture_writer.hpp"

#include <xdpk/io/port.hpp>

#include <atomic>
#include <optional>
#include <string>

namespace xdpk {

/// Capture files: `pcap:rx=FILE,tx=FILE[,loop=N]`, one of the two at least. `rx` is read into memory at the start and
/// replayed as fast as the worker goes, `loop` times (1; 0 is for ever). `tx` gets what is sent, with nanoseconds.
class pcap_port final : public port {
public:
    explicit pcap_port(const port_spec& spec);
    void connect() override;

    [[nodiscard]] const port_facts& facts() const noexcept override { return facts_; }
    [[nodiscard]] port_status status() const override;
    [[nodiscard]] std::unique_ptr<queue> open(std::uint32_t index, port_id id, umem& memory, holder_id holder) override;
    void stop() noexcept override { stopped_ = true; }

private:
    port_facts facts_;
    std::uint32_t rounds_ = 1;
    std::optional<capture> from_;
    std::optional<capture_writer> to_;
    std::optional<std::string> from_path_;
    std::optional<std::string> to_path_;
    std::atomic<bool> stopped_{false};
};

} // namespace xdpk
