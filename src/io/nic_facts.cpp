// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/nic_facts.hpp>

#include "bpf_objects.hpp"
#include "ethtool.hpp"
#include "link.hpp"
#include "netdev_genl.hpp"
#include "netns.hpp"
#include "sysfs.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/port_spec.hpp>

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <utility>

namespace xdpk {

namespace {

veth_peer read_peer(const detail::link& link) {
    veth_peer peer{.ifindex = link.peer_ifindex, .same_namespace = !link.peer_namespace};
    const auto read = [&peer] {
        if (const auto other = detail::find_link(peer.ifindex)) {
            const detail::ethtool driver(other->name);
            const auto channels = driver.channels();
            peer.name = other->name;
            peer.tx_queues = channels ? channels->tx : other->tx_queues;
            peer.offload = driver.offload();
        }
    };
    if (peer.same_namespace) {
        read();
        return peer;
    }
    const detail::name_space where = detail::find_namespace(*link.peer_namespace);
    peer.name_space = where.path;
    if (!where.number || !detail::run_in_namespace(where, read))
        return {.ifindex = link.peer_ifindex};
    return peer;
}

/// The queues in use, by the best source there is: netdev-genl knows them while the interface is up, the driver's
/// channels always but not from every driver, rtnetlink only those allocated.
void read_queues(nic_facts& facts, const std::vector<detail::netdev_queue>& queues, const detail::ethtool& driver) {
    const auto channels = driver.channels();
    if (channels && channels->rx_max > 0) {
        facts.max_queues = channels->rx_max;
        facts.combined_channels = channels->combined;
    }
    if (!queues.empty()) {
        const auto rx = std::count_if(queues.begin(), queues.end(), [](const auto& queue) { return queue.rx; });
        facts.rx_queues = static_cast<unsigned>(rx);
        facts.tx_queues = static_cast<unsigned>(queues.size()) - facts.rx_queues;
    } else if (channels && channels->rx > 0) {
        facts.rx_queues = channels->rx;
        facts.tx_queues = channels->tx;
    } else if (const auto listed = detail::sysfs_queues(facts.name, facts.ifindex, facts.mac)) {
        facts.rx_queues = listed->rx;
        facts.tx_queues = listed->tx;
    }
}

void read_netdev(nic_facts& facts, const detail::ethtool& driver) {
    detail::netdev_genl netdev;
    if (const auto capabilities = netdev.capabilities(facts.ifindex)) {
        facts.features = capabilities->features;
        facts.zero_copy_max_segments = capabilities->zero_copy_max_segments;
    }
    const auto queues = netdev.queues(facts.ifindex);
    read_queues(facts, queues, driver);
    for (const detail::netdev_queue& queue : queues)
        if (queue.xsk)
            facts.bound_queues.push_back(queue.id);
    std::sort(facts.bound_queues.begin(), facts.bound_queues.end());
    facts.bound_queues.erase(std::unique(facts.bound_queues.begin(), facts.bound_queues.end()),
                             facts.bound_queues.end());
    facts.busy_poll = netdev.busy_poll(facts.ifindex);
    if (!facts.busy_poll)
        facts.busy_poll = detail::sysfs_busy_poll(facts.name, facts.ifindex, facts.mac);
}

nic_facts from_link(const detail::link& link) {
    nic_facts facts{.ifindex = link.ifindex,
                    .name = link.name,
                    .kind = link.kind,
                    .mac = link.mac,
                    .mtu = link.mtu,
                    .up = link.up,
                    .carrier = link.carrier,
                    .rx_queues = link.rx_queues,
                    .tx_queues = link.tx_queues,
                    .numa_node = detail::sysfs_numa_node(link.parent_bus, link.parent_device),
                    .programs = link.programs};
    return facts;
}

nic_facts public_facts(const detail::link& link) {
    nic_facts facts = from_link(link);
    const detail::ethtool driver(link.name);
    facts.driver = driver.driver();
    facts.rings = driver.rings();
    facts.offload = driver.offload();
    facts.spread = driver.spread();
    read_netdev(facts, driver);
    return facts;
}

} // namespace

detail::link detail::need_link(const std::string& ifname) {
    if (auto link = find_link(ifname))
        return std::move(*link);
    const std::vector<std::string> names = interface_names();
    const auto near = nearest(ifname, {names.begin(), names.end()});
    throw error({.where = fmt::format("interface \"{}\"", ifname),
                 .what = "no interface of that name",
                 .code = ENODEV,
                 .hint = near ? fmt::format("did you mean \"{}\"?", *near)
                              : fmt::format("this namespace has {}", fmt::join(names, ", "))});
}

nic_facts read_public_nic_facts(const std::string& ifname) { return public_facts(detail::need_link(ifname)); }

nic_facts read_nic_facts(const std::string& ifname) {
    const detail::link link = detail::need_link(ifname);
    nic_facts facts = public_facts(link);
    for (attached_program& program : facts.programs) {
        const auto info = detail::program_info(program.id);
        program.name = info ? info->name : "";
        program.by_link = detail::held_by_link(program.id);
    }
    if (link.kind == "veth" && link.peer_ifindex != 0)
        facts.peer = read_peer(link);
    return facts;
}

std::vector<std::string> interface_names() {
    std::vector<std::string> names;
    for (detail::link& link : detail::all_links())
        names.push_back(std::move(link.name));
    return names;
}

xdp_features decode_xdp_features(std::uint64_t bits) noexcept {
    namespace netdev = detail::netdev;
    return {.basic = (bits & netdev::act_basic) != 0,
            .redirect = (bits & netdev::act_redirect) != 0,
            .ndo_xmit = (bits & netdev::act_ndo_xmit) != 0,
            .xsk_zerocopy = (bits & netdev::act_xsk_zerocopy) != 0,
            .hw_offload = (bits & netdev::act_hw_offload) != 0,
            .rx_sg = (bits & netdev::act_rx_sg) != 0,
            .ndo_xmit_sg = (bits & netdev::act_ndo_xmit_sg) != 0};
}

} // namespace xdpk
