// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>

#include <bitset>
#include <cstdint>
#include <vector>

namespace xdpk {

/// Which VLANs a switch's ports carry, and how (IEEE 802.1Q). VLAN 0 stands for frames without a tag.
///
/// A trunk port carries tagged frames of the VLANs it is in, and untagged ones if it is in VLAN 0; an access port
/// carries one VLAN, untagged. A port that was never named is a trunk in every VLAN.
class vlan_membership {
public:
    static constexpr std::uint16_t vlans = 4096;
    static constexpr std::uint16_t none = 0xFFFF;

    void set_access(port_id port, std::uint16_t vlan) {
        mode& m = at(port);
        m.access = vlan;
        m.carries.reset();
        m.carries.set(vlan);
    }
    void set_trunk(port_id port, const std::vector<std::uint32_t>& list) {
        mode& m = at(port);
        m.access = 0;
        m.carries.reset();
        for (const std::uint32_t vlan : list)
            m.carries.set(vlan);
    }

    /// VLAN of a frame that came in at a port with a tag of `tag`, or without one (0); `none` if it may not come in.
    [[nodiscard]] std::uint16_t classify(port_id port, std::uint16_t tag) const noexcept {
        if (port >= modes_.size())
            return tag;
        const mode& m = modes_[port];
        if (m.access != 0)
            return tag == 0 ? m.access : none;
        return m.carries[tag] ? tag : none;
    }
    [[nodiscard]] bool carries(port_id port, std::uint16_t vlan) const noexcept {
        return port >= modes_.size() || modes_[port].carries[vlan];
    }
    /// True if frames of this VLAN leave the port with a tag.
    [[nodiscard]] bool tagged(port_id port, std::uint16_t vlan) const noexcept {
        return vlan != 0 && (port >= modes_.size() || modes_[port].access == 0);
    }

private:
    struct mode {
        std::uint16_t access = 0;
        std::bitset<vlans> carries = std::bitset<vlans>().set();
    };

    mode& at(port_id port) {
        if (port >= modes_.size())
            modes_.resize(port + std::size_t{1});
        return modes_[port];
    }

    std::vector<mode> modes_;
};

} // namespace xdpk
