// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "agent_config.hpp"
#include "agent_filters.hpp"
#include "agent_moves.hpp"
#include "agent_peer.hpp"

#include "io/kept_program.hpp"

#include <optional>
#include <string>

namespace xdpk {

/// A device of the agent: its program, its filters and where it is. One thread.
class agent_device {
public:
    /// Locks it against other agents; does nothing else yet. Throws xdpk::error.
    agent_device(const agent_config& agent, const agent_device_config& config);

    /// Attaches the program or takes it over, and sets the filters. A device that is not there is waited for by tend().
    /// Throws xdpk::error.
    void start();

    /// Another configuration of the same device. Clients keep their map: throws xdpk::error, before anything has
    /// changed, if that would need another one. A failure later leaves it half done; the configuration before undoes
    /// that.
    void change(const agent_config& agent, const agent_device_config& config);

    /// Sees to it that a device that came back is served again, and one whose owner has ended comes back. Never throws;
    /// what goes wrong is logged, once.
    void tend() noexcept;

    /// A descriptor of its XSKMAP. Throws xdpk::error.
    [[nodiscard]] fd xskmap() const;
    /// A ready-made AF_XDP socket, in the client's network namespace if the device is there, else in ours. Throws
    /// xdpk::error.
    [[nodiscard]] fd xsk_socket(const agent_peer& peer, std::uint32_t queue) const;
    /// Moves it into the peer's network namespace. Throws xdpk::error.
    void take(const agent_peer& peer);
    /// Throws xdpk::error.
    void give_back();

    /// Takes everything off, and the device back. Never throws; what goes wrong is logged.
    void remove() noexcept;

    [[nodiscard]] const agent_device_config& config() const noexcept { return config_; }
    /// True while there is a map to hand out.
    [[nodiscard]] bool served() const noexcept { return !program_ || program_->attached(); }

private:
    void serve();
    void attach();
    void refuse_another_map(const agent_device_config& next) const;
    void complain(const std::string& text) noexcept;

    agent_device_config config_;
    device_move move_;
    agent_filters filters_;
    std::optional<kept_program> program_; ///< none if somebody else attaches it
    std::string last_complaint_;
};

} // namespace xdpk
