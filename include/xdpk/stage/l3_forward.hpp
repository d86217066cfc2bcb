// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/clock.hpp>
#include <xdpk/core/stage.hpp>
#include <xdpk/stage/forwarding_table.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/per_second.hpp>
#include <xdpk/stage/refusal.hpp>

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
/// Drops: what is not IP (`not_ip`), or in frames for other stations, which a promiscuous port and a switch that floods
/// bring (`not_for_us`); packets from or to addresses that are not forwarded (`martian`: RFC 1812, section
/// 5.3.7; RFC 4291, sections 2.5.2, 2.5.3 and 2.5.6); without a route (`no_route`), with one that says so (`blackhole`,
/// `unreachable`); whose last hop it was (`ttl_exceeded`); for a neighbour whose Ethernet address is not known
/// (`unresolved`; it is asked for by the resolve stage) or for whom there is no room (`hops_full`); larger than the MTU
/// of the port they would leave by (`too_big`): nothing is fragmented; with a route into a tunnel, which is for the
/// flow cache's router (`no_tunnel`).
///
/// Those without a route, with one that says `unreachable`, whose last hop it was and that are too big become the ICMP
/// errors that tell their senders (`told`), so many times in a second, and leave by the port they came in by (RFC 1812,
/// sections 4.3.3, 5.2.7 and 5.3.1; RFC 4443, section 3).
struct l3_forward_config {
    std::shared_ptr<const forwarding_table> routes{};
    std::shared_ptr<hop_table> hops{};
    std::array<std::uint16_t, max_ports> mtu{}; ///< by port, in bytes of IP; 0: any
    std::array<mac_address, max_ports> macs{};  ///< by port, our Ethernet address there; zeros: any
    refusal_source own_addresses{};             ///< whose ICMP errors are
    std::uint32_t refusals_per_second = 1000;   ///< of which so many may be sent
};

class l3_forward {
public:
    static constexpr const char* name = "l3_forward";

    /// Throws xdpk::error if a table is missing.
    explicit l3_forward(const l3_forward_config& config);

    void operator()(burst& b) noexcept { run(b, now_in_seconds()); }
    /// At a time of the caller's choice.
    void run(burst& b, std::uint32_t now) noexcept;

    /// For the worker itself, between two bursts: our addresses are others.
    void set_own(const refusal_source& own) noexcept { own_addresses_ = own; }

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    template <class Header>
    struct batch;

    template <class Header>
    void forward(burst& b, batch<Header>& wanted) noexcept;
    template <class Header>
    void forward(burst& b, packet& p, const route_group* group) noexcept;
    void send(burst& b, packet& p, std::uint16_t hop, std::size_t length) noexcept;
    void tell(burst& b, packet& p, counter& counted, refusal why, std::uint16_t mtu = 0) noexcept;
    [[nodiscard]] bool is_for_us(const packet& p) const noexcept;
    static void discard(packet& p, counter& why) noexcept;

    std::shared_ptr<const forwarding_table> routes_;
    std::shared_ptr<hop_table> hops_;
    std::array<std::uint16_t, max_ports> mtu_;
    std::array<mac_address, max_ports> macs_;
    refusal_source own_addresses_;
    detail::per_second refusals_;
    std::uint32_t now_ = 0;
    counter forwarded_, told_;
    counter not_ip_, not_for_us_, martian_, no_route_, blackhole_, unreachable_, ttl_exceeded_, unresolved_, hops_full_,
        too_big_, no_tunnel_;
};

} // namespace xdpk
