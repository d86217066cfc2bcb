// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/mac_address.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

/// What a driver announces for XDP (netdev-genl `xdp-features`, Linux 6.3).
struct xdp_features {
    bool basic = false;        ///< runs XDP programs itself (native mode), all verdicts but redirect
    bool redirect = false;     ///< XDP_REDIRECT, which AF_XDP receives by
    bool ndo_xmit = false;     ///< takes redirected frames; a veth says so only while its peer is ready to receive
    bool xsk_zerocopy = false; ///< AF_XDP zero-copy
    bool hw_offload = false;   ///< runs programs on the NIC
    bool rx_sg = false;        ///< packets of several buffers on receive
    bool ndo_xmit_sg = false;  ///< takes redirected packets of several buffers
};

/// Reads the kernel's bit set (NETDEV_XDP_ACT_*); bits it does not know are ignored.
[[nodiscard]] xdp_features decode_xdp_features(std::uint64_t bits) noexcept;

enum class xdp_mode { native, generic, hardware };

/// An XDP program on an interface.
struct attached_program {
    std::uint32_t id = 0;
    std::string name{}; ///< up to 15 characters; empty without CAP_SYS_ADMIN
    xdp_mode mode = xdp_mode::native;
    bool by_link = false; ///< a process or a pin holds it by a bpf_link; told with CAP_SYS_ADMIN only
};

/// Descriptors per ring of the NIC, in use and at most.
struct ring_sizes {
    unsigned rx = 0, tx = 0, rx_max = 0, tx_max = 0;
};

/// Offloads that are on. Those the driver does not know count as off.
struct offloads {
    bool tx_checksum = false;    ///< packets leave the local stack with partial checksums
    bool tx_vlan_insert = false; ///< the stack hands VLAN tags over beside the packet
    bool rx_vlan_strip = false;  ///< VLAN tags are taken off before the XDP program sees the packet
    bool lro = false;
    bool gro = false;
    bool hw_gro = false;
    bool merging_fixed = false; ///< lro or hw_gro is on and cannot be switched off
};

enum class rss_function { toeplitz, xor_hash, crc32, other };

/// How a NIC spreads packets over its rx queues.
struct rss {
    rss_function function = rss_function::other;
    bool symmetric_transform = false;   ///< source and destination are merged first (symmetric-xor, Linux 6.8)
    std::vector<std::uint8_t> key{};    ///< may be empty
    std::vector<std::uint32_t> table{}; ///< rx queue by hash modulo size
    std::optional<bool> udp_ports{};    ///< UDP over IPv4 is spread by ports too, not by addresses alone
};

/// True if both directions of a flow get the same hash, hence the same queue. With Toeplitz that is a key of a period
/// of 16 bits: Woo and Park, "Scalable TCP Session Monitoring with Symmetric Receive-side Scaling", KAIST 2012.
[[nodiscard]] bool is_symmetric(const rss& spread) noexcept;

/// The settings by which the kernel leaves a NIC to busy polling instead of to its interrupts.
struct busy_poll_settings {
    unsigned defer_hard_irqs = 0;           ///< empty polls before interrupts are enabled again
    std::uint64_t gro_flush_timeout_ns = 0; ///< how long interrupts stay off
};

/// The other end of a veth pair. Only `ifindex` is known if its namespace could not be entered.
struct veth_peer {
    int ifindex = 0;
    bool same_namespace = false;
    std::string name{};
    std::string name_space{};            ///< path of the peer's network namespace; empty if it is ours
    std::optional<unsigned> tx_queues{}; ///< native XDP needs as many rx queues on this end
    std::optional<offloads> offload{};
};

/// What kernel and driver say about an interface. A fact they do not tell is empty.
struct nic_facts {
    int ifindex = 0;
    std::string name{};
    std::string kind{}; ///< link type of a software device ("veth", "tun", "bridge"), else empty
    std::string driver{};
    mac_address mac{};
    unsigned mtu = 0;
    bool up = false; ///< administratively
    bool carrier = false;
    unsigned rx_queues = 1; ///< in use now; AF_XDP can bind queues below the larger of the two
    unsigned tx_queues = 1;
    std::optional<unsigned> max_queues{}; ///< rx queues the driver could use
    bool combined_channels = false;       ///< its rx and tx queues come in pairs (`ethtool -L IF combined N`)
    std::optional<int> numa_node{};
    std::optional<xdp_features> features{};
    std::optional<unsigned>
        zero_copy_max_segments{}; ///< buffers per packet in zero-copy mode; above 1 multi-buffer works
    std::vector<attached_program> programs{};
    std::vector<unsigned> bound_queues{}; ///< queues with an AF_XDP socket (Linux 6.15; empty on older kernels)
    std::optional<ring_sizes> rings{};
    std::optional<offloads> offload{};
    std::optional<rss> spread{};
    std::optional<busy_poll_settings> busy_poll{};
    std::optional<veth_peer> peer{};
};

/// Asks the kernel about an interface of the caller's network namespace. Changes nothing on it.
/// Throws xdpk::error; an unknown name is reported with the names that come near.
[[nodiscard]] nic_facts read_nic_facts(const std::string& ifname);
/// The same without what takes privileges to ask: the programs' names and owners, and a veth's peer.
[[nodiscard]] nic_facts read_public_nic_facts(const std::string& ifname);

/// Names of the namespace's interfaces, in the order of their indices. Throws xdpk::error.
[[nodiscard]] std::vector<std::string> interface_names();

} // namespace xdpk
