// SPDX-License-Identifier: BSD-3-Clause
// How the flow cache offers fast flows to XDP, and hears what became of them.
#include "flow_batch.hpp"
#include "flow_pushes.hpp"
#include "flow_records.hpp"

#include <algorithm>

namespace xdpk::detail {

namespace {

constexpr std::uint8_t ending = XDPK_FIN_FORWARD | XDPK_FIN_REPLY | XDPK_RST;

/// What is done with a packet of the flow hangs on nothing but its record.
bool is_steady(const xdpk_flow_record& r, ip_proto protocol) noexcept {
    if (r.verdict == XDPK_DROP)
        return true;
    // Without a hop, packets that their sender is told of leave by another port than the flow's.
    const bool may_be_told = (r.rewrite & XDPK_DECREMENT_TTL) != 0 || r.tunnel != 0;
    return r.verdict == XDPK_FORWARD && (r.rewrite & XDPK_TRANSLATE_IP) == 0 && (r.state & ending) == 0 &&
           is_settled(r.state, 0) && (protocol != ip_proto::tcp || r.timeout == tcp_established) &&
           (r.hop != hop_table::none || !may_be_told);
}

} // namespace

void flow_pushes::offer(push_notice& notice) noexcept {
    notice.serial = next_;
    if (!link_->say(notice))
        return count.not_told.add(1);
    entries_[notice.flow].serial = next_++;
    entries_[notice.flow].offered = true;
    count.pushed_down.add(1);
    count.in_xdp.add(1);
}

void flow_pushes::withdraw(index i) noexcept {
    if (!holds(i))
        return;
    if (!link_->say({.wish = push_wish::withdraw, .serial = entries_[i].serial, .flow = i}))
        link_->lose();
    entries_[i].offered = false;
    count.withdrawn.add(1);
    count.in_xdp.add(~std::uint64_t{0});
}

void flow_pushes::withdraw_all() noexcept {
    first_ = next_;
    count.withdrawn.add(count.in_xdp.get());
    count.in_xdp = counter{};
}

void flow_pushes::lose(index i, std::uint32_t serial, tick now, std::uint64_t packets, bool unfit) noexcept {
    if (!holds(i) || entries_[i].serial != serial)
        return;
    begin_again(i, now, packets);
    entries_[i].unfit = unfit;
    count.withdrawn.add(1);
    count.in_xdp.add(~std::uint64_t{0});
}

/// Of those packets of a burst whose flows were known.
void flow_engine::offer_fast(burst& b, const batch& wanted, const index* found, tick now) noexcept {
    for (std::uint32_t i = 0; i < wanted.count; ++i) {
        if (((wanted.missed | wanted.errors) >> i & 1U) != 0)
            continue;
        const xdpk_flow_record& record = table_.value(found[i]);
        if (record.packets >= pushes_->policy().packets && is_steady(record, wanted.keys[i].protocol) &&
            !pushes_->holds(found[i]) && pushes_->is_fast(found[i], record.packets, now))
            offer(b[wanted.packets[i]], found[i]);
    }
}

void flow_engine::offer(const packet& p, index flow) noexcept {
    const xdpk_flow_record& record = table_.value(flow);
    push_notice notice{.flow = flow, .in_port = p.in_port, .key = table_.key(flow), .record = record};
    if (record.verdict == XDPK_FORWARD) {
        notice.hop.port = p.out_port;
        if (record.hop != hop_table::none)
            notice.hop = (*hops_)[record.hop];
        if (notice.hop.port >= max_ports)
            return;
        notice.tunnel = tunnels_[record.tunnel];
    }
    pushes_->offer(notice);
}

void flow_engine::begin_pushes(index flow, tick now) noexcept {
    if (pushes_ == nullptr)
        return;
    pushes_->begin(flow, now);
    pushes_->begin(table_.other(flow), now);
}

void flow_engine::begin_pushes_again(index flow, tick now) noexcept {
    if (pushes_ == nullptr)
        return;
    for (const index i : {flow, table_.other(flow)})
        pushes_->begin_again(i, now, table_.value(i).packets);
}

void flow_engine::withdraw(index flow) noexcept {
    if (pushes_ == nullptr)
        return;
    pushes_->withdraw(flow);
    pushes_->withdraw(table_.other(flow));
}

void flow_engine::new_epoch() noexcept {
    ++epoch_;
    if (pushes_ != nullptr)
        pushes_->withdraw_all();
}

void flow_engine::take_reports(std::span<const push_report> reports, tick now) noexcept {
    for (const push_report& r : reports)
        take(r, now);
}

// A flow that was withdrawn may have ended by now: the sums have its packets all the same.
void flow_engine::take(const push_report& r, tick now) noexcept {
    const bool stays = r.fate == push_fate::stays;
    if (r.fate == push_fate::denied) {
        pushes_->count.xdp_denied.add(r.packets);
    } else if (pushes_->knows(r.flow, r.serial)) {
        const index flow = r.flow;
        xdpk_flow_record& record = table_.value(flow);
        record.packets += r.packets;
        record.bytes += r.bytes;
        const tick deadline = r.last_seen + timeouts_[record.timeout] + (stays ? pushes_->policy().late : 0);
        if (r.packets != 0 && static_cast<std::int32_t>(deadline - table_.deadline(flow)) > 0)
            table_.refresh(flow, deadline);
        if (!stays)
            pushes_->lose(flow, r.serial, now, record.packets, r.fate == push_fate::unfit);
    }
    for (std::size_t which = 0; which < sums_.size(); ++which) {
        const bool same = r.epoch == epoch_ && r.account[which] < sums_[which].size();
        flow_sum& sum = sums_[which][same ? r.account[which] : 0];
        sum.packets.add(r.packets);
        sum.bytes.add(r.bytes);
    }
    hits_.add(r.packets);
    if (r.verdict == XDPK_DROP)
        dropped_.add(r.packets);
    pushes_->count.xdp_packets.add(r.packets);
    pushes_->count.xdp_bytes.add(r.bytes);
}

void flow_engine::list_pushes(std::vector<named_counter>& list) const {
    if (pushes_ == nullptr)
        return;
    const auto& c = pushes_->count;
    list.insert(list.end(), {{"pushed_down", &c.pushed_down},
                             {"not_told", &c.not_told},
                             {"withdrawn", &c.withdrawn},
                             {"in_xdp", &c.in_xdp},
                             {"xdp_packets", &c.xdp_packets},
                             {"xdp_bytes", &c.xdp_bytes},
                             {"xdp_denied", &c.xdp_denied}});
}

} // namespace xdpk::detail
