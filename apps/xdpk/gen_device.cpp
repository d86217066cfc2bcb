// SPDX-License-Identifier: BSD-3-Clause
#include "gen_device.hpp"

#include "values.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/ethernet.hpp>

#include <cerrno>
#include <fmt/format.h>

namespace xdpk::tool {

namespace {

void check_up(const nic_facts& device) {
    if (!device.up)
        throw error({.where = device.name,
                     .what = "the interface is down",
                     .code = ENETDOWN,
                     .hint = fmt::format("ip link set {} up", device.name)});
    if (device.carrier)
        return;
    const bool named = device.peer && !device.peer->name.empty();
    throw error({.where = device.name,
                 .what = "the interface has no carrier",
                 .code = ENETDOWN,
                 .hint = device.kind == "veth" ? fmt::format("set its peer {}up", named ? device.peer->name + " " : "")
                                               : "is a cable plugged in, and the other side up?"});
}

void check_mtu(const nic_facts& device, std::size_t longest, bool tagged) {
    const std::size_t headers = sizeof(ethernet_header) + (tagged ? sizeof(vlan_tag) : 0);
    if (longest <= device.mtu + headers)
        return;
    throw error({.where = device.name,
                 .what = fmt::format("frames of {} bytes (with check sequence) do not pass its MTU of {}",
                                     longest + fcs, device.mtu),
                 .code = EMSGSIZE,
                 .hint = fmt::format("ip link set {} mtu {}, and its peer too", device.name, longest - headers)});
}

// A driver takes redirected frames, or not; a veth only while somebody receives them.
void check_live(const nic_facts& device) {
    if (!device.features || device.features->ndo_xmit)
        return;
    if (device.kind != "veth")
        throw error({.where = device.name,
                     .what = "the driver takes no redirected frames (no ndo_xdp_xmit)",
                     .code = EOPNOTSUPP,
                     .hint = "use --method xsk"});
    const std::string peer = device.peer && !device.peer->name.empty() ? device.peer->name : "the peer";
    throw error({.where = device.name,
                 .what = fmt::format("the peer of {} ({}) has no XDP program or GRO, so it takes no live frames",
                                     device.name, peer),
                 .code = EOPNOTSUPP,
                 .hint = fmt::format("start the receiver first, or ethtool -K {} gro on, or use --method xsk", peer)});
}

} // namespace

const nic_facts& checked(const nic_facts& device, gen_method method, std::size_t longest, bool tagged) {
    check_up(device);
    check_mtu(device, longest, tagged);
    if (method == gen_method::live)
        check_live(device);
    return device;
}

} // namespace xdpk::tool
