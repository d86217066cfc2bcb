// SPDX-License-Identifier: BSD-3-Clause
#include <rte_cycles.h>
#include <rte_meter.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>

namespace xdpk::dpdk {

namespace {

/// Periods are at least so many cycles, so that rounding them down costs no more than a hundredth of the rate.
constexpr std::uint64_t least_period = 100;

struct rate {
    std::uint64_t period;
    std::uint64_t bytes;
};

/// Bytes a second as bytes in a period.
rate rate_of(std::uint64_t bytes_per_second) noexcept {
    if (bytes_per_second == 0)
        return {.period = least_period, .bytes = 0};
    __extension__ using wide = unsigned __int128;
    const std::uint64_t hz = rte_get_tsc_hz();
    const wide needed = (wide{least_period} * bytes_per_second + hz - 1) / hz;
    const auto bytes = std::max(static_cast<std::uint64_t>(needed), std::uint64_t{1});
    return {.period = static_cast<std::uint64_t>(wide{hz} * bytes / bytes_per_second), .bytes = bytes};
}

bool acceptable(const rte_meter_srtcm_params& params) noexcept {
    return params.cir != 0 && (params.cbs != 0 || params.ebs != 0);
}

bool acceptable(const rte_meter_trtcm_params& params) noexcept {
    return params.cir != 0 && params.pir >= params.cir && params.cbs != 0 && params.pbs != 0;
}

bool acceptable(const rte_meter_trtcm_rfc4115_params& params) noexcept {
    return (params.cir == 0 || params.cbs != 0) && (params.eir == 0 || params.ebs != 0);
}

} // namespace

extern "C" {

int rte_meter_srtcm_profile_config(rte_meter_srtcm_profile* p, rte_meter_srtcm_params* params) {
    if (p == nullptr || params == nullptr || !acceptable(*params))
        return -EINVAL;
    const rate committed = rate_of(params->cir);
    *p = {.cbs = params->cbs,
          .ebs = params->ebs,
          .cir_period = committed.period,
          .cir_bytes_per_period = committed.bytes};
    return 0;
}

int rte_meter_trtcm_profile_config(rte_meter_trtcm_profile* p, rte_meter_trtcm_params* params) {
    if (p == nullptr || params == nullptr || !acceptable(*params))
        return -EINVAL;
    const rate committed = rate_of(params->cir);
    const rate peak = rate_of(params->pir);
    *p = {.cbs = params->cbs,
          .pbs = params->pbs,
          .cir_period = committed.period,
          .cir_bytes_per_period = committed.bytes,
          .pir_period = peak.period,
          .pir_bytes_per_period = peak.bytes};
    return 0;
}

int rte_meter_trtcm_rfc4115_profile_config(rte_meter_trtcm_rfc4115_profile* p, rte_meter_trtcm_rfc4115_params* params) {
    if (p == nullptr || params == nullptr || !acceptable(*params))
        return -EINVAL;
    const rate committed = rate_of(params->cir);
    const rate excess = rate_of(params->eir);
    *p = {.cbs = params->cbs,
          .ebs = params->ebs,
          .cir_period = committed.period,
          .cir_bytes_per_period = committed.bytes,
          .eir_period = excess.period,
          .eir_bytes_per_period = excess.bytes};
    return 0;
}

int rte_meter_srtcm_config(rte_meter_srtcm* m, rte_meter_srtcm_profile* p) {
    if (m == nullptr || p == nullptr)
        return -EINVAL;
    *m = {.time = rte_get_tsc_cycles(), .tc = p->cbs, .te = p->ebs};
    return 0;
}

int rte_meter_trtcm_config(rte_meter_trtcm* m, rte_meter_trtcm_profile* p) {
    if (m == nullptr || p == nullptr)
        return -EINVAL;
    const std::uint64_t now = rte_get_tsc_cycles();
    *m = {.time_tc = now, .time_tp = now, .tc = p->cbs, .tp = p->pbs};
    return 0;
}

int rte_meter_trtcm_rfc4115_config(rte_meter_trtcm_rfc4115* m, rte_meter_trtcm_rfc4115_profile* p) {
    if (m == nullptr || p == nullptr)
        return -EINVAL;
    const std::uint64_t now = rte_get_tsc_cycles();
    *m = {.time_tc = now, .time_te = now, .tc = p->cbs, .te = p->ebs};
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
