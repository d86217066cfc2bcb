// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/flow_engine.hpp>

#include "flow_batch.hpp"
#include "flow_records.hpp"
#include "flow_rewrite.hpp"

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include <algorithm>
#include <cstring>

namespace xdpk::detail {

namespace {

constexpr std::size_t expiry_steps = 128;
constexpr unsigned most_attempts = 8;

flow_table_config table_config(const flow_cache_config& config, std::uint32_t now) {
    return {.entries = 2 * std::max<std::size_t>(config.flows, 32), .seed = config.seed, .now = now};
}

bool refuses(const xdpk_flow_record& r) noexcept { return r.verdict == XDPK_DROP || r.verdict == XDPK_REJECT; }

/// Whether a flow in the table can become what was decided now without new keys.
bool same_shape(const xdpk_flow_record& old, const xdpk_flow_record& now) noexcept {
    return refuses(old) == refuses(now) && (old.state & XDPK_ONE_WAY) == (now.state & XDPK_ONE_WAY) &&
           (old.rewrite & XDPK_REWRITE_ADDRESSES) == (now.rewrite & XDPK_REWRITE_ADDRESSES) &&
           std::memcmp(old.source, now.source, sizeof(old.source) + sizeof(old.destination)) == 0 &&
           old.source_port == now.source_port && old.destination_port == now.destination_port;
}

/// What a decision says anew of a flow that stays.
void update(xdpk_flow_record& record, const xdpk_flow_record& now) noexcept {
    xdpk_flow_record next = now;
    next.state = record.state;
    next.timeout = record.timeout;
    next.packets = record.packets;
    next.bytes = record.bytes;
    record = next;
}

/// A flow goes on where it was, though its keys changed.
void resume(xdpk_flow_record& record, const xdpk_flow_record& old) noexcept {
    record.state = static_cast<__u8>((record.state & XDPK_IS_REPLY) | (old.state & ~XDPK_IS_REPLY));
    record.timeout = old.timeout;
}

bool decrement_ttl(const packet& p) noexcept {
    std::byte* const l3 = p.data + p.l3;
    if (packet_type::from_bits(p.type).l3 == l3_type::ipv6) {
        auto& hops = reinterpret_cast<ipv6_header*>(l3)->hop_limit;
        return hops > 1 && hops-- != 0;
    }
    auto& ip = *reinterpret_cast<ipv4_header*>(l3);
    if (ip.ttl <= 1)
        return false;
    --ip.ttl;
    // The word that the TTL is the first byte of is less by 0x0100 (RFC 1624).
    ones_complement_sum change;
    change.replace(be16{0x0100}, be16{});
    ip.checksum = updated_checksum(ip.checksum, change);
    return true;
}

} // namespace

flow_engine::flow_engine(const flow_cache_config& config, tick now)
    : table_(table_config(config, now)), fragments_(config.fragmented, now),
      timeouts_(timeouts_by_number(config.timeouts)), sums_(std::max<std::size_t>(config.accounts, 1)),
      hops_(config.hops.empty() ? std::vector{flow_hop{}} : config.hops), new_flow_limit_(config.new_flows_per_second),
      new_flows_since_(now), pick_up_(config.pick_up), kernel_port_(config.kernel_port) {}

void flow_engine::discard(packet& p, counter& why) noexcept {
    why.add(1);
    p.out_port = to_drop;
}

// Known flows come first: a new one may remove another to make room, and what was found would not be true any more.
void flow_engine::run(burst& b, tick now, const stages& asked) noexcept {
    const auto gone = [&](index first) noexcept {
        asked.forget(asked.context, table_.key(first), table_.value(first));
    };
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
        return refuse(p, record.verdict);
    if ((record.rewrite & XDPK_DECREMENT_TTL) != 0 && !decrement_ttl(p)) [[unlikely]]
        return discard(p, ttl_exceeded_);
    if ((record.rewrite & XDPK_REWRITE_ADDRESSES) != 0) {
        if (s.error) [[unlikely]]
            rewrite_error(p, *quoted_in(p), record);
        else
            rewrite(p, record);
    }
    if (record.hop != 0) {
        const flow_hop& hop = hops_[record.hop];
        if (hop.port == unrouted) [[unlikely]]
            return discard(p, unresolved_);
        std::memcpy(p.data, &hop, 2 * sizeof(mac_address));
        p.out_port = hop.port;
    }
}

void flow_engine::refuse(packet& p, __u8 verdict) noexcept {
    if (verdict == XDPK_KERNEL)
        p.out_port = kernel_port_;
    else
        discard(p, verdict == XDPK_REJECT ? rejected_ : dropped_);
}

bool flow_engine::may_keep(tick now) noexcept {
    if (new_flow_limit_ == 0)
        return true;
    if (now != new_flows_since_) {
        new_flows_since_ = now;
        new_flows_ = 0;
    }
    return new_flows_++ < new_flow_limit_;
}

std::array<xdpk_flow_record, 2> flow_engine::records_of(const flow_decision& d) const noexcept {
    std::array<xdpk_flow_record, 2> records = make_records(d);
    for (xdpk_flow_record& record : records) {
        record.epoch = epoch_;
        record.hop = record.hop < hops_.size() ? record.hop : std::uint16_t{0};
        for (std::uint32_t& account : record.account)
            account = account < sums_.size() ? account : 0;
    }
    return records;
}

flow_engine::table::insertion flow_engine::keep(const flow_decision& d, const std::array<xdpk_flow_record, 2>& records,
                                                tick now, const stages& asked) noexcept {
    const auto gone = [&](index first) noexcept {
        asked.forget(asked.context, table_.key(first), table_.value(first));
    };
    const tick deadline = now + timeouts_[records[0].timeout];
    const bool two = d.verdict == XDPK_FORWARD && !d.one_way;
    const auto insert = [&] {
        return two ? table_.insert(std::array{d.key, reversed(d.rewritten)}, flow_phase::transitory, now, deadline,
                                   gone)
                   : table_.insert(d.key, flow_phase::transitory, now, deadline, gone);
    };
    auto kept = insert();
    // A flow that is refused has no claim to its key.
    if (kept.result == insert_result::present && refuses(table_.value(kept.where))) {
        gone(kept.where);
        table_.erase(kept.where);
        kept = insert();
    }
    if (kept.result == insert_result::inserted) {
        table_.value(table_.other(kept.where)) = records[1];
        table_.value(kept.where) = records[0];
    }
    return kept;
}

void flow_engine::decide(burst& b, const subject& s, tick now, const stages& asked) noexcept {
    const std::uint8_t flags = tcp_flags_of(s.p);
    if (!pick_up_ && !s.error && s.key.protocol == ip_proto::tcp && (flags & tcp_header::syn) == 0)
        return discard(s.p, no_flow_);
    const bool keeping = !s.error && may_keep(now);
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        flow_decision d = about(s.key);
        if (!s.error)
            add_packet(d, s.p);
        d.attempt = attempt;
        asked.decide(asked.context, d);
        decided_.add(1);
        std::array<xdpk_flow_record, 2> records = records_of(d);
        const auto kept = keeping ? keep(d, records, now, asked) : table::insertion{insert_result::full, table::none};
        if (kept.result == insert_result::inserted) {
            track(s.p, kept.where, now);
            return apply(b, s, table_.value(kept.where));
        }
        asked.forget(asked.context, d.key, records[0]);
        if (kept.result == insert_result::full) {
            if (s.error && (d.needs_state || !d.one_way))
                return discard(s.p, unrelated_);
            unkept_.add(1);
            return d.needs_state && d.verdict == XDPK_FORWARD ? discard(s.p, full_) : apply(b, s, records[0]);
        }
    }
    discard(s.p, collision_);
}

