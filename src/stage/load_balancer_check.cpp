// SPDX-License-Identifier: BSD-3-Clause
#include "address_bytes.hpp"
#include "load_balancer_state.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <optional>
#include <utility>

namespace xdpk::detail {

namespace {

constexpr unsigned longest_connection_id = 20; // RFC 9000, section 17.2
constexpr unsigned longest_server_id = 8;

unsigned bits_of(const ip_address& address) noexcept { return version_of(address) == 4 ? 32 : 128; }

bool rewrites(forwarding_mode mode) noexcept {
    return mode == forwarding_mode::dnat || mode == forwarding_mode::full_nat;
}

void check_vip(const service_config& config) {
    if (config.name.empty())
        refuse(config, "no name", "give each service one");
    if (config.protocol != ip_proto::tcp && config.protocol != ip_proto::udp)
        refuse(config, fmt::format("protocol {}", static_cast<unsigned>(config.protocol)), "use tcp or udp");
    const unsigned bits = bits_of(config.address);
    if (config.prefix_length.value_or(0) > bits)
        refuse(config, fmt::format("prefix length {}", *config.prefix_length), fmt::format("use 0 to {}", bits));
    if (config.affinity_prefix && config.affinity != affinity_mode::source_prefix)
        refuse(config, "an affinity prefix without affinity by prefix", "set affinity to source_prefix");
    if (config.affinity_prefix.value_or(0) > bits)
        refuse(config, fmt::format("affinity by {} bits", *config.affinity_prefix), fmt::format("use 0 to {}", bits));
}

void check_mode(const service_config& config) {
    const bool wants_sources = config.mode == forwarding_mode::full_nat;
    if (wants_sources == config.sources.empty())
        refuse(config, wants_sources ? "full NAT without source addresses" : "source addresses without full NAT",
               "give source addresses to full NAT and to no other mode");
    for (const ip_address& source : config.sources)
        if (source.index() != config.address.index())
            refuse(config, fmt::format("source {} is not of its family", to_string(source)),
                   "give addresses of the VIP's family");
}

void check_quic(const service_config& config) {
    if (!config.quic)
        return;
    if (config.protocol != ip_proto::udp)
        refuse(config, "QUIC over TCP", "set its protocol to udp");
    const quic_routing where = *config.quic;
    if (where.length == 0 || where.length > longest_server_id || where.offset + where.length > longest_connection_id)
        refuse(config, fmt::format("a server id of {} bytes at {}", where.length, where.offset),
               fmt::format("use 1 to {} bytes within a connection id of {}", longest_server_id, longest_connection_id));
}

void check_server_id(const service_config& config, const backend_config& backend) {
    if (!backend.quic_server_id)
        return;
    const std::string text =
        fmt::format("server id {:#x} of backend {}", *backend.quic_server_id, to_string(backend.address));
    if (!config.quic)
        refuse(config, text, "say where in connection ids it stands");
    if (config.quic->length < longest_server_id && *backend.quic_server_id >> 8U * config.quic->length != 0)
        refuse(config, fmt::format("{} is longer than {} bytes", text, config.quic->length), "use longer server ids");
}

void check_backend(const service_config& config, const backend_config& backend) {
    const std::string text = fmt::format("backend {} port {}", to_string(backend.address), backend.port);
    if (config.mode != forwarding_mode::tunnel && backend.address.index() != config.address.index())
        refuse(config, text + " is not of its family", "use mode tunnel, or a backend of the VIP's family");
    if (!rewrites(config.mode) && backend.port != 0)
        refuse(config, text + ": its port would not be used", "leave the port out, or use dnat or full_nat");
    check_server_id(config, backend);
}

/// What occurs twice in a list, if anything does.
template <class T>
std::optional<T> twice(std::vector<T> list) {
    std::ranges::sort(list);
    const auto at = std::ranges::adjacent_find(list);
    return at == list.end() ? std::nullopt : std::optional(*at);
}

void check_backends(const service_config& config) {
    std::vector<std::pair<ip_address, std::uint16_t>> ends;
    std::vector<std::uint64_t> server_ids;
    for (const backend_config& backend : config.backends) {
        check_backend(config, backend);
        ends.emplace_back(backend.address, backend.port);
        if (backend.quic_server_id)
            server_ids.push_back(*backend.quic_server_id);
    }
    if (const auto end = twice(std::move(ends)))
        refuse(config, fmt::format("backend {} port {} occurs twice", to_string(end->first), end->second),
               "list each backend once");
    if (const auto id = twice(std::move(server_ids)))
        refuse(config, fmt::format("server id {:#x} occurs twice", *id), "give each backend its own");
}

} // namespace

void refuse(const service_config& config, const std::string& what, const std::string& hint) {
    const std::string vip = fmt::format("{} port {}", to_string(config.address), config.port);
    throw error(
        {.where = fmt::format("service {}", config.name.empty() ? vip : config.name), .what = what, .hint = hint});
}

void check(const service_config& config) {
    check_vip(config);
    check_mode(config);
    check_quic(config);
    check_backends(config);
}

void check_whole(const load_balancer_config& config) {
    std::vector<std::string> names;
    std::size_t backends = 0;
    for (const service_config& service : config.services) {
        if (!service.name.empty())
            names.push_back(service.name);
        backends += service.backends.size();
    }
    if (const auto name = twice(std::move(names)))
        throw error({.where = "service " + *name, .what = "there are two of that name", .hint = "give each its own"});
    const std::uint32_t most = load_balancer_table::most_backends - config.tunnels_before;
    if (backends > most)
        throw error({.where = "load balancer",
                     .what = fmt::format("{} backends", backends),
                     .hint = fmt::format("use {} or fewer in all", most)});
}

} // namespace xdpk::detail
