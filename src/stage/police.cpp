// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/police.hpp>

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>

#include <algorithm>
#include <string>

namespace xdpk {

namespace {

std::variant<srtcm, trtcm> make_meter(const std::variant<srtcm_config, trtcm_config>& config, std::uint64_t now_ns) {
    if (const auto* const one_rate = std::get_if<srtcm_config>(&config))
        return srtcm(*one_rate, now_ns);
    return trtcm(std::get<trtcm_config>(config), now_ns);
}

} // namespace

police::police(const police_config& config) : police(config, now_in_nanoseconds()) {}

police::police(const police_config& config, std::uint64_t now_ns) : by_(config.by), drop_(config.drop) {
    for (const police_limit& l : config.limits)
        limits_.push_back({l.number, l.in_packets, make_meter(l.meter, now_ns)});
    std::ranges::sort(limits_, {}, &limit::number);
    const auto twice = std::ranges::adjacent_find(limits_, {}, &limit::number);
    if (twice != limits_.end())
        throw error({.where = name,
                     .what = "two limits for " + std::to_string(twice->number),
                     .hint = "give each port or mark one"});
}

police::limit* police::find(std::uint32_t number) noexcept {
    const auto at = std::ranges::lower_bound(limits_, number, {}, &limit::number);
    return at != limits_.end() && at->number == number ? &*at : nullptr;
}

void police::operator()(burst& b) noexcept { run(b, now_in_nanoseconds()); }

void police::run(burst& b, std::uint64_t now_ns) noexcept {
    for (packet& p : b) {
        if (p.out_port == to_drop)
            continue;
        limit* const l = find(by_ == police_key::port ? p.in_port : p.mark);
        if (l == nullptr)
            continue;
        const std::uint32_t size = l->in_packets ? 1 : b.length(p) - p.l3;
        const color seen = std::visit([&](auto& meter) noexcept { return meter.mark(size, now_ns); }, l->meter);
        colors_[static_cast<std::size_t>(seen)].add(1);
        if (seen >= drop_)
            p.out_port = to_drop;
    }
}

std::vector<named_counter> police::counters() const {
    return {{"green", colors_.data()}, {"yellow", &colors_[1]}, {"red", &colors_[2]}};
}

} // namespace xdpk
