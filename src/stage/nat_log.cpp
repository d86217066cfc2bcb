// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/nat_log.hpp>

#include "nat_plan.hpp"

#include <nlohmann/json.hpp>

namespace xdpk {

namespace {

const char* name_of(nat_event_kind kind) noexcept {
    switch (kind) {
    case nat_event_kind::mapping_created:
        return "mapping_created";
    case nat_event_kind::mapping_ended:
        return "mapping_ended";
    case nat_event_kind::block_given:
        return "block_given";
    case nat_event_kind::block_taken_back:
        break;
    }
    return "block_taken_back";
}

std::string text_of(const std::array<std::uint8_t, 16>& address, std::uint8_t version) {
    return to_string(detail::ip_address_of({address, version}));
}

} // namespace

std::string to_json(const nat_event& event) {
    constexpr std::uint64_t millisecond = 1'000'000;
    nlohmann::ordered_json line{{"time_ms", event.time / millisecond},
                                {"event", name_of(event.kind)},
                                {"zone", event.zone},
                                {"subscriber", text_of(event.subscriber, event.ip_version)},
                                {"external", text_of(event.external, event.external_version)}};
    if (event.kind == nat_event_kind::mapping_created || event.kind == nat_event_kind::mapping_ended) {
        line["protocol"] = static_cast<unsigned>(event.protocol);
        line["internal_port"] = event.internal_port;
        line["external_port"] = event.ports.first;
    } else {
        line["first_port"] = event.ports.first;
        line["last_port"] = event.ports.last;
    }
    return line.dump();
}

} // namespace xdpk
