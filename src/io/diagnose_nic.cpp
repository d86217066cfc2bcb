// SPDX-License-Identifier: BSD-3-Clause
#include "diagnose_nic.hpp"

#include <xdpk/core/frame_pool.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr unsigned link_overhead = 14 + 2 * 4; ///< Ethernet header and two VLAN tags
constexpr unsigned small_chunk = 2048;
constexpr unsigned large_chunk = 4096;

constexpr unsigned largest_mtu(unsigned chunk) { return chunk - frame_data_offset - link_overhead; }

finding judge_link(const nic_facts& nic) {
    const std::string driver = nic.driver.empty() ? "no driver name" : nic.driver;
    const std::string node = nic.numa_node ? fmt::format(", NUMA node {}", *nic.numa_node) : "";
    const std::string rings =
        nic.rings ? fmt::format(", {} rx and {} tx descriptors", nic.rings->rx, nic.rings->tx) : "";
    if (!nic.up)
        return {"link", verdict::missing, driver + ", down: no socket can be bound",
                fmt::format("ip link set {} up", nic.name)};
    if (nic.carrier)
        return {.check = "link", .meaning = driver + ", up" + node + rings};
    const std::string remedy = nic.peer && !nic.peer->name.empty()
                                   ? detail::on_peer(*nic.peer, fmt::format("ip link set {} up", nic.peer->name))
                                   : "check the cable and the far side";
    return {"link", verdict::degraded, driver + ", up, without a carrier: nothing arrives", remedy};
}

/// A veth runs XDP programs itself only while it has an rx queue for each tx queue of its peer.
std::string more_veth_queues(const nic_facts& nic) {
    if (!nic.peer || nic.peer->tx_queues.value_or(0) <= nic.rx_queues)
        return "";
    if (nic.max_queues.value_or(0) >= *nic.peer->tx_queues)
        return fmt::format("ethtool -L {} rx {}", nic.name, *nic.peer->tx_queues);
    return detail::on_peer(*nic.peer, fmt::format("ethtool -L {} tx {}", nic.peer->name, nic.rx_queues));
}

finding judge_native(const nic_facts& nic) {
    if (!nic.features)
        return {"native XDP", verdict::degraded, "not known: the kernel does not tell", "boot Linux 6.3 or newer"};
    if (nic.features->basic && nic.features->redirect)
        return {.check = "native XDP", .meaning = "the driver runs XDP programs and redirects to sockets"};
    const std::string remedy = more_veth_queues(nic);
    return {"native XDP", verdict::degraded,
            remedy.empty() ? "the driver has none: generic mode, behind the kernel's packet allocation"
                           : "off: fewer rx queues than the peer has tx queues; generic mode only",
            remedy};
}

finding judge_zero_copy(const nic_facts& nic) {
    if (nic.features && nic.features->xsk_zerocopy)
        return {.check = "zero-copy", .meaning = "the driver moves packets in and out of xdpk's memory itself"};
    return {"zero-copy", verdict::degraded,
            nic.features ? "the driver has none: every packet is copied" : "not known: the kernel does not tell",
            nic.features ? "" : "boot Linux 6.3 or newer"};
}

bool spans_chunks(const nic_facts& nic, const host_facts& host) {
    return nic.features && nic.features->rx_sg && host.kernel.multi_buffer != support::no;
}

finding judge_multi_buffer(const nic_facts& nic, const host_facts& host) {
    if (!spans_chunks(nic, host))
        return {"multi-buffer", verdict::degraded, "none: a packet has to fit one chunk", ""};
    const bool copy_only = nic.features->xsk_zerocopy && nic.zero_copy_max_segments.value_or(1) <= 1;
    if (copy_only)
        return {"multi-buffer", verdict::degraded, "in copy mode only: with zero-copy a packet has to fit one chunk",
                ""};
    return {.check = "multi-buffer", .meaning = "packets may span several chunks"};
}

