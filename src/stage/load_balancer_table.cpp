// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/load_balancer_table.hpp>

#include "address_bytes.hpp"
#include "load_balancer_state.hpp"
#include "quic_server_id.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/ip_prefix.hpp>

#include <algorithm>
#include <bit>
#include <fmt/format.h>

namespace xdpk {

namespace {

using namespace detail;

std::array<std::uint8_t, 16> source_mask_of(const service_config& config) noexcept {
    const bool v4 = version_of(config.address) == 4;
    ipv6_prefix looked_at{.address = {}, .length = 128};
    if (config.affinity == affinity_mode::source_prefix)
        looked_at.length = config.affinity_prefix.value_or(v4 ? 24 : 64);
    std::array<std::uint8_t, 16> mask{};
    for (std::size_t i = 0; i < mask.size(); ++i)
        mask[i] = looked_at.mask_byte(i);
    return mask;
}

/// The service without its backends' numbers, tunnels and table.
service make_service(const service_config& config, std::uint64_t seed) {
    check(config);
    service s{.config = config, .source_mask = source_mask_of(config), .seed = seed};
    for (const backend_config& b : config.backends) {
        const std::uint64_t id = backend_id(b.address, b.port);
        if (b.quic_server_id)
            s.server_ids.emplace_back(*b.quic_server_id, s.backends.size());
        s.backends.push_back({b.address, bytes_of(b.address), be16{b.port}, id, 0, b.available});
        s.weights.push_back({.id = id, .weight = b.available ? b.weight : 0});
    }
    std::ranges::sort(s.server_ids);
    for (const ip_address& source : config.sources)
        s.sources.push_back(bytes_of(source));
    return s;
}

bool same_table(const service& a, const service& b) {
    return a.seed == b.seed && a.config.table_size == b.config.table_size &&
           std::ranges::equal(a.weights, b.weights, [](const maglev_backend& x, const maglev_backend& y) {
               return x.id == y.id && x.weight == y.weight;
           });
}

const service* find_same(const load_balancer_state* before, const service_config& config) {
    const std::optional<std::uint32_t> number =
        before == nullptr ? std::nullopt : before->index.number_of(vip_of(config));
    return number ? &before->services[*number] : nullptr;
}

void set_table(service& s, const service* before) {
    if (before != nullptr && same_table(s, *before)) {
        s.table = before->table;
        return;
    }
    try {
        s.table = std::make_shared<const maglev_table>(s.weights, s.config.table_size, s.seed);
    } catch (const error& e) {
        refuse(s.config, e.what(), {});
    }
}

tunnel_header tunnel_to(const service_config& config, const ip_address& backend) {
    if (config.mode != forwarding_mode::tunnel)
        return {};
    tunnel_config tunnel = config.tunnel;
    tunnel.destination = backend;
    try {
        return make_tunnel(tunnel);
    } catch (const error& e) {
        refuse(config, e.what(), {});
    }
}

void add_service(load_balancer_state& state, service s) {
    const auto number = static_cast<std::uint32_t>(state.services.size());
    vip v = vip_of(s.config);
    if (!state.index.insert(v, number)) {
        const service_config& other = state.services[*state.index.number_of(v)].config;
        refuse(s.config, fmt::format("its VIP is that of service {}", other.name), "list each VIP once");
    }
    v.protocol = ip_proto::hop_by_hop;
    v.port = {};
    state.addresses.insert(v, number);
    state.services.push_back(std::move(s));
}

/// Gives the backends numbers, and what goes by number.
void number_backends(load_balancer_state& state) {
    std::vector<backend_numbers::owner> owners;
    for (const service& s : state.services)
        for (const service_backend& b : s.backends)
            owners.emplace_back(words_of(vip_of(s.config)), b.id);
    const std::vector<std::uint32_t> numbers =
        state.numbers.renew(owners, load_balancer_table::most_backends - state.tunnels_before);
    state.owners.resize(state.numbers.limit());
    state.tunnels.resize(state.numbers.limit() - 1);
    auto next = numbers.begin();
    for (std::uint32_t i = 0; i < state.services.size(); ++i)
        for (std::uint32_t j = 0; j < state.services[i].backends.size(); ++j) {
            service_backend& b = state.services[i].backends[j];
            b.number = *next++;
            state.owners[b.number] = {i, j};
            state.tunnels[b.number - 1] = tunnel_to(state.services[i].config, b.address);
        }
}

} // namespace

namespace detail {

vip vip_of(const service_config& config) noexcept {
    const std::uint8_t version = version_of(config.address);
    const auto bits = static_cast<std::uint8_t>(version == 4 ? 32 : 128);
    return {.address = bytes_of(config.address),
            .ip_version = version,
            .prefix_length = config.prefix_length.value_or(bits),
            .protocol = config.protocol,
            .port = be16{config.port}};
}

std::uint32_t service::hash_of(const flow_key& key) const noexcept {
    flow_key seen = key;
    seen.zone = 0; // a node's own affair
    if (config.affinity != affinity_mode::flow) {
        seen = {.source = key.source, .ip_version = key.ip_version};
        for (std::size_t i = 0; i < seen.source.size(); ++i)
            seen.source[i] = static_cast<std::uint8_t>(seen.source[i] & source_mask[i]);
    }
    return flow_hash(seen, seed);
}

const service_backend* service::by_server_id(std::span<const std::byte> datagram) const noexcept {
    const std::optional<std::uint64_t> id = read_server_id(datagram, *config.quic);
    if (!id)
        return nullptr;
    const auto at = std::ranges::lower_bound(server_ids, *id, {}, &std::pair<std::uint64_t, std::size_t>::first);
    if (at == server_ids.end() || at->first != *id || !backends[at->second].available)
        return nullptr;
    return &backends[at->second];
}

service_choice service::choose(const flow_key& key, std::span<const std::byte> datagram) const noexcept {
    const std::uint32_t hash = hash_of(key);
    if (config.quic)
        if (const service_backend* const backend = by_server_id(datagram))
            return {backend, choice_reason::connection_id, hash};
    const std::uint16_t index = table->find(hash);
    if (index == maglev_table::none)
        return {.hash = hash};
    return {&backends[index], choice_reason::hash, hash};
}

} // namespace detail

std::uint64_t backend_id(const ip_address& address, std::uint16_t port) noexcept {
    const auto words = std::bit_cast<std::array<be64, 2>>(bytes_of(address));
    const std::uint64_t rest = std::uint64_t{version_of(address)} << 16U | port;
    const std::uint64_t host = fold_multiply(words[0].host() ^ hash_constant[0], words[1].host() ^ hash_constant[1]);
    return fold_multiply(host ^ hash_constant[2], rest ^ hash_constant[3]);
}

load_balancer_table::load_balancer_table(const load_balancer_config& config, const load_balancer_table* before) {
    check_whole(config);
    auto state = std::make_unique<load_balancer_state>(config.services.size());
    const load_balancer_state* const old = before == nullptr ? nullptr : before->state_.get();
    state->tunnels_before = config.tunnels_before;
    if (old != nullptr)
        state->numbers = old->numbers;
    for (const service_config& c : config.services) {
        service s = make_service(c, config.seed);
        set_table(s, find_same(old, c));
        add_service(*state, std::move(s));
    }
    number_backends(*state);
    state_ = std::move(state);
}

load_balancer_table::~load_balancer_table() = default;

std::span<const tunnel_header> load_balancer_table::tunnels() const noexcept { return state_->tunnels; }

std::uint32_t load_balancer_table::account_limit() const noexcept { return state_->numbers.limit(); }

bool load_balancer_table::is_vip(const ip_address& address) const noexcept {
    return state_->is_vip({.destination = bytes_of(address), .ip_version = version_of(address)});
}

} // namespace xdpk
