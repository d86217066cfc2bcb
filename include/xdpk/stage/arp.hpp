// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/net/ethernet.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/own_addresses.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace xdpk {

/// arp: answers ARP requests for our IPv4 addresses, and learns neighbours' Ethernet addresses (RFC 826).
///
/// Stands behind parse_headers. A request for one of our addresses at the port leaves as the reply, in its own frame.
/// Whatever any ARP packet says of a neighbour that has a hop is believed, so that one that moved is found at once; who
/// asks for us gets a hop, as long as a quarter of the table stays free for those that we ask for. Replies to us end
/// here. Packets with a way out, tagged ones and those between others go through untouched. The table's hops are set
/// right here, by the worker: each is two atomic words.
///
/// Drops: replies to us (`replies`); what comes from one of our own addresses but is not ours (`conflict`: RFC 5227,
/// section 2.4); senders with a group address (`invalid`). One that only listens counts these, and drops and answers
/// nothing.
struct arp_config {
    own_addresses own{};
    std::shared_ptr<hop_table> hops{};
    bool listen = false; ///< our addresses are the kernel's, which answers behind a kernel stage
};

class arp {
public:
    static constexpr const char* name = "arp";

    /// Throws xdpk::error if there is no table.
    explicit arp(const arp_config& config);

    void operator()(burst& b) noexcept;
    /// At a time of the caller's choice.
    void run(burst& b, std::uint32_t now) noexcept;

    /// For the worker itself, between two bursts: our addresses are others.
    void set_own(own_addresses own) noexcept { own_ = std::move(own); }

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    void receive(packet& p, std::uint32_t now) noexcept;
    void learn(const packet& p, const arp_ipv4& heard, bool for_us, std::uint32_t now) noexcept;
    void answer(packet& p, arp_ipv4& request, const own_address& own) noexcept;
    void discard(packet& p, counter& why) const noexcept;

    own_addresses own_;
    std::shared_ptr<hop_table> hops_;
    bool listen_;
    counter answered_, learned_, replies_, conflict_, invalid_;
};

} // namespace xdpk
