// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/mac_address.hpp>

#include <vector>

namespace xdpk {

/// An address that is ours, at a port, and the port's Ethernet address.
struct own_address {
    port_id port = unrouted;
    ip_address address{};
    mac_address mac{};
};

/// The addresses that this host answers to. Does not change; any thread reads.
class own_addresses {
public:
    own_addresses() = default;
    own_addresses(std::vector<own_address> list); // NOLINT(google-explicit-constructor): it is such a list

    [[nodiscard]] bool empty() const noexcept { return sorted_.empty(); }
    /// Null if the address is not ours at this port.
    [[nodiscard]] const own_address* find(port_id port, const ip_address& address) const noexcept;

    /// The one to speak with to a neighbour: of the port's addresses of that family the one with the most leading bits
    /// in common, which is that of the neighbour's network. Null if there is none.
    [[nodiscard]] const own_address* nearest(port_id port, const ip_address& to) const noexcept;

private:
    std::vector<own_address> sorted_;
};

} // namespace xdpk
