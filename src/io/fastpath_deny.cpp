// SPDX-License-Identifier: BSD-3-Clause
// The fast path's deny sets. Single addresses are in a hash map, which is many times faster than the trie.
#include "fastpath_state.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <bpf/bpf.h>
#include <cerrno>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace xdpk {

namespace {

/// A rule that denies, or none: allowed.
using decision = std::optional<std::uint32_t>;

constexpr unsigned direction_bits = 8;

template <class Address>
xdpk_deny_host host_key(const Address& address, xdpk_direction direction) {
    xdpk_deny_host key{};
    std::ranges::copy(address.bytes, key.address);
    key.ip_version = sizeof(address) == 4 ? 4 : 6;
    key.direction = static_cast<__u8>(direction);
    return key;
}

template <class Key, class Prefix>
Key prefix_key(const Prefix& prefix, xdpk_direction direction) {
    Key key{};
    key.bits = direction_bits + prefix.length;
    key.direction = static_cast<__u8>(direction);
    std::ranges::copy(prefix.masked().address.bytes, key.address);
    return key;
}

/// `by`: the rule.
void put(const bpf_map* map, const void* key, std::uint32_t by, std::size_t room, const char* what) {
    if (room != 0 && ::bpf_map_update_elem(::bpf_map__fd(map), key, &by, BPF_ANY) == 0)
        return;
    const int code = room == 0 ? E2BIG : errno;
    throw error({.where = "fast path",
                 .what = what,
                 .code = code,
                 .hint = code == E2BIG || code == ENOSPC ? fmt::format("it was given room for {}", room) : ""});
}

/// Puts an entry in or takes it out of a hash map; `count` follows.
void change(const bpf_map* map, const void* key, decision by, std::size_t& count, std::size_t room, const char* what) {
    const int fd = ::bpf_map__fd(map);
    if (!by) {
        count -= ::bpf_map_delete_elem(fd, key) == 0 ? 1U : 0U;
        return;
    }
    std::uint32_t before = 0;
    const bool is_new = ::bpf_map_lookup_elem(fd, key, &before) != 0;
    put(map, key, *by, room, what);
    count += is_new ? 1U : 0U;
}

bool is_empty(const bpf_map* map) {
    xdpk_deny_prefix6 first{};
    return ::bpf_map_get_next_key(::bpf_map__fd(map), nullptr, &first) != 0;
}

/// A trie cannot be asked for exactly one prefix, so it is not known how many there are.
template <class Key, class Prefix>
void change_prefix(const Prefix& prefix, xdpk_direction direction, decision by, fastpath_maps::state& s,
                   const bpf_map* tree) {
    const Key key = prefix_key<Key>(prefix, direction);
    if (by) {
        put(tree, &key, *by, s.config.denied_prefixes, "deny prefix");
        s.has_prefixes[direction] = true;
        return;
    }
    ::bpf_map_delete_elem(::bpf_map__fd(tree), &key);
    if (is_empty(s.maps->maps.deny_prefixes4) && is_empty(s.maps->maps.deny_prefixes6))
        s.has_prefixes = {};
}

void check(decision by, const fastpath_maps::state& s) {
    if (by >= s.config.deny_rules)
        throw error({.where = "fast path",
                     .what = fmt::format("deny by rule {}", *by),
                     .hint = fmt::format("it was made for {} rules", s.config.deny_rules)});
}

template <class Key, class Prefix>
void change_all(std::span<const Prefix> prefixes, xdpk_direction direction, decision by, fastpath_maps::state& s,
                const bpf_map* tree) {
    check(by, s);
    for (const Prefix& prefix : prefixes)
        if (prefix.length == Prefix::bits) {
            const xdpk_deny_host key = host_key(prefix.address, direction);
            change(s.maps->maps.deny_hosts, &key, by, s.hosts[direction], s.config.denied_addresses, "deny address");
        } else {
            change_prefix<Key>(prefix, direction, by, s, tree);
        }
    s.show_denied();
}

void change_all(std::span<const flow_key> flows, decision by, fastpath_maps::state& s) {
    check(by, s);
    for (flow_key flow : flows) {
        flow.zone = 0;
        change(s.maps->maps.deny_flows, &flow, by, s.flows, s.config.denied_flows, "deny flow");
    }
    s.show_denied();
}

void change_port(std::uint16_t port, xdpk_deny_port_kind kind, decision by, fastpath_maps::state& s) {
    check(by, s);
    if (!s.config.denied_ports)
        throw error({.where = "fast path", .what = "deny port", .hint = "it was made without denied ports"});
    const std::uint32_t number = port;
    xdpk_deny_port value{};
    ::bpf_map_lookup_elem(::bpf_map__fd(s.maps->maps.deny_ports), &number, &value);
    const std::uint32_t before = std::exchange(value.by[kind], by ? *by + 1 : 0);
    s.put(s.maps->maps.deny_ports, &number, &value, "deny port");
    s.ports += (by ? 1U : 0U) - (before != 0 ? 1U : 0U);
    s.show_denied();
}

} // namespace

void fastpath_maps::deny(std::span<const ipv4_prefix> prefixes, xdpk_direction direction, std::uint32_t rule) {
    change_all<xdpk_deny_prefix4>(prefixes, direction, rule, *state_, state_->maps->maps.deny_prefixes4);
}

void fastpath_maps::deny(std::span<const ipv6_prefix> prefixes, xdpk_direction direction, std::uint32_t rule) {
    change_all<xdpk_deny_prefix6>(prefixes, direction, rule, *state_, state_->maps->maps.deny_prefixes6);
}

void fastpath_maps::allow(std::span<const ipv4_prefix> prefixes, xdpk_direction direction) {
    change_all<xdpk_deny_prefix4>(prefixes, direction, std::nullopt, *state_, state_->maps->maps.deny_prefixes4);
}

void fastpath_maps::allow(std::span<const ipv6_prefix> prefixes, xdpk_direction direction) {
    change_all<xdpk_deny_prefix6>(prefixes, direction, std::nullopt, *state_, state_->maps->maps.deny_prefixes6);
}

void fastpath_maps::deny(std::span<const flow_key> flows, std::uint32_t rule) { change_all(flows, rule, *state_); }

void fastpath_maps::allow(std::span<const flow_key> flows) { change_all(flows, std::nullopt, *state_); }

void fastpath_maps::deny(std::uint16_t port, xdpk_deny_port_kind kind, std::uint32_t rule) {
    change_port(port, kind, rule, *state_);
}

void fastpath_maps::allow(std::uint16_t port, xdpk_deny_port_kind kind) {
    change_port(port, kind, std::nullopt, *state_);
}

void fastpath_maps::settle() { state_->wait_for_programs(); }

std::vector<xdpk_denied_sum> fastpath_maps::denied() const {
    std::vector<xdpk_denied_sum> sums(std::max<std::size_t>(state_->config.deny_rules, 1));
    std::vector<xdpk_denied_sum> parts(static_cast<std::size_t>(::libbpf_num_possible_cpus()));
    for (std::uint32_t rule = 0; rule < sums.size(); ++rule)
        if (::bpf_map_lookup_elem(::bpf_map__fd(state_->maps->maps.denied), &rule, parts.data()) == 0)
            for (const xdpk_denied_sum& part : parts) {
                sums[rule].packets += part.packets;
                sums[rule].bytes += part.bytes;
            }
    return sums;
}

} // namespace xdpk
