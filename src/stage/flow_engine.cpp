// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/flow_engine.hpp>

#include "decrement_ttl.hpp"
#include "flow_batch.hpp"
#include "flow_records.hpp"
#include "flow_rewrite.hpp"

#include <algorithm>
#include <cstring>

namespace xdpk::detail {

namespace {

constexpr std::size_t expiry_steps = 128;

flow_table_config table_config(const flow_cache_config& config, std::uint32_t now) {
    return {.entries = 2 * std::max<std::size_t>(config.flows, 32), .seed = config.seed, .now = now};
}

} // namespace

flow_engine::flow_engine(const flow_cache_config& config, tick now)
    : table_(table_config(config, now)), fragments_(config.fragmented, now),
      timeouts_(timeouts_by_number(config.timeouts)), sums_(std::max<std::size_t>(config.accounts, 1)),
      hops_(config.hops), own_addresses_(config.own_addresses), new_flows_(config.new_flows_per_second),
      refusals_(config.refusals_per_second), now_(now), pick_up_(config.pick_up), kernel_port_(config.kernel_port) {
    set_tunnels(config.tunnels);
}

void flow_engine::set_tunnels(std::vector<tunnel_header> tunnels) {
    tunnels.insert(tunnels.begin(), tunnel_header{});
    tunnels_ = std::move(tunnels);
}

void flow_engine::discard(packet& p, counter& why) noexcept {
    why.add(1);
    p.out_port = to_drop;
}

// Known flows come first: a new one may remove another to make room, and what was found would not be true any more.
void flow_engine::run(burst& b, tick now, const stages& asked) noexcept {
    const auto gone = [&](index first) noexcept {
        asked.forget(asked.context, table_.key(first), table_.value(first));
    };
    now_ = now;
    table_.expire(now, expiry_steps, gone);
    const std::uint32_t size = b.size();
    for (std::uint32_t from = 0; from < size; from += batch::capacity) {
        batch wanted;
        collect(b, from, now, wanted);
        std::array<index, batch::capacity> found;
        table_.lookup({wanted.keys.data(), wanted.count}, now, {found.data(), wanted.count});
        for (std::uint32_t i = 0; i < wanted.count; ++i)
            if (found[i] != table::none)
                __builtin_prefetch(&table_.value(found[i]).packets, 1);
        for (std::uint32_t i = 0; i < wanted.count; ++i)
            if (found[i] != table::none && table_.value(found[i]).epoch == epoch_) [[likely]] {
                hit(b, wanted.at(b, i), found[i], now);
                wanted.done |= std::uint64_t{1} << i;
            }
        for (std::uint32_t i = 0; i < wanted.count; ++i)
            if ((wanted.done >> i & 1U) == 0)
                miss(b, wanted.at(b, i), now, asked);
    }
}

void flow_engine::hit(burst& b, const subject& s, index flow, tick now) noexcept {
    hits_.add(1);
    if (!s.error)
        track(s.p, flow, now);
    apply(b, s, table_.value(flow));
}

void flow_engine::miss(burst& b, const subject& s, tick now, const stages& asked) noexcept {
    index flow = table_.find(s.key, now);
    if (flow != table::none && table_.value(flow).epoch != epoch_)
        flow = decide_anew(s, flow, now, asked);
    if (flow != table::none)
        hit(b, s, flow, now);
    else
        decide(b, s, now, asked);
}

void flow_engine::tell(burst& b, packet& p, counter& counted, refusal why, std::uint16_t mtu) noexcept {
    counted.add(1);
    p.out_port = to_drop;
    if (refusals_.take(now_) && refuse(b, p, why, own_addresses_, mtu))
        told_.add(1);
}

void flow_engine::turn_away(burst& b, packet& p, const xdpk_flow_record& record) noexcept {
    if (record.verdict == XDPK_KERNEL)
        p.out_port = kernel_port_;
    else if (record.verdict == XDPK_REJECT)
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
    for (const std::uint32_t account : record.account) {
        sums_[account].packets.add(1);
        sums_[account].bytes.add(length);
    }
    p.mark = record.mark;
    if (record.verdict != XDPK_FORWARD) [[unlikely]]
        return turn_away(b, p, record);
    if ((record.rewrite & XDPK_DECREMENT_TTL) != 0) {
        if (ttl_of(p) <= 1) [[unlikely]]
            return tell(b, p, ttl_exceeded_, refusal::time_exceeded);
        decrement_ttl(p);
    }
    const tunnel_header& tunnel = tunnels_[record.tunnel];
    if (record.tunnel != 0 && length > p.l3 + inner_mtu(tunnel)) [[unlikely]]
        return tell(b, p, too_big_, refusal::too_big, inner_mtu(tunnel));
    if ((record.rewrite & XDPK_REWRITE_ADDRESSES) != 0) {
        if (s.error) [[unlikely]]
            rewrite_error(p, *quoted_in(p), record);
        else
            rewrite(p, record);
    }
    if (record.tunnel != 0 && !encapsulate(b, p, tunnel)) [[unlikely]]
        return discard(p, too_big_);
    if (record.hop != hop_table::none)
        take_hop(p, record.hop);
}

std::vector<named_counter> flow_engine::counters() const {
    return {{"hits", &hits_},
            {"decided", &decided_},
            {"not_kept", &unkept_},
            {"dropped", &dropped_},
            {"rejected", &rejected_},
            {"ttl_exceeded", &ttl_exceeded_},
            {"too_big", &too_big_},
            {"told", &told_},
            {"unresolved", &unresolved_},
            {"unrelated", &unrelated_},
            {"no_first_fragment", &no_first_fragment_},
            {"overlapping_fragment", &overlapping_fragment_},
            {"no_flow", &no_flow_},
            {"full", &full_},
            {"collision", &collision_}};
}

} // namespace xdpk::detail
