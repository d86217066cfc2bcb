// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gen_options.hpp"
#include "replay.hpp"
#include "sender.hpp"

#include <xdpk/io/port.hpp>

#include <memory>
#include <optional>

namespace xdpk {
struct nic_facts;
}

namespace xdpk::tool {

/// Sends traffic or the frames of a capture file by AF_XDP: thread n on queue n. What arrives is dropped.
class xsk_sender final : public sender {
public:
    /// Throws xdpk::error.
    xsk_sender(const nic_facts& device, const gen_options& options, const std::vector<unsigned>& cpus);
    ~xsk_sender() override;

    [[nodiscard]] privileged_uses uses() const override;

private:
    struct lane;

    void send(unsigned thread) override;
    [[nodiscard]] sender_progress progress_of(unsigned thread) const override;

    void send_due(lane& l);
    [[nodiscard]] std::uint32_t due(lane& l) const;
    [[nodiscard]] pacer::clock::time_point next(const lane& l) const;
    [[nodiscard]] std::span<const std::byte> frame(lane& l, std::uint64_t n) const;

    std::optional<traffic> traffic_;
    std::optional<replay> replay_;
    bool timing_;
    double rate_; ///< per thread
    std::uint32_t batch_;
    std::unique_ptr<port> port_;
    std::vector<std::unique_ptr<lane>> lanes_;
};

} // namespace xdpk::tool
