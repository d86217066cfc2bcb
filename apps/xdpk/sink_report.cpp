// SPDX-License-Identifier: BSD-3-Clause
#include "sink_report.hpp"

#include "values.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace xdpk::tool {

namespace {

using json = nlohmann::ordered_json;

json describe(const stamp_result& s) {
    const auto at = [&](double q) { return s.latencies.quantile(q); };
    return {{"streams", s.counts.streams},
            {"received", s.counts.received},
            {"lost", s.counts.lost},
            {"reordered", s.counts.late},
            {"duplicates", s.counts.duplicates},
            {"latency_ns", {{"p50", at(0.5)}, {"p99", at(0.99)}, {"p999", at(0.999)}, {"max", at(1)}}}};
}

std::string in_words(const stamp_result& s) {
    const auto us = [&](double q) { return static_cast<double>(s.latencies.quantile(q)) / 1e3; };
    return fmt::format("{} stamped packets in {} streams: {} lost, {} reordered, {} duplicates; "
                       "latency 50 % {:.1f} us, 99 % {:.1f} us, 99.9 % {:.1f} us, most {:.1f} us\n",
                       s.counts.received, s.counts.streams, s.counts.lost, s.counts.late, s.counts.duplicates, us(0.5),
                       us(0.99), us(0.999), us(1));
}

} // namespace

sink_queue_counts sum_of(const std::vector<sink_queue_counts>& queues) noexcept {
    sink_queue_counts sum;
    for (const sink_queue_counts& q : queues) {
        sum.packets += q.packets;
        sum.bytes += q.bytes;
    }
    return sum;
}

std::string as_json(const sink_result& r) {
    const sink_queue_counts sum = sum_of(r.queues);
    json j{{"program", "xdpk sink"},  {"interface", r.interface},  {"hook", r.hook},
           {"seconds", r.seconds},    {"packets", sum.packets},    {"bytes", sum.bytes + sum.packets * fcs},
           {"queues", json::array()}, {"per_second", r.per_second}};
    for (std::size_t i = 0; i < r.queues.size(); ++i)
        j["queues"].push_back(
            {{"queue", i}, {"packets", r.queues[i].packets}, {"bytes", r.queues[i].bytes + r.queues[i].packets * fcs}});
    if (r.stamps)
        j["stamps"] = describe(*r.stamps);
    return j.dump(2);
}

std::string as_text(const sink_result& r) {
    const sink_queue_counts sum = sum_of(r.queues);
    std::string text =
        fmt::format("{} packets, {} bytes in {:.1f} s\n", sum.packets, sum.bytes + sum.packets * fcs, r.seconds);
    if (r.queues.size() > 1)
        for (std::size_t i = 0; i < r.queues.size(); ++i)
            text += fmt::format("  queue {:<3} {:>15} packets\n", i, r.queues[i].packets);
    return r.stamps ? text + in_words(*r.stamps) : text;
}

} // namespace xdpk::tool
