// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "agent_device.hpp"
#include "agent_log.hpp"
#include "agent_session.hpp"

#include <list>
#include <string>

namespace xdpk {

/// What a client of one device's socket is given: of that device, and of others of its pool that the client's user may
/// have. Refusals and gifts are logged.
class client_grants final : public agent_grants {
public:
    /// All references outlive it. A list, so that devices stay where they are when others come and go.
    client_grants(std::list<agent_device>& devices, const agent_device& listener, agent_peer peer, agent_log& log)
        : devices_(devices), listener_(listener), peer_(std::move(peer)), log_(log) {}

    bool admit(std::string_view pod) override;
    fd xskmap(std::string_view device) override;
    fd xsk_socket(std::string_view device, std::uint32_t queue) override;
    bool busy_poll(const fd& socket, std::chrono::microseconds time, std::uint32_t budget) override;
    bool take_device(std::string_view device) override;
    bool return_device(std::string_view device) override;

    [[nodiscard]] const agent_peer& peer() const noexcept { return peer_; }
    /// The device whose socket the client came to.
    [[nodiscard]] const agent_device& listener() const noexcept { return listener_; }

private:
    struct granted {
        agent_device* device = nullptr; ///< none: no
        agent_rights rights{};
    };

    [[nodiscard]] granted find(std::string_view name) const;
    /// Does it if `right` is there; false, with a line in the log, if not or it fails.
    template <class Work>
    bool attempt(std::string_view device, const char* what, bool agent_rights::*right, Work work);

    std::list<agent_device>& devices_;
    const agent_device& listener_;
    agent_peer peer_;
    agent_log& log_;
};

} // namespace xdpk