flow_engine::index flow_engine::decide_anew(const subject& s, index flow, tick now, const stages& asked) noexcept {
    const bool is_reply = (table_.value(flow).state & XDPK_IS_REPLY) != 0;
    const index first = is_reply ? table_.other(flow) : flow;
    const index reply = table_.other(first);
    const xdpk_flow_record old = table_.value(first);
    const flow_key key = table_.key(first);
    flow_decision d = about(key);
    if (!is_reply && !s.error)
        add_packet(d, s.p);
    d.before = &old;
    asked.decide(asked.context, d);
    decided_.add(1);
    const std::array<xdpk_flow_record, 2> records = records_of(d);
    if (same_shape(old, records[0])) {
        if (reply != first)
            update(table_.value(reply), records[1]);
        update(table_.value(first), records[0]);
        asked.forget(asked.context, key, old);
        return flow;
    }
    const flow_phase phase = table_.phase(first);
    table_.erase(first);
    asked.forget(asked.context, key, old);
    const auto kept = keep(d, records, now, asked);
    if (kept.result != insert_result::inserted) {
        asked.forget(asked.context, key, records[0]);
        return table::none;
    }
    if (records[0].verdict == XDPK_FORWARD && old.verdict == XDPK_FORWARD) {
        resume(table_.value(kept.where), old);
        resume(table_.value(table_.other(kept.where)), old);
        table_.set_phase(kept.where, phase, now + timeouts_[old.timeout]);
    }
    return is_reply ? table_.find(s.key, now) : kept.where;
}

std::vector<named_counter> flow_engine::counters() const {
    return {{"hits", &hits_},
            {"decided", &decided_},
            {"not_kept", &unkept_},
            {"dropped", &dropped_},
            {"rejected", &rejected_},
            {"ttl_exceeded", &ttl_exceeded_},
            {"unresolved", &unresolved_},
            {"unrelated", &unrelated_},
            {"no_first_fragment", &no_first_fragment_},
            {"overlapping_fragment", &overlapping_fragment_},
            {"no_flow", &no_flow_},
            {"full", &full_},
            {"collision", &collision_}};
}

} // namespace xdpk::detail
