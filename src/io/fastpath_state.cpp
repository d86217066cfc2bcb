// SPDX-License-Identifier: BSD-3-Clause
#include "fastpath_state.hpp"

#include "quiet_libbpf.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <atomic>
#include <bpf/bpf.h>
#include <cerrno>
#include <cstring>
#include <unistd.h>

namespace xdpk {

namespace {

[[noreturn]] void fail(const char* what, int code) {
    throw error({.where = "fast path",
                 .what = what,
                 .code = code,
                 .hint = code == EPERM    ? "run as root or with CAP_BPF and CAP_NET_ADMIN"
                         : code == ENOMEM ? "give it room for fewer flows"
                                          : ""});
}

void resize(bpf_map* map, std::size_t entries) {
    ::bpf_map__set_max_entries(map, static_cast<std::uint32_t>(std::max<std::size_t>(entries, 1)));
}

/// Without its program, whose instructions a process needs once for each port.
fastpath_object make_maps(const fastpath_config& config) {
    const quiet_libbpf quiet;
    fastpath_object object(fastpath_bpf__open());
    if (object == nullptr)
        fail("open XDP program", errno);
    ::bpf_program__set_autoload(object->progs.xdpk_redirect, false);
    resize(object->maps.xsks_map, 1);
    resize(object->maps.flows, config.flows);
    resize(object->maps.tunnels, 2 * (config.tunnels + 1));
    resize(object->maps.policers, config.policers + 1);
    resize(object->maps.deny_hosts, config.denied_addresses);
    resize(object->maps.deny_prefixes4, config.denied_prefixes);
    resize(object->maps.deny_prefixes6, config.denied_prefixes);
    resize(object->maps.deny_flows, config.denied_flows);
    resize(object->maps.deny_ports, config.denied_ports ? 65536 : 1);
    resize(object->maps.denied, config.deny_rules);
    if (const int failure = fastpath_bpf__load(object.get()); failure != 0)
        fail("make maps", -failure);
    return object;
}

fd checked(int number, const char* what) {
    if (number < 0)
        fail(what, errno);
    return fd(number);
}

fd map_in_map(const fd& inner) {
    bpf_map_create_opts options{};
    options.sz = sizeof options;
    options.inner_map_fd = static_cast<std::uint32_t>(inner.get());
    return checked(::bpf_map_create(BPF_MAP_TYPE_ARRAY_OF_MAPS, "grace", 4, 4, 1, &options), "make map of maps");
}

void share(bpf_map* mine, const bpf_map* shared) {
    if (const int failure = ::bpf_map__reuse_fd(mine, ::bpf_map__fd(shared)); failure != 0)
        fail("share map", -failure);
}

} // namespace

fastpath_maps::state::state(const fastpath_config& c)
    : config(c), maps(make_maps(c)),
      inner(checked(::bpf_map_create(BPF_MAP_TYPE_ARRAY, "inner", 4, 4, 1, nullptr), "make map")),
      grace(map_in_map(inner)),
      word(mapping::of_fd(::bpf_map__fd(maps->maps.state), static_cast<std::size_t>(::sysconf(_SC_PAGESIZE)), 0,
                          "fast path")) {}

xdpk_fastpath_state& fastpath_maps::state::now() const noexcept {
    return *reinterpret_cast<xdpk_fastpath_state*>(word.data());
}

// A change of a map in a map returns after a grace period of RCU, in which no program can be that runs by the old one
// (maybe_wait_bpf_programs() in kernel/bpf/syscall.c). XDP programs run within, up to their redirects' flush.
void fastpath_maps::state::wait_for_programs() const {
    constexpr std::uint32_t first = 0;
    const int map = inner.get();
    if (::bpf_map_update_elem(grace.get(), &first, &map, BPF_ANY) != 0)
        fail("wait for XDP programs", errno);
}

void fastpath_maps::state::put(const bpf_map* map, const void* key, const void* value, const char* what) const {
    if (::bpf_map_update_elem(::bpf_map__fd(map), key, value, BPF_ANY) != 0)
        fail(what, errno);
}

void fastpath_maps::state::show_denied() noexcept {
    std::uint32_t kinds = 0;
    const auto have = [&kinds](bool any, std::uint32_t kind) noexcept { kinds |= any ? kind : 0; };
    have(hosts[XDPK_SOURCE] != 0, XDPK_DENY_HOST_SOURCES);
    have(hosts[XDPK_DESTINATION] != 0, XDPK_DENY_HOST_DESTINATIONS);
    have(has_prefixes[XDPK_SOURCE], XDPK_DENY_PREFIX_SOURCES);
    have(has_prefixes[XDPK_DESTINATION], XDPK_DENY_PREFIX_DESTINATIONS);
    have(flows != 0, XDPK_DENY_FLOWS);
    have(ports != 0, XDPK_DENY_PORTS);
    std::atomic_ref(now().deny).store(kinds, std::memory_order_release);
}

fastpath_object open_fastpath(const fastpath_maps& shared, const fastpath_port& port, const mac_address& mac,
                              bool sends_back) {
    const fastpath_config& config = shared.config();
    const fastpath_bpf& from = *shared.internals().maps;
    fastpath_object object(fastpath_bpf__open());
    if (object == nullptr)
        fail("open XDP program", errno);
    auto& use = const_cast<decltype(object->rodata->use)&>(object->rodata->use); // NOLINT
    use.port = port.number;
    use.zone = port.zone;
    use.policer = port.policer;
    std::memcpy(use.mac, mac.bytes.data(), sizeof use.mac);
    use.own_mac_only = port.own_mac_only;
    use.sends_back = sends_back;
    use.verify_ipv4 = port.verify_ipv4;
    use.ipv6 = port.ipv6;
    use.vlans = port.vlans;
    use.tunnels = config.tunnels != 0;
    use.policers = config.policers != 0;
    use.denied_addresses = config.denied_addresses != 0;
    use.denied_prefixes = config.denied_prefixes != 0;
    use.denied_flows = config.denied_flows != 0;
    use.denied_ports = config.denied_ports;
    use.deny_flows_only = config.deny_flows_only;
    auto& maps = object->maps;
    share(maps.state, from.maps.state);
    share(maps.flows, from.maps.flows);
    share(maps.ways, from.maps.ways);
    share(maps.devices, from.maps.devices);
    share(maps.tunnels, from.maps.tunnels);
    share(maps.policers, from.maps.policers);
    share(maps.deny_hosts, from.maps.deny_hosts);
    share(maps.deny_prefixes4, from.maps.deny_prefixes4);
    share(maps.deny_prefixes6, from.maps.deny_prefixes6);
    share(maps.deny_flows, from.maps.deny_flows);
    share(maps.deny_ports, from.maps.deny_ports);
    share(maps.denied, from.maps.denied);
    share(maps.counters, from.maps.counters);
    return object;
}

} // namespace xdpk
