// SPDX-License-Identifier: BSD-3-Clause
#include "gen_report.hpp"

#include "values.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace xdpk::tool {

namespace {

using json = nlohmann::ordered_json;

double per_second(std::uint64_t n, double seconds) { return seconds > 0 ? static_cast<double>(n) / seconds : 0; }

double gbps(std::uint64_t bytes, double seconds) { return per_second(bytes, seconds) * 8 / 1e9; }

} // namespace

std::optional<fate> fate_of(std::uint64_t submitted, const link_counters& before, const link_counters& after,
                            bool veth) {
    const std::uint64_t sent = after.tx_packets - before.tx_packets;
    const std::uint64_t dropped = after.tx_dropped - before.tx_dropped;
    // More than ours: the host sends something of its own now and then.
    if (sent + dropped >= submitted) {
        const std::uint64_t lost = std::min(dropped, submitted);
        return fate{.transmitted = submitted - lost, .dropped = lost};
    }
    if (veth || sent != 0)
        return fate{.transmitted = sent, .dropped = submitted - sent};
    return std::nullopt;
}

std::uint64_t gen_result::submitted() const noexcept {
    std::uint64_t sum = 0;
    for (const sender_progress& t : threads)
        sum += t.packets;
    return sum;
}

std::uint64_t gen_result::bytes() const noexcept {
    std::uint64_t sum = 0;
    for (const sender_progress& t : threads)
        sum += t.bytes + t.packets * fcs;
    const std::uint64_t all = submitted();
    if (packets() == all)
        return sum;
    return static_cast<std::uint64_t>(static_cast<double>(sum) / static_cast<double>(all) *
                                      static_cast<double>(packets()));
}

std::string as_json(const gen_result& r) {
    json threads = json::array();
    for (const sender_progress& t : r.threads)
        threads.push_back({{"cpu", t.cpu}, {"submitted", t.packets}});
    json j{{"program", "xdpk gen"},
           {"interface", r.interface},
           {"method", r.method},
           {"seconds", r.seconds},
           {"submitted", r.submitted()},
           {"transmitted", nullptr},
           {"dropped", nullptr},
           {"packets", r.packets()},
           {"bytes", r.bytes()},
           {"pps", per_second(r.packets(), r.seconds)},
           {"gbps_l2", gbps(r.bytes(), r.seconds)},
           {"gbps_l1", gbps(r.bytes() + r.packets() * l1_overhead, r.seconds)},
           {"threads", threads}};
    if (r.device) {
        j["transmitted"] = r.device->transmitted;
        j["dropped"] = r.device->dropped;
    }
    return j.dump(2);
}

std::string as_text(const gen_result& r) {
    const std::string dropped = r.device ? fmt::format("{} dropped by the device", r.device->dropped)
                                         : "the device does not tell how many left";
    return fmt::format("{} packets, {} bytes in {:.3f} s: {}, {:.3f} Gbit/s (L1 {:.3f}); {}", r.packets(), r.bytes(),
                       r.seconds, packet_rate(per_second(r.packets(), r.seconds)), gbps(r.bytes(), r.seconds),
                       gbps(r.bytes() + r.packets() * l1_overhead, r.seconds), dropped);
}

std::string progress_line(const gen_sample& before, const gen_sample& now) {
    const double seconds = now.seconds - before.seconds;
    const std::uint64_t packets = now.packets - before.packets;
    const std::uint64_t bytes = now.bytes - before.bytes + packets * fcs;
    return fmt::format("{:5.0f} s  {:>12}  {:8.3f} Gbit/s  {} packets  {} dropped", now.seconds,
                       packet_rate(per_second(packets, seconds)), gbps(bytes, seconds), now.packets, now.dropped);
}

} // namespace xdpk::tool
