// SPDX-License-Identifier: BSD-3-Clause
// Which flows leave XDP, and what it counted.
#include "push_down.hpp"

#include <xdpk/base/clock.hpp>

#include <algorithm>
#include <cstring>
#include <utility>

namespace xdpk::stages {

namespace {

/// A worker's packets wait for so many to be added up.
constexpr std::size_t reports_at_once = 256;
constexpr std::uint8_t most_missed = 2;
/// A part of the room that is made free at once.
constexpr std::size_t share_made_free = 16;

bool same(const flow_hop& a, const flow_hop& b) noexcept {
    return a.port == b.port && a.destination == b.destination && a.source == b.source;
}

} // namespace

void push_down::leave(slot_number n) {
    slot& s = slots_[n];
    if (!std::exchange(s.used, false))
        return;
    if (s.installed)
        return leaving_.push_back(n);
    const auto at = std::ranges::find(coming_, n) - coming_.begin();
    coming_.erase(coming_.begin() + at);
    flows_.erase(flows_.begin() + at);
    count(s, {}, push_fate::ended);
    free(n);
}

void push_down::remove() {
    if (leaving_.empty())
        return;
    keys_.clear();
    for (const slot_number n : leaving_)
        keys_.push_back(slots_[n].key);
    std::vector<xdpk_pushed_flow> last(keys_.size());
    sink_->remove(keys_, last);
    for (std::size_t i = 0; i < leaving_.size(); ++i) {
        count(slots_[leaving_[i]], last[i], push_fate::ended);
        free(leaving_[i]);
    }
    leaving_.clear();
}

void push_down::free(slot_number n) {
    slot& s = slots_[n];
    places_.erase(std::uint64_t{s.worker} << 32U | s.report.serial);
    if (s.hop != hop_table::none)
        if (const auto known = known_hops_.find(s.hop); --known->second.flows == 0)
            known_hops_.erase(known);
    s = {};
    free_.push_back(n);
}

// Only silent flows make room: who exchanged busy ones would be busy with nothing else.
void push_down::make_room() {
    if (std::exchange(room_made_, true))
        return;
    std::vector<slot_number> silent;
    for (slot_number n = 0; n < slots_.size(); ++n)
        if (slots_[n].used && slots_[n].installed && !slots_[n].busy)
            silent.push_back(n);
    const std::size_t wanted = std::min(silent.size(), slots_.size() / share_made_free + 1);
    std::ranges::partial_sort(silent, silent.begin() + static_cast<std::ptrdiff_t>(wanted), {},
                              [this](slot_number n) { return slots_[n].last_seen; });
    for (std::size_t i = 0; i < wanted; ++i)
        leave(silent[i]);
    remove();
}

void push_down::look_at_hops() {
    const bool changed = std::ranges::any_of(
        known_hops_, [this](const auto& known) { return !same((*hops_)[known.first], known.second.as); });
    if (!changed)
        return;
    for (slot_number n = 0; n < slots_.size(); ++n)
        if (slots_[n].used && slots_[n].hop != hop_table::none &&
            !same((*hops_)[slots_[n].hop], known_hops_.at(slots_[n].hop).as))
            leave(n);
}

// A flow that the map has dropped by itself is in no reading; one reading may miss a flow that is there.
void push_down::read() {
    for (slot& s : slots_)
        s.missed = static_cast<std::uint8_t>(s.missed + (s.used && s.installed ? 1 : 0));
    sink_->read([this](std::span<const xdpk_pushed_key> keys, std::span<const xdpk_pushed_flow> flows) {
        for (std::size_t i = 0; i < flows.size(); ++i) {
            if (flows[i].epoch != epoch_ || flows[i].cookie >= slots_.size())
                continue;
            slot& s = slots_[flows[i].cookie];
            if (!s.used || std::memcmp(&s.key, &keys[i], sizeof(s.key)) != 0)
                continue;
            s.missed = 0;
            const bool moved = flows[i].packets != s.packets;
            s.busy = moved || !std::exchange(s.read, true);
            if (!moved)
                continue;
            count(s, flows[i], push_fate::stays);
            s.packets = flows[i].packets;
            s.bytes = flows[i].bytes;
            s.last_seen = flows[i].last_seen;
        }
    });
    for (slot_number n = 0; n < slots_.size(); ++n)
        if (slots_[n].missed >= most_missed)
            leave(n);
}

void push_down::count(const slot& s, const xdpk_pushed_flow& now, push_fate fate) {
    push_report& r = reports_[s.worker].emplace_back(s.report);
    r.fate = fate;
    if (now.packets <= s.packets)
        return;
    r.packets = now.packets - s.packets;
    r.bytes = now.bytes - s.bytes;
    r.last_seen = static_cast<std::uint32_t>(now.last_seen / nanoseconds_per_second);
}

void push_down::deliver(const each_cache& each) {
    const auto most = [this] {
        std::size_t longest = 0;
        for (const auto& all : reports_)
            longest = std::max(longest, all.size());
        return longest;
    };
    for (std::size_t from = 0, end = most(); from < end; from += reports_at_once)
        each([&](detail::flow_engine& cache, unsigned worker) {
            const std::span<const push_report> all = reports_[worker];
            if (from < all.size())
                cache.take_reports(all.subspan(from, std::min(reports_at_once, all.size() - from)), now_in_seconds());
        });
    for (auto& all : reports_)
        all.clear();
}

} // namespace xdpk::stages
