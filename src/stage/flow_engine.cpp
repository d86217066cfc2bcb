// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/flow_engine.hpp>

#include "decrement_ttl.hpp"
#include "flow_batch.hpp"
#include "flow_pushes.hpp"
#include "flow_records.hpp"
#include "flow_rewrite.hpp"
#include "flow_translate.hpp"

#include <algorithm>
#include <bit>
#include <cstring>

namespace xdpk::detail {

namespace {

constexpr std::size_t expiry_steps = 128;

flow_table_config table_config(const flow_cache_config& config, std::uint32_t now) {
    return {.entries = 2 * std::max<std::size_t>(config.flows, 32), .seed = config.seed, .now = now};
}

// At least that of the flows that nobody asked to sum.
std::vector<flow_sum> sums_of(std::size_t accounts) {
    return std::vector<flow_sum>(std::max<std::size_t>(accounts, 1));
}

void add_to(flow_sum& sum, std::uint32_t length) noexcept {
    sum.packets.add(1);
    sum.bytes.add(length);
}

} // namespace

flow_engine::flow_engine(const flow_cache_config& config, tick now)
    : table_(table_config(config, now)), fragments_(config.fragmented, now),
      timeouts_(timeouts_by_number(config.timeouts)), sums_{sums_of(config.accounts[0]), sums_of(config.accounts[1])},
      hops_(config.hops), mtu_(config.mtu), own_addresses_(config.own_addresses),
      new_flows_(config.new_flows_per_second), refusals_(config.refusals_per_second), now_(now),
      identification_(static_cast<std::uint16_t>(config.seed)), pick_up_(config.pick_up),
      kernel_port_(config.kernel_port) {
    set_tunnels(config.tunnels);
    if (config.push != nullptr)
        pushes_ = std::make_shared<flow_pushes>(config.push, table_.places());
}

void flow_engine::set_tunnels(std::vector<tunnel_header> tunnels) {
    tunnels.insert(tunnels.begin(), tunnel_header{});
    tunnels_ = std::move(tunnels);
}

void flow_engine::configure(flow_cache_config next) {
    timeouts_ = timeouts_by_number(next.timeouts);
    hops_ = std::move(next.hops);
    set_tunnels(std::move(next.tunnels));
    mtu_ = next.mtu;
    own_addresses_ = next.own_addresses;
    new_flows_ = per_second(next.new_flows_per_second);
    refusals_ = per_second(next.refusals_per_second);
    pick_up_ = next.pick_up;
    kernel_port_ = next.kernel_port;
    new_epoch();
}

void flow_engine::discard(packet& p, counter& why) noexcept {
    why.add(1);
    p.out_port = to_drop;
}

void flow_engine::farewell(index first, const stages& asked) noexcept {
    withdraw(first);
    begin_pushes(first, now_);
    asked.forget(asked.context, table_.key(first), table_.value(first));
}

// Known flows come first: a new one may remove another to make room, and what was found would not be true any more.
void flow_engine::run(burst& b, tick now, const stages& asked) noexcept {
    const auto gone = [&](index first) noexcept { farewell(first, asked); };
    now_ = now;
    table_.expire(now, expiry_steps, gone);
    const std::uint32_t size = b.size();
    for (std::uint32_t from = 0; from < size; from += batch::capacity) {
        batch wanted;
        collect(b, from, now, wanted);
        std::array<index, batch::capacity> found;
        table_.lookup({wanted.keys.data(), wanted.count}, now, {found.data(), wanted.count});
        for (std::uint32_t i = 0; i < wanted.count; ++i)
            if (found[i] != table::none && table_.value(found[i]).epoch == epoch_ &&
                !is_over(table_.value(found[i]).state)) [[likely]] {
                hit(b, wanted.at(b, i), found[i], now);
            } else {
                wanted.missed |= std::uint64_t{1} << i;
                wanted.news |= std::uint64_t{found[i] == table::none} << i;
            }
        if (pushes_ != nullptr) [[unlikely]]
            offer_fast(b, wanted, found.data(), now);
        if (wanted.missed != 0) [[unlikely]]
            miss_all(b, wanted, now, asked);
    }
}

void flow_engine::hit(burst& b, const subject& s, index flow, tick now) noexcept {
    hits_.add(1);
    if (!s.error)
        track(s.p, flow, now);
    apply(b, s, table_.value(flow));
}

void flow_engine::tell(burst& b, packet& p, counter& counted, refusal why, std::uint16_t mtu) noexcept {
    counted.add(1);
    p.out_port = to_drop;
    if (refusals_.take(now_) && refuse(b, p, why, own_addresses_, mtu))
        told_.add(1);
}

// Told before it is translated: it is the packet as it came that its sender knows.
bool flow_engine::outgrows(burst& b, const subject& s, const xdpk_flow_record& record) noexcept {
    const port_id out = record.hop == hop_table::none ? s.p.out_port : (*hops_)[record.hop].port;
    const std::uint16_t port_mtu = out < max_ports ? mtu_[out] : std::uint16_t{0};
    const std::size_t most = record.tunnel != 0 ? inner_mtu(tunnels_[record.tunnel]) : port_mtu;
    const std::optional<translated_lengths> length = most != 0 && !s.error ? lengths_of(s.p) : std::nullopt;
    if (!length || length->after <= most)
        return false;
    constexpr std::size_t least_ipv6_mtu = 1280; // less may not be told
    const std::size_t told = most + length->before - length->after;
    const bool v6 = packet_type::from_bits(s.p.type).l3 == l3_type::ipv6;
    tell(b, s.p, too_big_, refusal::too_big, static_cast<std::uint16_t>(v6 ? std::max(told, least_ipv6_mtu) : told));
    return true;
}

bool flow_engine::rewrite_addresses(const burst& b, const subject& s, const xdpk_flow_record& record) noexcept {
    if ((record.rewrite & XDPK_TRANSLATE_IP) != 0) [[unlikely]] {
        const be16 id{++identification_};
        return s.error ? translate_error(b, s.p, *quoted_in(s.p), record, id) : translate(b, s.p, record, id);
    }
    if (s.error) [[unlikely]]
        rewrite_error(s.p, *quoted_in(s.p), record);
    else
        rewrite(s.p, record);
    return true;
}

void flow_engine::turn_away(burst& b, const subject& s, const xdpk_flow_record& record) noexcept {
    packet& p = s.p;
    if (record.verdict == XDPK_KERNEL) {
        if ((record.rewrite & XDPK_REWRITE_ADDRESSES) != 0 && !rewrite_addresses(b, s, record))
            return discard(p, untranslatable_);
        p.out_port = kernel_port_;
    } else if (record.verdict == XDPK_REJECT)
        tell(b, p, rejected_, static_cast<refusal>(record.hop));
    else
        discard(p, dropped_);
}

void flow_engine::take_hop(packet& p, std::uint16_t to) noexcept {
    const flow_hop hop = (*hops_)[to];
    if (hop.port == unrouted) [[unlikely]] {
        hops_->want(to);
        return discard(p, unresolved_);
    }
    std::memcpy(p.data, &hop, 2 * sizeof(mac_address));
    p.out_port = hop.port;
}

void flow_engine::apply(burst& b, const subject& s, xdpk_flow_record& record) noexcept {
    packet& p = s.p;
    const std::uint32_t length = b.length(p);
    record.packets += 1;
    record.bytes += length;
    add_to(sums_[0][record.account[0]], length);
    add_to(sums_[1][record.account[1]], length);
    p.mark = record.mark;
    if (record.verdict != XDPK_FORWARD) [[unlikely]]
        return turn_away(b, s, record);
    const bool translates = (record.rewrite & XDPK_TRANSLATE_IP) != 0;
    if ((record.rewrite & XDPK_DECREMENT_TTL) != 0) {
        if (ttl_of(p) <= 1) [[unlikely]]
            return tell(b, p, ttl_exceeded_, refusal::time_exceeded);
        decrement_ttl(p);
    }
    if (translates && outgrows(b, s, record)) [[unlikely]]
        return;
    const tunnel_header& tunnel = tunnels_[record.tunnel];
    if (record.tunnel != 0 && !translates && length > p.l3 + inner_mtu(tunnel)) [[unlikely]]
        return tell(b, p, too_big_, refusal::too_big, inner_mtu(tunnel));
    if ((record.rewrite & XDPK_REWRITE_ADDRESSES) != 0 && !rewrite_addresses(b, s, record)) [[unlikely]]
        return discard(p, untranslatable_);
    if (record.tunnel != 0 && !encapsulate(b, p, tunnel)) [[unlikely]]
        return discard(p, too_big_);
    if (record.hop != hop_table::none)
        take_hop(p, record.hop);
}

std::vector<named_counter> flow_engine::counters() const {
    std::vector<named_counter> list{{"hits", &hits_},
                                    {"decided", &decided_},
                                    {"not_kept", &unkept_},
                                    {"dropped", &dropped_},
                                    {"rejected", &rejected_},
                                    {"ttl_exceeded", &ttl_exceeded_},
                                    {"too_big", &too_big_},
                                    {"told", &told_},
                                    {"untranslatable", &untranslatable_},
                                    {"unresolved", &unresolved_},
                                    {"unrelated", &unrelated_},
                                    {"no_first_fragment", &no_first_fragment_},
                                    {"overlapping_fragment", &overlapping_fragment_},
                                    {"no_flow", &no_flow_},
                                    {"full", &full_},
                                    {"collision", &collision_}};
    list_pushes(list);
    return list;
}

} // namespace xdpk::detail
