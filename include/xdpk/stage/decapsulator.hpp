// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <array>
#include <bitset>
#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk {

enum class tunnel_error : std::uint8_t {
    none,
    fragment,    ///< the outer packet is one
    malformed,   ///< the tunnel's header is cut short, or says what cannot be
    unsupported, ///< it has what must not be ignored: GRE checksums, GUE flags, critical Geneve options, control
    not_ip,      ///< what is inside is no IP packet
};

/// What a tunnel's headers say of the packet inside.
struct tunnel_payload {
    std::uint16_t offset = 0; ///< of the IP packet, from the start of the frame
    std::uint32_t end = 0;    ///< where it ends at the latest
    bool is_ipv4 = false;
    std::optional<std::uint32_t> key{};
    tunnel_error error = tunnel_error::none;
};

/// Reads the headers of a tunnel in a packet that was parsed; its protocol or UDP port are those of `type`. Reads
/// nothing outside of the first segment.
[[nodiscard]] tunnel_payload read_tunnel(const packet& p, tunnel_type type) noexcept;

/// What decapsulate() found wrong with the packet inside.
enum class inner_error : std::uint8_t {
    none,
    malformed,  ///< parse() refuses it, or it ends behind the outer packet
    congestion, ///< the tunnel was congested, and the packet's sender would not understand (RFC 6040, section 4.2)
};

/// Takes the packet inside out of the tunnel, in place: the reverse of encapsulate(). The outer Ethernet header and its
/// VLAN tags stay in front; an inner Ethernet header goes. The descriptor is then that of the inner packet. Its ECN
/// field becomes what RFC 6040 says; its DSCP and hop limit stay. With an error, the packet is to be dropped.
[[nodiscard]] inner_error decapsulate(packet& p, const tunnel_payload& inside) noexcept;

/// An own end of tunnels.
struct tunnel_endpoint {
    tunnel_type type = tunnel_type::ipip;
    ip_address local{};
    std::optional<ip_address> remote{}; ///< who may send; by default anyone
    std::optional<std::uint32_t> key{}; ///< as in tunnel_config: packets with another, or without, are not for this end
    std::uint16_t port = 0;             ///< own UDP port; 0: default_port()
};

/// decapsulator: takes packets out of the tunnels that end here, with decapsulate(); others pass untouched. Stands
/// after parse_headers. Of tunnels within tunnels the outermost goes.
///
/// Drops packets to an own end: outer fragments (`fragment`), with headers that are not understood (`malformed`,
/// `unsupported`, `not_ip`), with the key of no end (`unknown_key`), from elsewhere than the end says
/// (`unknown_source`), and those in which there is no good packet (`inner_malformed`, `congestion`).
struct decapsulator_config {
    std::vector<tunnel_endpoint> endpoints{};
};

class decapsulator {
public:
    static constexpr const char* name = "decapsulator";

    /// Throws xdpk::error for ends that cannot be, and for two on the same address and port of different types.
    explicit decapsulator(const decapsulator_config& config);

    void operator()(burst& b) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    /// Whom packets with one key may be from.
    struct tunnel {
        std::optional<std::uint32_t> key;
        std::optional<std::array<std::uint8_t, 16>> remote; ///< as in a flow_key
    };
    /// Where packets arrive, and the tunnels that are told apart there.
    struct place {
        flow_key arrival; ///< the destination half
        tunnel_type type;
        std::vector<tunnel> tunnels;
    };

    void add(const tunnel_endpoint& end);
    [[nodiscard]] const place* find(const flow_key& key) const noexcept;
    [[nodiscard]] counter* refuses(const place& at, const tunnel_payload& inside, const flow_key& key) noexcept;
    [[nodiscard]] counter* take_out(packet& p, const flow_key& key, const place& at) noexcept;

    std::vector<place> places_;
    std::bitset<256> protocols_;
    counter decapsulated_, fragment_, malformed_, unsupported_, not_ip_, unknown_key_, unknown_source_;
    counter inner_malformed_, congestion_;
};

} // namespace xdpk
