// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/stage/vlan_membership.hpp>
#include <xdpk/table/mac_table.hpp>

#include <cstdint>
#include <memory>

namespace xdpk {

/// l2_switch: a learning bridge between all ports (IEEE 802.1D and 802.1Q).
///
/// Learns where each source address lives, per VLAN; sends a frame to the port of its destination, or, when that is not
/// known or is a group address, to every other port of its VLAN. Tags are put on and taken off as the ports' VLAN
/// membership says. A frame to several ports is copied.
///
/// Drops: frames for the port they came from (`same_port`), from a group address (`invalid_source`), to the addresses
/// that bridges keep to themselves, 01:80:c2:00:00:00 to 0f (`reserved`), of a VLAN that the port is not in
/// (`not_member`), without any other port to go to (`nowhere`), shorter than their headers (`runt`); copies for which
/// there is no frame or no room in the burst (`no_room`).
struct l2_switch_config {
    std::size_t ports = 0;                 ///< ports 0 to `ports` - 1
    std::shared_ptr<mac_table> stations{}; ///< one for all workers, so that each knows what any of them has learned
    vlan_membership vlans{};               ///< by default every port carries every VLAN
};

class l2_switch {
public:
    static constexpr const char* name = "l2_switch";

    explicit l2_switch(const l2_switch_config& config);

    void operator()(burst& b) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    struct frame_info;

    void forward(burst& b, std::uint32_t at, std::uint32_t now) noexcept;
    void learn(const frame_info& f, port_id in, std::uint32_t now) noexcept;
    void flood(burst& b, std::uint32_t at, const frame_info& f) noexcept;
    bool leave(packet& p, const frame_info& f, port_id out) noexcept;
    static void discard(packet& p, counter& why) noexcept;

    port_id ports_;
    vlan_membership vlans_;
    std::shared_ptr<mac_table> stations_;
    counter forwarded_, flooded_, learned_, moved_, replaced_;
    counter same_port_, invalid_source_, reserved_, not_member_, nowhere_, runt_, no_room_;
};

} // namespace xdpk
