// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/embedded_address.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/ip_address.hpp>
#include <xdpk/table/classifier_rule.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

/// What an external port stands for (RFC 4787, section 4.1).
enum class nat_mapping : std::uint8_t {
    endpoint_independent, ///< an internal address and port, whatever it speaks to (REQ-1 of RFC 4787 and RFC 5382)
    endpoint_dependent,   ///< one flow: flows to different destinations share ports
};

/// Who may speak to an endpoint-independent mapping unasked (RFC 4787, section 5). Answers always may.
enum class nat_filtering : std::uint8_t {
    endpoint_independent,       ///< everybody
    address_dependent,          ///< the addresses that it speaks to at the time
    address_and_port_dependent, ///< nobody
};

/// External addresses and how their ports are given to internal hosts. A pool is known by its name when rules are
/// replaced: mappings of a pool that keeps its name stay, as far as its addresses and ports do.
struct nat_pool {
    std::string name{};
    /// Blocks of one family. An address is in one pool only.
    std::vector<address_block> addresses{};
    /// Internal ports below 1024 get ones below 1024, if the pool has such, others never (RFC 4787, REQ-3). Identifiers
    /// of ICMP echo are taken from 0 to 65535.
    port_range ports{1, 65535};
    nat_mapping mapping = nat_mapping::endpoint_independent;
    nat_filtering filtering = nat_filtering::endpoint_independent;
    /// The addresses are this host's own: what comes for no mapping is left as it is, for the host, not dropped.
    bool interface = false;
    bool paired = true;       ///< all of a subscriber's flows have one external address (RFC 4787, REQ-2)
    bool keep_port = true;    ///< the internal port, if it is free; else, and always if false, a random one (RFC 6056)
    bool keep_parity = true;  ///< an even port for an even one as long as there are such (RFC 4787, REQ-4)
    std::uint32_t linger = 0; ///< seconds that an endpoint-independent mapping outlives its last flow
    std::uint32_t ports_per_subscriber = 0; ///< mappings; 0: as many as there are

    /// Ports that a subscriber, an internal address, is given at a time, of all protocols; 0: single ones. They are
    /// 1024 or higher, for low internal ports too. The log then has blocks instead of mappings (RFC 6888, REQ-14).
    std::uint16_t block_size = 0;
    std::uint16_t blocks_per_subscriber = 8;
    std::uint32_t hold_down = 120; ///< seconds that a block stays its last subscriber's

    /// If given, each of these internal addresses has ports by arithmetic, and nothing need be logged (RFC 7422). Of
    /// `ports` those that are 1024 or higher.
    std::optional<address_block> subscribers{};
};

/// Source translation. The first rule that matches counts. Of flows whose destination is translated too (hairpin), the
/// destination is matched as it came.
struct nat_rule {
    std::string name{};
    /// What is inside: if translated, of a length above 0. So flows from outside are not taken for hairpins.
    address_block source{};
    std::optional<address_block> destination{};
    std::optional<ip_proto> protocol{};
    std::string pool{}; ///< empty: not translated, nor by a static entry
};

/// One external address for one internal address, in both directions, all protocols, ports unchanged. The internal
/// address of an IPv4 one may be an IPv6 one in a nat_64's source.
struct nat_static {
    std::string name{};
    ip_address external{};
    ip_address internal{};
};

/// Flows to an external address, or to ports of it, go to an internal one, which may be an IPv6 one as above. The most
/// specific entry counts.
struct nat_forward {
    std::string name{};
    ip_address external{};
    std::optional<ip_proto> protocol{}; ///< tcp, udp or sctp; nothing: all protocols and ports (DNAT)
    port_range ports{};
    ip_address internal{};
    /// What the first of `ports` becomes, the others in a row; nothing: unchanged. Flows that start from there have the
    /// external address and port as their source.
    std::optional<std::uint16_t> internal_port{};
    /// Twice NAT: the flows' source is translated too, to this pool. Empty: kept.
    std::string source_pool{};
};

/// NAT64 (RFC 6146): IPv6 hosts reach IPv4 ones at addresses that have the IPv4 one in them. The first entry that
/// matches counts. Flows that come to a mapping of a host in `source`, or by a static entry or a forward to one, have
/// their IPv4 source behind `prefix`.
struct nat_64 {
    std::string name{};
    /// RFC 6052: IPv6, of 32, 40, 48, 56, 64 or 96 bits. The well-known one is for global addresses (section 3.1).
    address_block prefix = well_known_translation_prefix;
    std::string pool{};                   ///< of IPv4 addresses, without `subscribers`
    address_block source = ipv6_prefix{}; ///< IPv6: whose hosts may
};

struct nat_config {
    std::vector<nat_pool> pools{};
    std::vector<nat_rule> rules{};
    std::vector<nat_static> statics{};
    std::vector<nat_forward> forwards{};
    std::vector<nat_64> nat64{};
};

} // namespace xdpk
