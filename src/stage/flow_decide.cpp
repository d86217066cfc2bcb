// SPDX-License-Identifier: BSD-3-Clause
// How the flow cache has its stages decide, and keeps what they decided.
#include "flow_batch.hpp"
#include "flow_records.hpp"

#include <cstring>

namespace xdpk::detail {

namespace {

constexpr unsigned most_attempts = 8;

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

} // namespace

std::array<xdpk_flow_record, 2> flow_engine::records_of(const flow_decision& d) const noexcept {
    std::array<xdpk_flow_record, 2> records = make_records(d);
    for (xdpk_flow_record& record : records) {
        record.epoch = epoch_;
        if (record.verdict == XDPK_FORWARD && (hops_ == nullptr || !hops_->holds(record.hop)))
            record.hop = hop_table::none;
        if (record.tunnel >= tunnels_.size())
            record.tunnel = 0;
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
    const bool keeping = !s.error && new_flows_.take(now);
    for (unsigned attempt = 0; attempt < most_attempts; ++attempt) {
        flow_decision d = about(s.key);
        if (!s.error)
            add_packet(d, s.p);
        d.attempt = attempt;
        asked.decide(asked.context, d);
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

} // namespace xdpk::detail
