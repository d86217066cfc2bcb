// SPDX-License-Identifier: BSD-3-Clause
// DPDK's side of policer.cpp: rte_meter, with a clock that counts as ours does.
#include "dpdk_eal.hpp"
#include "policer.hpp"

#include <memory>
#include <rte_cycles.h>
#include <rte_meter.h>
#include <stdexcept>
#include <vector>

namespace {

using namespace xdpk::bench;

/// The library counts time in cycles of the CPU's clock.
std::uint64_t cycles_per_microsecond() { return rte_get_tsc_hz() / 1'000'000; }

measurement prepare_srtcm() {
    start_eal();
    rte_meter_srtcm_params parameters{.cir = meter_rate, .cbs = meter_burst, .ebs = meter_burst};
    rte_meter_srtcm_profile profile{};
    if (rte_meter_srtcm_profile_config(&profile, &parameters) != 0)
        throw std::runtime_error("rte_meter_srtcm_profile_config");
    auto meters = std::make_shared<std::vector<rte_meter_srtcm>>(meter_count);
    for (rte_meter_srtcm& meter : *meters)
        rte_meter_srtcm_config(&meter, &profile);
    return [=, packets = metered_packets(), now = rte_get_tsc_cycles(),
            step = cycles_per_microsecond()](double seconds) mutable {
        return ns_per_packet(seconds, packets, [&](std::uint32_t meter, std::uint32_t size) {
            now += step;
            return static_cast<unsigned>(rte_meter_srtcm_color_blind_check(&(*meters)[meter], &profile, now, size));
        });
    };
}

measurement prepare_trtcm() {
    start_eal();
    rte_meter_trtcm_params parameters{.cir = meter_rate, .pir = 2 * meter_rate, .cbs = meter_burst, .pbs = meter_burst};
    rte_meter_trtcm_profile profile{};
    if (rte_meter_trtcm_profile_config(&profile, &parameters) != 0)
        throw std::runtime_error("rte_meter_trtcm_profile_config");
    auto meters = std::make_shared<std::vector<rte_meter_trtcm>>(meter_count);
    for (rte_meter_trtcm& meter : *meters)
        rte_meter_trtcm_config(&meter, &profile);
    return [=, packets = metered_packets(), now = rte_get_tsc_cycles(),
            step = cycles_per_microsecond()](double seconds) mutable {
        return ns_per_packet(seconds, packets, [&](std::uint32_t meter, std::uint32_t size) {
            now += step;
            return static_cast<unsigned>(rte_meter_trtcm_color_blind_check(&(*meters)[meter], &profile, now, size));
        });
    };
}

const bool registered = [] {
    add_peer(srtcm_name, "rte_meter", prepare_srtcm);
    add_peer(trtcm_name, "rte_meter", prepare_trtcm);
    return true;
}();

} // namespace
