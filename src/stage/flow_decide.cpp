// SPDX-License-Identifier: BSD-3-Clause
// How the flow cache has its stages decide, and keeps what they decided.
#include "flow_batch.hpp"
#include "flow_records.hpp"

#include <bit>
#include <cstring>

namespace xdpk::detail {

namespace {

constexpr unsigned most_attempts = 8;
constexpr __u8 of_keys = XDPK_REWRITE_ADDRESSES | XDPK_TRANSLATE_IP;

bool refuses(const xdpk_flow_record& r) noexcept { return r.verdict == XDPK_DROP || r.verdict == XDPK_REJECT; }

/// Whether a flow in the table can become what was decided now without new keys.
bool same_shape(const xdpk_flow_record& old, const xdpk_flow_record& now) noexcept {
    return refuses(old) == refuses(now) && (old.state & XDPK_ONE_WAY) == (now.state & XDPK_ONE_WAY) &&
           (old.rewrite & of_keys) == (now.rewrite & of_keys) &&
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

/// A new connection with the ports of one that is over is no part of that (RFC 9293, section 3.6.1).
bool begins_anew(const packet& p, std::uint8_t state) noexcept {
    constexpr std::uint8_t opening = tcp_header::syn | tcp_header::ack | tcp_header::rst;
    return is_over(state) && (state & XDPK_IS_REPLY) == 0 && (tcp_flags_of(p) & opening) == tcp_header::syn;
}

/// A flow goes on where it was, though its keys changed.
void resume(xdpk_flow_record& record, const xdpk_flow_record& old) noexcept {
    record.state = static_cast<__u8>((record.state & XDPK_IS_REPLY) | (old.state & ~XDPK_IS_REPLY));
    record.timeout = old.timeout;
}

} // namespace

std::array<xdpk_flow_record, 2> flow_engine::records_of(const flow_decision& d) const noexcept {
    std::array<xdpk_flow_record, 2> records = make_records(d);
    for (xdpk_flow_record& record : records) {
        record.epoch = epoch_;
        if (record.verdict == XDPK_FORWARD && (hops_ == nullptr || !hops_->holds(record.hop)))
            record.hop = hop_table::none;
        // Without its tunnel a packet would leave in the open.
        if (record.tunnel >= tunnels_.size()) {
            record.tunnel = 0;
            record.verdict = XDPK_DROP;
        }
        for (std::size_t which = 0; which < sums_.size(); ++which)
            if (record.account[which] >= sums_[which].size())
                record.account[which] = 0;
    }
    return records;
}

flow_engine::table::insertion flow_engine::keep(const flow_decision& d, const std::array<xdpk_flow_record, 2>& records,
                                                tick now, const stages& asked) noexcept {
    const auto gone = [&](index first) noexcept { farewell(first, asked); };
    const tick deadline = now + timeouts_[records[0].timeout];
    const bool two = !refuses(records[0]) && !d.one_way;
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
        begin_pushes(kept.where, now);
    }
    return kept;
}

void flow_engine::foresee(burst& b, const batch& wanted, const stages& asked) noexcept {
    std::array<packet_fields, batch::capacity> fields;
    std::array<flow_key, batch::capacity> keys;
    std::size_t count = 0;
    for (std::uint64_t left = wanted.news; left != 0; left &= left - 1) {
        const subject s = wanted.at(b, static_cast<std::uint32_t>(std::countr_zero(left)));
        keys[count] = s.key;
        fields[count++] = fields_of(s.key, s.p);
    }
    table_.prefetch_insert({keys.data(), count});
    asked.foresee(asked.context, {fields.data(), count});
}

void flow_engine::miss_all(burst& b, batch& wanted, tick now, const stages& asked) noexcept {
    wanted.news &= ~wanted.errors;
    foresee(b, wanted, asked);
    for (std::uint64_t left = wanted.missed; left != 0; left &= left - 1) {
        const auto i = static_cast<std::uint32_t>(std::countr_zero(left));
        miss(b, wanted.at(b, i), wanted.place_in_news(i), now, asked);
    }
}

void flow_engine::miss(burst& b, const subject& s, std::optional<std::size_t> foreseen, tick now,
                       const stages& asked) noexcept {
    index flow = table_.find(s.key, now);
    if (flow != table::none && !s.error && begins_anew(s.p, table_.value(flow).state)) {
        farewell(flow, asked);
        table_.erase(flow);
        flow = table::none;
    }
    if (flow != table::none && table_.value(flow).epoch != epoch_)
        flow = decide_anew(s, flow, now, asked);
    if (flow != table::none)
        hit(b, s, flow, now);
    else
        decide(b, s, foreseen, now, asked);
}

void flow_engine::decide(burst& b, const subject& s, std::optional<std::size_t> foreseen, tick now,
                         const stages& asked) noexcept {
    const std::uint8_t flags = tcp_flags_of(s.p);
    if (!pick_up_ && !s.error && s.key.protocol == ip_proto::tcp && (flags & tcp_header::syn) == 0)
        return discard(s.p, no_flow_);
    const bool keeping = !s.error && new_flows_.take(now);
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        flow_decision d = s.error ? about(s.key) : about(s.key, s.p);
        d.attempt = attempt;
        asked.decide(asked.context, d, foreseen);
        decided_.add(1);
        std::array<xdpk_flow_record, 2> records = records_of(d);
        const auto kept =
            keeping && !d.once ? keep(d, records, now, asked) : table::insertion{insert_result::full, table::none};
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
    flow_decision d = is_reply || s.error ? about(key) : about(key, s.p);
    d.before = &old;
    asked.decide(asked.context, d, std::nullopt);
    decided_.add(1);
    const std::array<xdpk_flow_record, 2> records = records_of(d);
    if (same_shape(old, records[0])) {
        if (reply != first)
            update(table_.value(reply), records[1]);
        update(table_.value(first), records[0]);
        begin_pushes_again(first, now);
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

} // namespace xdpk::detail
