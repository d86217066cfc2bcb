// SPDX-License-Identifier: BSD-3-Clause
// Where IPv6 addresses have IPv4 ones in them, and what that makes of flows.
#include "embedding.hpp"
#include "nat_state.hpp"

#include <xdpk/net/embedded_address.hpp>

#include <algorithm>

namespace xdpk {

namespace detail {

namespace {

ipv4_address first_four(const address_bytes& bytes) noexcept { return {{bytes[0], bytes[1], bytes[2], bytes[3]}}; }

} // namespace

address_bytes nat_plan::embedding::embedded(const address_bytes& v4) const noexcept {
    return embed(first_four(v4), ipv6_address{prefix.bytes}, prefix.length).bytes;
}

bool nat_plan::embedding::allows(const address_bytes& v4) const noexcept {
    const bool well_known = prefix.length == well_known_translation_prefix.length &&
                            prefix.bytes == well_known_translation_prefix.address.bytes;
    return !well_known || is_global(first_four(v4));
}

const nat_plan::embedding* nat_plan::find_embedding(const flow_key& key) const noexcept {
    const auto found = std::ranges::find_if(embeddings, [&](const embedding& e) {
        return e.prefix.contains(key.destination, key.ip_version) && e.source.contains(key.source, key.ip_version);
    });
    return found == embeddings.end() ? nullptr : &*found;
}

const nat_plan::embedding* nat_plan::embedding_of(const nat_address& host, std::uint32_t pool) const noexcept {
    const auto found = std::ranges::find_if(
        embeddings, [&](const embedding& e) { return e.source.contains(host) && (pool == none || e.pool == pool); });
    return found == embeddings.end() ? nullptr : &*found;
}

address_bytes embedded_in(const address_bytes& v6, unsigned prefix_length) noexcept {
    return nat_address_of(xdpk::embedded_in(ipv6_address{v6}, prefix_length)).bytes;
}

void set_version(flow_key& key, std::uint8_t ip_version) noexcept {
    if (key.ip_version == ip_version)
        return;
    key.ip_version = ip_version;
    if (key.protocol == ip_proto::icmp || key.protocol == ip_proto::icmpv6)
        key.protocol = ip_version == 4 ? ip_proto::icmp : ip_proto::icmpv6;
}

} // namespace detail

using namespace detail;

bool nat::state::enter_ipv4(flow_decision& d, nat_entrance& in) noexcept {
    flow_key& flow = d.rewritten;
    if (plan->embeddings.empty() || flow.ip_version != 6 || flow.source != d.key.source ||
        flow.source_port != d.key.source_port)
        return true;
    in.embedding = plan->find_embedding(flow);
    if (in.embedding == nullptr)
        return true;
    const address_bytes to = embedded_in(flow.destination, in.embedding->prefix.length);
    // What says that it comes from IPv4, comes from there by a translator only (RFC 6146, section 3.5).
    const bool forged = std::ranges::any_of(
        plan->embeddings, [&](const nat_plan::embedding& e) { return e.prefix.contains(flow.source, 6); });
    if (forged || flow.protocol == ip_proto::icmp || !in.embedding->allows(to))
        return drop(d, counts.not_embeddable);
    flow.destination = to;
    set_version(flow, 4);
    return true;
}

void nat::state::leave_as_one_version(flow_decision& d, const nat_entrance& in) noexcept {
    if (in.embedding == nullptr)
        return;
    d.rewrite |= embedding_bits(in.embedding->prefix.length);
    if (d.rewritten.ip_version == 6)
        d.rewritten.source = in.embedding->embedded(d.rewritten.source);
}

bool nat::state::enter_ipv6(flow_decision& d, const nat_address& internal, std::uint32_t pool,
                            nat_entrance& in) noexcept {
    if (internal.ip_version == d.rewritten.ip_version)
        return true;
    if (in.embedding == nullptr)
        in.embedding = plan->embedding_of(internal, pool);
    if (in.embedding == nullptr)
        return drop(d, counts.no_mapping);
    set_version(d.rewritten, internal.ip_version);
    return true;
}

} // namespace xdpk
