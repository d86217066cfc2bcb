// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/core/pushed_flow.h>
#include <xdpk/core/pushed_limits.h>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/net/ip_prefix.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace xdpk {

/// Room in the fast path's maps; all memory is taken at construction, but for prefixes and denied addresses and flows.
struct fastpath_config {
    std::size_t flows = 65536; ///< directions of flows
    std::size_t tunnels = 0;
    std::size_t policers = 0;
    std::size_t denied_addresses = 0;
    std::size_t denied_prefixes = 0; ///< of each IP version
    std::size_t denied_flows = 0;
    bool denied_ports = false;
    std::size_t deny_rules = 1; ///< that what is denied is counted for
    /// By address, too, only packets are denied that could be of a pushed flow; fragments, options and all else that
    /// the program does not know go to the socket.
    bool deny_flows_only = false;
};

/// What one port's program is made for: whatever is false is cut out of it when it is loaded.
struct fastpath_port {
    port_id number = 0;        ///< in the run, and among the ways out
    std::uint16_t zone = 0;    ///< of the keys of what comes in by it
    bool ipv6 = true;          ///< else IPv6 packets go to the socket
    bool vlans = true;         ///< else packets with tags do
    bool own_mac_only = false; ///< packets for other Ethernet addresses go to the socket
    bool verify_ipv4 = false;  ///< packets with a wrong IPv4 header checksum go to the socket
    std::uint32_t policer = 0; ///< of all that comes in by it, before anything else; 0: none
};

/// The maps of the fast path: one set for all ports of a process, whose programs (bpf/fastpath.bpf.c) share them.
///
/// A packet of a pushed flow is rewritten and sent by the XDP program and never comes to user space; whatever the
/// program does not know goes to the AF_XDP socket as if there were no fast path. Sent are only packets that the flow
/// cache would make the same of, byte by byte: TCP between SYN and FIN, UDP, ICMP echo, over IPv4 without options or
/// IPv6 without extension headers, not in fragments, in one buffer, with up to two VLAN tags.
///
/// Not covered, and left to the socket: translation between IP versions, flows that are rejected or for the kernel,
/// what SCTP and other protocols carry, ICMP errors, multicast. Checksums of packets that come in are trusted, as by
/// checksum_policy::trust; with verify_ipv4 the IPv4 header's is not.
///
/// Needs Linux 5.18; tried with 6.1, 6.12, 6.18 and 7.2.
///
/// One thread changes flows and deny sets; everything else may be called by any. Everything throws xdpk::error when the
/// kernel refuses.
class fastpath_maps {
public:
    using visitor = std::function<void(std::span<const xdpk_pushed_key>, std::span<const xdpk_pushed_flow>)>;

    explicit fastpath_maps(const fastpath_config& config);
    fastpath_maps(const fastpath_maps&) = delete;
    fastpath_maps& operator=(const fastpath_maps&) = delete;
    ~fastpath_maps();

    [[nodiscard]] const fastpath_config& config() const noexcept;

    /// Puts flows in, or in the place of those with the same keys. The least recently used ones go when all is full:
    /// who wants every packet counted keeps below config().flows.
    void install(std::span<const xdpk_pushed_key> keys, std::span<const xdpk_pushed_flow> flows);
    /// Takes flows out; what they counted last is in `last`, one for each key, whose `packets`, `bytes` and `last_seen`
    /// are 0 if the flow was not there any more. Returns how many were. A packet that is on its way on another CPU at
    /// this very moment may be forwarded yet, and not be counted.
    std::size_t remove(std::span<const xdpk_pushed_key> keys, std::span<xdpk_pushed_flow> last);
    /// Shows all flows, stale ones too, some thousand at a time. Flows that come or go meanwhile may be missed.
    void read(const visitor& show) const;

    /// From now on flows of any other epoch are not there. When it returns, no packet on any CPU is handled by one
    /// any more: all counters of theirs have come to rest.
    void set_epoch(std::uint32_t epoch);
    [[nodiscard]] std::uint32_t epoch() const noexcept;

    /// Packets for this port may be sent by the device, if they are of at most so many bytes.
    void open_way_out(port_id port, int ifindex, std::uint32_t most_bytes);
    /// They go to the socket from now on; when it returns none is being sent.
    void close_way_out(port_id port);
    /// Tunnel `number`, from 1; see push_tunnel().
    void set_tunnel(std::uint16_t number, const std::array<xdpk_pushed_tunnel, 2>& tunnel);
    /// A bucket, full at first: `rate` tokens a second, at most `burst`; tokens are bytes from the IP header on, or
    /// packets. Numbers count from 1.
    void set_policer(std::uint32_t number, std::uint64_t rate, std::uint64_t burst, bool in_packets);
    [[nodiscard]] std::uint64_t policed(std::uint32_t number) const;

    /// Deny sets: what comes in with such an address, 5-tuple or port is dropped before any flow is looked for. `rule`
    /// counts from 0: whose packets they are. Of prefixes of one direction the longest says it, of all else the lowest.
    /// By address packets are denied before anything else is known of them, unless config().deny_flows_only.
    void deny(std::span<const ipv4_prefix> prefixes, xdpk_direction direction, std::uint32_t rule = 0);
    void deny(std::span<const ipv6_prefix> prefixes, xdpk_direction direction, std::uint32_t rule = 0);
    void allow(std::span<const ipv4_prefix> prefixes, xdpk_direction direction);
    void allow(std::span<const ipv6_prefix> prefixes, xdpk_direction direction);
    /// In all zones, whatever is in the keys.
    void deny(std::span<const flow_key> flows, std::uint32_t rule = 0);
    void allow(std::span<const flow_key> flows);
    void deny(std::uint16_t port, xdpk_deny_port_kind kind, std::uint32_t rule = 0);
    void allow(std::uint16_t port, xdpk_deny_port_kind kind);
    /// Returns when no packet on any CPU is dropped any more because of what was denied before.
    void settle();
    /// What was dropped of denied packets, by rule; sums over all ports and CPUs.
    [[nodiscard]] std::vector<xdpk_denied_sum> denied() const;

    /// Sums over all ports and CPUs, by xdpk_fastpath_counter.
    [[nodiscard]] std::array<std::uint64_t, XDPK_FAST_COUNTERS> counters() const;
    [[nodiscard]] static const char* name(xdpk_fastpath_counter counter) noexcept;

    struct state;
    [[nodiscard]] const state& internals() const noexcept { return *state_; }

private:
    std::unique_ptr<state> state_;
};

/// The fast path of one port.
struct port_fastpath {
    std::shared_ptr<fastpath_maps> maps{};
    fastpath_port port{};
};

/// Whether a device takes frames that another one's XDP program redirects to it (NETDEV_XDP_ACT_NDO_XMIT): a veth does
/// only while its peer has an XDP program or GRO. Not known before Linux 6.3: no.
[[nodiscard]] bool takes_redirected_frames(int ifindex);

} // namespace xdpk
