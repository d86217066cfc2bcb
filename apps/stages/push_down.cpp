// SPDX-License-Identifier: BSD-3-Clause
#include "push_down.hpp"

#include <xdpk/stage/pushed_record.hpp>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

namespace xdpk::stages {

namespace {

constexpr std::size_t notices_at_once = 256;
/// Of all workers' notices, so that the counters are read in time.
constexpr std::size_t most_rounds = 64;
std::uint64_t place_of(unsigned worker, std::uint32_t serial) noexcept { return std::uint64_t{worker} << 32U | serial; }

push_report report_about(const push_notice& n) noexcept {
    return {.serial = n.serial,
            .flow = n.flow,
            .epoch = n.record.epoch,
            .account = {n.record.account[0], n.record.account[1]},
            .verdict = n.record.verdict};
}

} // namespace

push_down::push_down(std::unique_ptr<push_sink> sink, const push_down_config& config)
    : sink_(std::move(sink)), config_(config), slots_(config.flows) {
    for (std::size_t n = slots_.size(); n > 0; --n)
        free_.push_back(static_cast<slot_number>(n - 1));
    sink_->set_epoch(epoch_);
}

std::shared_ptr<push_link> push_down::add_worker() {
    epochs_.push_back(0);
    reports_.emplace_back();
    return links_.emplace_back(std::make_shared<push_link>(config_.policy));
}

void push_down::serve(std::uint64_t now, const each_cache& each) {
    if (!std::exchange(started_, true)) {
        end_change(each);
        read_at_ = now;
    }
    room_made_ = false;
    take_notices(true);
    look_at_hops();
    remove();
    install();
    bool lost = std::exchange(surprised_, false);
    for (const auto& link : links_)
        lost = link->take_lost() || lost;
    if (lost) {
        clear(each);
        end_change(each);
    } else if (now - read_at_ >= nanoseconds_per_second) {
        read();
        remove();
        read_at_ = now;
    }
    deliver(each);
}

void push_down::begin_change(const each_cache& each) { clear(each); }

void push_down::end_change(const each_cache& each) {
    each([this](detail::flow_engine& cache, unsigned worker) { epochs_[worker] = cache.epoch(); });
}

// XDP forgets first, so that its counters have come to rest when they are read. Whatever was offered meanwhile is
// declined: its record may be of either side of the change.
void push_down::clear(const each_cache& each) {
    sink_->set_epoch(++epoch_);
    take_notices(false);
    for (const auto& [place, number] : places_)
        leave(number);
    remove();
    tunnels_.clear();
    deliver(each);
}

void push_down::take_notices(bool accept) {
    std::array<push_notice, notices_at_once> notices;
    for (unsigned w = 0; w < links_.size(); ++w)
        for (std::size_t round = 0; round < most_rounds; ++round) {
            const std::size_t n = links_[w]->take(notices);
            for (std::size_t i = 0; i < n; ++i)
                hear(w, notices[i], accept);
            if (n < notices.size())
                break;
        }
}

void push_down::hear(unsigned worker, const push_notice& notice, bool accept) {
    if (notice.wish == push_wish::withdraw) {
        if (const auto found = places_.find(place_of(worker, notice.serial)); found != places_.end())
            leave(found->second);
        return;
    }
    const std::uint32_t epoch = epochs_[worker];
    if (accept && notice.record.epoch == epoch)
        return offered(worker, notice);
    surprised_ = surprised_ || static_cast<std::int32_t>(notice.record.epoch - epoch) > 0;
    decline(worker, notice, push_fate::ended);
}

void push_down::decline(unsigned worker, const push_notice& notice, push_fate fate) {
    reports_[worker].push_back(report_about(notice));
    reports_[worker].back().fate = fate;
}

void push_down::offered(unsigned worker, const push_notice& notice) {
    std::optional<xdpk_pushed_flow> flow = push_record(notice.key, notice.record, notice.hop);
    if (flow && notice.tunnel.length != 0) {
        flow->tunnel = number_of(notice.tunnel);
        if (flow->tunnel == 0)
            flow.reset();
    }
    if (!flow)
        return decline(worker, notice, push_fate::unfit);
    if (free_.empty())
        make_room();
    if (free_.empty())
        return decline(worker, notice, push_fate::ended);
    enter(worker, notice, *flow);
}

void push_down::enter(unsigned worker, const push_notice& notice, const xdpk_pushed_flow& flow) {
    const slot_number number = free_.back();
    free_.pop_back();
    slot& s = slots_[number];
    s = {.key = push_key(notice.key), .report = report_about(notice), .worker = worker, .used = true};
    // The program of each port has the port's number as its zone: flows without a hop leave by its partner.
    s.key.zone = notice.in_port;
    if (notice.record.verdict == XDPK_FORWARD && notice.record.hop != hop_table::none) {
        s.hop = notice.record.hop;
        known_hop& known = known_hops_[s.hop];
        if (known.flows++ == 0)
            known.as = notice.hop;
    }
    places_.emplace(place_of(worker, notice.serial), number);
    coming_.push_back(number);
    flows_.push_back(flow);
    flows_.back().epoch = epoch_;
    flows_.back().cookie = number;
}

std::uint16_t push_down::number_of(const tunnel_header& tunnel) {
    const auto found = std::ranges::find(tunnels_, tunnel);
    if (found != tunnels_.end())
        return static_cast<std::uint16_t>(found - tunnels_.begin() + 1);
    const auto pushed = push_tunnel(tunnel);
    if (!pushed || tunnels_.size() == config_.tunnels)
        return 0;
    tunnels_.push_back(tunnel);
    const auto number = static_cast<std::uint16_t>(tunnels_.size());
    sink_->set_tunnel(number, *pushed);
    return number;
}

void push_down::install() {
    if (coming_.empty())
        return;
    keys_.clear();
    for (const slot_number n : coming_)
        keys_.push_back(slots_[n].key);
    sink_->install(keys_, flows_);
    for (const slot_number n : coming_)
        slots_[n].installed = true;
    coming_.clear();
    flows_.clear();
}

} // namespace xdpk::stages
