// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/load_balancer.hpp>

#include "load_balancer_state.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/headers.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <utility>

namespace xdpk {

namespace {

using detail::service;
using detail::service_backend;

constexpr unsigned most_attempts = 64;

/// The UDP payload of a flow's first packet, as far as it is known.
std::span<const std::byte> datagram_of(const flow_decision& d) noexcept {
    const auto* const udp = d.l4_offset == 0 ? nullptr : header_at<udp_header>(d.packet, d.l4_offset);
    if (udp == nullptr)
        return {};
    const std::span<const std::byte> payload = d.packet.subspan(d.l4_offset + sizeof(udp_header));
    const std::size_t said = std::max<std::size_t>(udp->length.host(), sizeof(udp_header)) - sizeof(udp_header);
    return payload.first(std::min(payload.size(), said));
}

bool rewrites_to(const xdpk_flow_record& record, const service_backend& backend) noexcept {
    return std::ranges::equal(record.destination, backend.bytes) &&
           (backend.port == be16{} || backend.port.raw() == record.destination_port);
}

/// The backend that a flow had: by its number, or where that is another's by now, by the address.
const service_backend* backend_before(const detail::load_balancer_state& state, const service& s,
                                      const xdpk_flow_record& record) noexcept {
    if (const service_backend* const backend = state.by_number(s, record.account[1]))
        return backend;
    if (s.config.mode != forwarding_mode::dnat && s.config.mode != forwarding_mode::full_nat)
        return nullptr;
    const auto at = std::ranges::find_if(
        s.backends, [&record](const service_backend& backend) { return rewrites_to(record, backend); });
    return at == s.backends.end() ? nullptr : &*at;
}

void set_destination(flow_decision& d, const service_backend& backend) noexcept {
    d.rewritten.destination = backend.bytes;
    if (backend.port != be16{})
        d.rewritten.destination_port = backend.port;
    d.needs_state = true;
}

bool contains(port_range range, std::uint16_t port) noexcept { return range.first <= port && port <= range.last; }

/// False: the flow would have to have a source that others have.
bool set_source(flow_decision& d, const service& s, port_range ports) noexcept {
    if (d.attempt >= most_attempts)
        return false;
    if (d.before != nullptr && d.attempt == 0) {
        std::array<std::uint8_t, 16> source;
        std::ranges::copy(d.before->source, source.begin());
        const be16 port = be16::from_raw(d.before->source_port);
        if (contains(ports, port.host()) && std::ranges::find(s.sources, source) != s.sources.end()) {
            d.rewritten.source = source;
            d.rewritten.source_port = port;
            return true;
        }
    }
    const std::uint32_t port_count = ports.last - std::uint32_t{ports.first} + 1;
    const std::uint64_t pairs = std::uint64_t{port_count} * s.sources.size();
    const std::uint64_t pair = flow_hash(d.key, s.seed + 1 + d.attempt) * pairs >> 32U;
    d.rewritten.source = s.sources[pair / port_count];
    d.rewritten.source_port = be16{static_cast<std::uint16_t>(ports.first + pair % port_count)};
    return true;
}

} // namespace

load_balancer::load_balancer(std::shared_ptr<const load_balancer_table> table, port_range source_ports)
    : table_(std::move(table)), source_ports_(source_ports) {
    if (source_ports.first > source_ports.last)
        throw error({.where = "load balancer",
                     .what = fmt::format("source ports {} to {}", source_ports.first, source_ports.last),
                     .hint = "give the lower one first"});
}

const detail::service_backend* load_balancer::choose(const detail::service& s, const flow_decision& d) noexcept {
    if (d.before != nullptr) {
        const service_backend* const backend = backend_before(table_->state(), s, *d.before);
        if (backend != nullptr && backend->available) {
            kept_.add(d.attempt == 0);
            return backend;
        }
    }
    const detail::service_choice chosen =
        s.choose(d.key, s.config.quic ? datagram_of(d) : std::span<const std::byte>{});
    if (chosen.backend == nullptr || d.attempt != 0)
        return chosen.backend;
    (d.before != nullptr ? moved_ : balanced_).add(1);
    if (s.config.quic)
        (chosen.reason == choice_reason::connection_id ? quic_by_id_ : quic_by_hash_).add(1);
    return chosen.backend;
}

void load_balancer::decide(flow_decision& d) noexcept {
    const service* const s = table_->state().find(d.rewritten);
    if (s == nullptr)
        return;
    const service_backend* const backend = choose(*s, d);
    if (backend == nullptr) {
        no_backend_.add(1);
        d.verdict = XDPK_REJECT;
        return;
    }
    d.account[1] = backend->number;
    switch (s->config.mode) {
    case forwarding_mode::full_nat:
        if (!set_source(d, *s, source_ports_)) {
            no_source_.add(1);
            d.verdict = XDPK_DROP;
            return;
        }
        [[fallthrough]];
    case forwarding_mode::dnat:
        set_destination(d, *backend);
        break;
    case forwarding_mode::tunnel:
        d.tunnel = static_cast<std::uint16_t>(table_->state().tunnels_before + backend->number);
        [[fallthrough]];
    case forwarding_mode::l2_direct_return:
        d.route_to = backend->address;
        d.one_way = true;
        break;
    }
}

std::shared_ptr<const load_balancer_table>
load_balancer::replace(std::shared_ptr<const load_balancer_table> table) noexcept {
    return std::exchange(table_, std::move(table));
}

std::vector<named_counter> load_balancer::counters() const {
    return {{"balanced", &balanced_},
            {"kept", &kept_},
            {"moved", &moved_},
            {"quic_by_id", &quic_by_id_},
            {"quic_by_hash", &quic_by_hash_},
            {"no_backend", &no_backend_},
            {"no_source", &no_source_}};
}

} // namespace xdpk
