// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "gen_options.hpp"
#include "sender.hpp"

#include <xdpk/io/live_frames.hpp>

namespace xdpk::tool {

/// Sends traffic as XDP live frames. Packets and flows are divided evenly among the threads; each is a stream.
class live_sender final : public sender {
public:
    /// Throws xdpk::error.
    live_sender(const nic_facts& device, const gen_options& options, const std::vector<unsigned>& cpus);

private:
    void send(unsigned thread) override;
    [[nodiscard]] sender_progress progress_of(unsigned thread) const override;
    void nudge(unsigned thread) noexcept override { frames_.nudge(cpu(thread)); }
    void stop(unsigned thread) noexcept override { frames_.stop(cpu(thread)); }

    traffic traffic_;
    double rate_; ///< per thread
    std::vector<std::uint64_t> shares_;
    live_frames frames_;
};

} // namespace xdpk::tool
