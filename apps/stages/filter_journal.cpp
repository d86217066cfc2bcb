// SPDX-License-Identifier: BSD-3-Clause
#include "filter_journal.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/run/config_spelling.hpp>

#include <array>
#include <chrono>
#include <nlohmann/json.hpp>

namespace xdpk::stages {

std::string to_json(const filter_event& event, const filter_policy& policy, std::uint64_t wall_offset_ns) {
    constexpr std::uint64_t millisecond = 1'000'000;
    constexpr std::array<const char*, 4> verdicts{"permit", "drop", "reject", "kernel"};
    const flow_key& flow = event.flow;
    return nlohmann::ordered_json{{"time_ms", (event.time_ns + wall_offset_ns) / millisecond},
                                  {"rule", policy.name_of(event.rule)},
                                  {"verdict", verdicts.at(event.verdict)},
                                  {"rate_limited", event.rate_limited},
                                  {"port", event.interface},
                                  {"protocol", form::spelling<ip_proto>::to_text(flow.protocol)},
                                  {"source", to_string(flow.source_address())},
                                  {"source_port", flow.source_port.host()},
                                  {"destination", to_string(flow.destination_address())},
                                  {"destination_port", flow.destination_port.host()}}
        .dump();
}

void filter_journal::drain() {
    const auto wall =
        std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch());
    const std::uint64_t offset = static_cast<std::uint64_t>(wall.count()) - now_in_nanoseconds();
    events_.drain([&](const filter_event& event) { return to_json(event, *policy_, offset); });
}

} // namespace xdpk::stages
