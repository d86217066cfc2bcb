// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "capture.hpp"
#include "capture_writer.hpp"

#include <xdpk/io/queue.hpp>

#include <atomic>
#include <cstdint>

namespace xdpk {

/// Receives the packets of one capture file and writes what is sent into another. Either may be missing. Holds no
/// frames between two calls. A packet too short for an Ethernet header counts as rx_invalid.
class pcap_queue final : public queue {
public:
    /// `from` is read `rounds` times, for ever if 0. Files and flag belong to the port and outlive the queue.
    pcap_queue(port_id port, frame_pool& pool, holder_id holder, const capture* from, std::uint32_t rounds,
               capture_writer* to, const std::atomic<bool>& stopped) noexcept
        : queue(port, pool, holder), from_(from), to_(to), stopped_(&stopped), endless_(rounds == 0),
          rounds_(from != nullptr && from->size() != 0 ? std::max(rounds, 1U) : 0) {}

    void receive(burst& b) noexcept override;
    void send(const burst& b, bool all) noexcept override;
    /// A file can always be read.
    [[nodiscard]] bool can_wait() const noexcept override { return false; }
    [[nodiscard]] bool exhausted() const noexcept override { return rounds_ == 0; }
    [[nodiscard]] queue_frames frames(std::vector<std::uint8_t>&) const override { return {}; }
    void close() noexcept override;

private:
    [[nodiscard]] bool read(burst& b, std::span<const std::byte> bytes) noexcept;
    void advance() noexcept;
    [[nodiscard]] bool write(const timespec& now, const burst& b, const packet& p) noexcept;

    const capture* from_;
    capture_writer* to_;
    const std::atomic<bool>* stopped_;
    bool endless_;
    std::uint32_t rounds_; ///< that have not ended yet
    std::size_t next_ = 0;
};

} // namespace xdpk