finding judge_mtu(const nic_facts& nic, const host_facts& host) {
    const std::string mtu = fmt::format("{}: packets ", nic.mtu);
    if (nic.mtu <= largest_mtu(small_chunk))
        return {.check = "MTU", .meaning = mtu + fmt::format("fit one chunk of {} bytes", small_chunk)};
    const bool zero_copy_segments =
        !nic.features || !nic.features->xsk_zerocopy || nic.zero_copy_max_segments.value_or(1) > 1;
    if (spans_chunks(nic, host) && zero_copy_segments)
        return {.check = "MTU", .meaning = mtu + fmt::format("span several chunks of {} bytes", small_chunk)};
    const bool fits_large = nic.mtu <= largest_mtu(large_chunk);
    const std::string remedy = fits_large ? fmt::format("use port xsk:{},chunk={}", nic.name, large_chunk)
                                          : fmt::format("ip link set {} mtu {}", nic.name, largest_mtu(large_chunk));
    if (spans_chunks(nic, host))
        return {"MTU", verdict::degraded, mtu + "span several chunks, which only copy mode can do here", remedy};
    return {"MTU", fits_large ? verdict::degraded : verdict::missing,
            mtu + fmt::format("do not fit a chunk of {} bytes", fits_large ? small_chunk : large_chunk), remedy};
}

const char* off_word(xdp_mode mode) {
    switch (mode) {
    case xdp_mode::native:
        return "xdpdrv";
    case xdp_mode::generic:
        return "xdpgeneric";
    case xdp_mode::hardware:
        return "xdpoffload";
    }
    return "xdp";
}

finding judge_programs(const nic_facts& nic, const host_facts& host) {
    if (nic.programs.empty())
        return {.check = "XDP program", .meaning = "none attached"};
    const attached_program& program = nic.programs.front();
    const std::string name =
        fmt::format("{} (id {})", program.name.empty() ? "one without a visible name" : program.name, program.id);
    if (program.name == "xdpk_redirect")
        return {"XDP program", verdict::degraded, name + " of an xdpk program is attached: the interface is in use",
                ""};
    if (program.name == "xdp_dispatcher" && host.kernel.freplace == support::yes)
        return {.check = "XDP program", .meaning = name + " is attached: xdpk joins the programs behind it"};
    const std::string meaning = name + " is attached, and xdpk never removes it";
    if (program.by_link)
        return {"XDP program", verdict::missing, meaning + ": a process holds it", "bpftool link"};
    return {"XDP program", verdict::missing, meaning + ": is it needed?",
            fmt::format("ip link set {} {} off", nic.name, off_word(program.mode))};
}

finding judge_held(const nic_facts& nic, const holder_text& held_by) {
    if (nic.bound_queues.empty())
        return {.check = "queues held", .meaning = "none by an AF_XDP socket"};
    std::vector<std::string> held;
    held.reserve(nic.bound_queues.size());
    for (const unsigned queue : nic.bound_queues)
        held.push_back(fmt::format("queue {} by {}", queue, held_by(queue)));
    std::vector<unsigned> free;
    for (unsigned queue = 0; queue < nic.rx_queues; ++queue)
        if (std::find(nic.bound_queues.begin(), nic.bound_queues.end(), queue) == nic.bound_queues.end())
            free.push_back(queue);
    return {
        "queues held", free.empty() ? verdict::missing : verdict::degraded, fmt::format("{}", fmt::join(held, ", ")),
        free.empty() ? "stop that process"
                     : fmt::format("stop that process, or use port xsk:{},queues={}", nic.name, fmt::join(free, "+"))};
}

} // namespace

std::vector<finding> diagnose(const nic_facts& nic, const host_facts& host, const holder_text& held_by) {
    return {judge_link(nic),
            judge_native(nic),
            judge_zero_copy(nic),
            judge_multi_buffer(nic, host),
            judge_mtu(nic, host),
            detail::judge_channels(nic, host.cpus),
            detail::judge_spread(nic),
            detail::judge_udp_spread(nic),
            detail::judge_busy_poll(nic),
            detail::judge_checksums(nic),
            detail::judge_vlan(nic),
            detail::judge_merging(nic),
            judge_programs(nic, host),
            judge_held(nic, held_by)};
}

} // namespace xdpk
