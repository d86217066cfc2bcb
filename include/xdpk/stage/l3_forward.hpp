// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/stage/forwarding_table.hpp>
#include <xdpk/stage/hop_table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace xdpk {

/// l3_forward: a router without flows (RFC 1812, section 5).
///
/// Stands behind parse_headers. Looks up a burst's destinations together, takes one off the TTL or hop limit, puts the
/// next hop's Ethernet addresses and way out on the packet; VLAN tags stay. Of several next hops a flow gets one by its
/// hash. Packets that have a way out or were dropped already are left alone. So are packets for this host and for
/// groups, which a kernel stage behind may take.
///
/// Drops: what is not IP (`not_ip`); packets from or to addresses that are not forwarded (`martian`: RFC 1812, section
/// 5.3.7; RFC 4291, sections 2.5.2, 2.5.3 and 2.5.6); without a route (`no_route`), with one that says so (`blackhole`,
/// `unreachable`); whose last hop it was (`ttl_exceeded`); for a neighbour whose Ethernet address is not known
/// (`unresolved`; it is asked for by the resolve stage) or for whom there is no room (`hops_full`); larger than the MTU
/// of the port they would leave by (`too_big`): nothing is fragmented.
struct l3_forward_config {
    std::shared_ptr<const forwarding_table> routes{};
    std::shared_ptr<hop_table> hops{};
    std::array<std::uint16_t, max_ports> mtu{}; ///< by port, in bytes of IP; 0: any
};

class l3_forward {
public:
    static constexpr const char* name = "l3_forward";

    /// Throws xdpk::error if a table is missing.
    explicit l3_forward(const l3_forward_config& config);

    void operator()(burst& b) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    template <class Header>
    struct batch;

    template <class Header>
    void forward(batch<Header>& wanted) noexcept;
    template <class Header>
    void forward(packet& p, const route_group* group) noexcept;
    void send(packet& p, std::uint16_t hop, std::size_t length) noexcept;
    static void discard(packet& p, counter& why) noexcept;

    std::shared_ptr<const forwarding_table> routes_;
    std::shared_ptr<hop_table> hops_;
    std::array<std::uint16_t, max_ports> mtu_;
    counter forwarded_;
    counter not_ip_, martian_, no_route_, blackhole_, unreachable_, ttl_exceeded_, unresolved_, hops_full_, too_big_;
};

} // namespace xdpk
