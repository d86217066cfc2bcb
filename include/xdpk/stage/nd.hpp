// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/net/neighbour_discovery.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/own_addresses.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace xdpk {

/// nd: answers neighbour solicitations for our IPv6 addresses, and learns neighbours' Ethernet addresses (RFC 4861).
///
/// Stands behind parse_headers. A solicitation for one of our addresses at the port leaves as the advertisement, in its
/// own frame; so does one of a node that wants the address for itself (RFC 4862, section 5.4.3). Solicitations and
/// advertisements change hops that are there, as section 7.2 says; who solicits us gets a hop, as long as a quarter of
/// the table stays free for those that we ask for. Advertisements sent to us end here. Packets with a way out, tagged
/// ones, other messages and those at ports where we have no address go through untouched. The table's hops are set
/// right here, by the worker: each is two atomic words.
///
/// Drops: messages that fail the checks of sections 7.1.1 and 7.1.2, or have several segments or extension headers, as
/// fragments have (RFC 6980) (`invalid`); advertisements to us (`advertisements`); what comes from, or claims, one of
/// our own addresses but is not ours (`conflict`); solicitations whose frame has no room for the answer (`no_room`).
/// One that only listens counts these, and drops and answers nothing.
struct nd_config {
    own_addresses own{};
    std::shared_ptr<hop_table> hops{};
    bool forwarding = true; ///< we are a router, and say so
    bool listen = false;    ///< our addresses are the kernel's, which answers behind a kernel stage
};

class nd {
public:
    static constexpr const char* name = "nd";

    /// Throws xdpk::error if there is no table.
    explicit nd(const nd_config& config);

    void operator()(burst& b) noexcept;
    /// At a time of the caller's choice.
    void run(burst& b, std::uint32_t now) noexcept;

    /// For the worker itself, between two bursts: our addresses are others.
    void set_own(own_addresses own) noexcept { own_ = std::move(own); }

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    struct heard;

    void receive(const burst& b, packet& p, std::uint32_t now) noexcept;
    void solicited(const burst& b, packet& p, const heard& h, std::uint32_t now) noexcept;
    void learn(const heard& h, bool for_us, std::uint32_t now) noexcept;
    void advertised(packet& p, const heard& h, std::uint32_t now) noexcept;
    void believe(const heard& h, std::uint16_t hop, std::uint32_t now) noexcept;
    void answer(const burst& b, packet& p, const heard& h, const own_address& us) noexcept;
    void discard(packet& p, counter& why) const noexcept;

    own_addresses own_;
    std::shared_ptr<hop_table> hops_;
    std::uint32_t router_flag_;
    bool listen_;
    counter answered_, learned_, advertisements_, conflict_, invalid_, no_room_;
};

} // namespace xdpk
