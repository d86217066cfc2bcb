// SPDX-License-Identifier: BSD-3-Clause
#include "diagnose_nic.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace xdpk::detail {

namespace {

/// A key whose period is 16 bits, as long as the NIC's: `ethtool -X IF hkey 6d:5a:6d:5a:…`.
std::string symmetric_key(std::size_t length) {
    std::string text;
    for (std::size_t i = 0; i < length; ++i)
        text += fmt::format("{}{}", i == 0 ? "" : ":", i % 2 == 0 ? "6d" : "5a");
    return text;
}

finding ok(const char* check, std::string meaning) { return {.check = check, .meaning = std::move(meaning)}; }

finding degraded(const char* check, std::string meaning, std::string remedy) {
    return {check, verdict::degraded, std::move(meaning), std::move(remedy)};
}

finding peer_unknown(const char* check) {
    return degraded(check, "not known: the peer's namespace cannot be entered", "sudo xdpk doctor IFNAME");
}

unsigned queues_served(const rss& spread) {
    const auto most = std::max_element(spread.table.begin(), spread.table.end());
    return most == spread.table.end() ? 0 : *most + 1;
}

} // namespace

std::string on_peer(const veth_peer& peer, const std::string& command) {
    return peer.name_space.empty() ? command : fmt::format("nsenter --net={} {}", peer.name_space, command);
}

finding judge_channels(const nic_facts& nic, unsigned cpus) {
    const std::string counts = fmt::format("{} rx and {} tx queue{}", nic.rx_queues, nic.tx_queues,
                                           nic.rx_queues == 1 && nic.tx_queues == 1 ? "" : "s");
    if (nic.tx_queues < nic.rx_queues)
        return degraded("channels", counts + ": what arrives on the last ones cannot be sent on the same queue",
                        fmt::format("ethtool -L {} tx {}", nic.name, nic.rx_queues));
    const unsigned useful = std::min(nic.max_queues.value_or(nic.rx_queues), cpus);
    if (nic.rx_queues >= useful)
        return ok("channels",
                  counts + fmt::format(": at most {} worker{}", nic.rx_queues, nic.rx_queues == 1 ? "" : "s"));
    return degraded("channels", counts + fmt::format(": at most {} of {} workers", nic.rx_queues, useful),
                    nic.combined_channels
                        ? fmt::format("ethtool -L {} combined {}", nic.name, useful)
                        : fmt::format("ethtool -L {} rx {} tx {}", nic.name, useful, std::max(useful, nic.tx_queues)));
}

finding judge_spread(const nic_facts& nic) {
    if (nic.rx_queues == 1)
        return ok("RSS", "one queue: both directions of a flow meet");
    if (nic.kind == "veth")
        return degraded("RSS", "a veth takes the sender's queue: a flow's directions may meet on different queues", "");
    if (!nic.spread || nic.spread->key.empty() || nic.spread->table.empty())
        return degraded("RSS", "not known how packets are spread: a flow's directions may meet on different queues",
                        "");
    const unsigned served = queues_served(*nic.spread);
    if (served < nic.rx_queues)
        return degraded("RSS", fmt::format("packets are spread over {} of {} queues", served, nic.rx_queues),
                        fmt::format("ethtool -X {} equal {}", nic.name, nic.rx_queues));
    if (is_symmetric(*nic.spread))
        return ok("RSS", "symmetric: both directions of a flow meet on one queue");
    return degraded("RSS", "not symmetric: a flow's directions may meet on different queues",
                    fmt::format("ethtool -X {} hkey {}", nic.name, symmetric_key(nic.spread->key.size())));
}

finding judge_udp_spread(const nic_facts& nic) {
    if (nic.rx_queues > 1 && nic.spread && !nic.spread->udp_ports.value_or(true))
        return degraded("UDP spread", "by addresses only: all UDP between two hosts lands on one queue",
                        fmt::format("ethtool -N {} rx-flow-hash udp4 sdfn", nic.name));
    return ok("UDP spread", nic.rx_queues > 1 ? "nothing keeps ports out of the hash" : "one queue");
}

finding judge_busy_poll(const nic_facts& nic) {
    if (!nic.busy_poll)
        return degraded("busy polling", "not known: /sys shows another network namespace", "mount -t sysfs sysfs /sys");
    if (nic.busy_poll->defer_hard_irqs > 0 && nic.busy_poll->gro_flush_timeout_ns > 0)
        return ok("busy polling", fmt::format("interrupts stay off for {} µs while a worker polls",
                                              nic.busy_poll->gro_flush_timeout_ns / 1000));
    return degraded("busy polling", "interrupts go on while a worker polls (napi_defer_hard_irqs, gro_flush_timeout)",
                    fmt::format("echo 2 >/sys/class/net/{0}/napi_defer_hard_irqs; "
                                "echo 200000 >/sys/class/net/{0}/gro_flush_timeout",
                                nic.name));
}

finding judge_checksums(const nic_facts& nic) {
    const char* const check = "checksums";
    if (!nic.peer)
        return ok(check, "come complete from the wire");
    if (!nic.peer->offload)
        return peer_unknown(check);
    if (!nic.peer->offload->tx_checksum)
        return ok(check, "the peer's stack computes them");
    return degraded(check,
                    "partial: the peer leaves them to hardware that is not there, the next host drops the packet",
                    on_peer(*nic.peer, fmt::format("ethtool -K {} tx off", nic.peer->name)));
}

finding judge_vlan(const nic_facts& nic) {
    const char* const check = "VLAN tags";
    if (nic.peer && !nic.peer->offload)
        return peer_unknown(check);
    if (nic.peer && nic.peer->offload->tx_vlan_insert)
        return degraded(check, "the peer sends them beside the packet: xdpk does not see them",
                        on_peer(*nic.peer, fmt::format("ethtool -K {} txvlan off", nic.peer->name)));
    if (!nic.peer && nic.offload && nic.offload->rx_vlan_strip)
        return degraded(check, "stripped by the NIC: xdpk does not see them",
                        fmt::format("ethtool -K {} rxvlan off", nic.name));
    return ok(check, "stay in the packet");
}

finding judge_merging(const nic_facts& nic) {
    const char* const check = "LRO, GRO";
    if (!nic.offload || (!nic.offload->lro && !nic.offload->hw_gro))
        return ok(check, "the NIC does not merge packets");
    const std::string meaning = fmt::format("the NIC merges packets ({}): most drivers refuse XDP then",
                                            nic.offload->lro ? "LRO" : "hardware GRO");
    if (nic.offload->merging_fixed)
        return degraded(check, meaning + "; it cannot be switched off",
                        fmt::format("if attaching fails, use port xsk:{},mode=generic", nic.name));
    return degraded(check, meaning,
                    fmt::format("ethtool -K {}{}{}", nic.name, nic.offload->lro ? " lro off" : "",
                                nic.offload->hw_gro ? " rx-gro-hw off" : ""));
}

} // namespace xdpk::detail
