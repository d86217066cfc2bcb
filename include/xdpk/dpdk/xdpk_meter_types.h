// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_METER_TYPES_H
#define XDPK_METER_TYPES_H

/* Meters' parameters, profiles and states. Rates are bytes a second, bursts bytes, times cycles of the time stamp
 * counter. */

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How a packet fares. RTE_COLORS is how many there are. */
enum rte_color { RTE_COLOR_GREEN = 0, RTE_COLOR_YELLOW, RTE_COLOR_RED, RTE_COLORS };

/** A single rate three color marker (RFC 2697): committed rate and burst, excess burst. */
struct rte_meter_srtcm_params {
    uint64_t cir;
    uint64_t cbs;
    uint64_t ebs;
};

/** A two rate three color marker (RFC 2698): committed and peak rate, committed and peak burst. */
struct rte_meter_trtcm_params {
    uint64_t cir;
    uint64_t pir;
    uint64_t cbs;
    uint64_t pbs;
};

/** A two rate three color marker whose excess bucket is apart (RFC 4115). */
struct rte_meter_trtcm_rfc4115_params {
    uint64_t cir;
    uint64_t eir;
    uint64_t cbs;
    uint64_t ebs;
};

/** What meters with the same parameters share: bursts, and each rate as bytes in a number of cycles. */
struct rte_meter_srtcm_profile {
    uint64_t cbs;
    uint64_t ebs;
    uint64_t cir_period;
    uint64_t cir_bytes_per_period;
};

struct rte_meter_trtcm_profile {
    uint64_t cbs;
    uint64_t pbs;
    uint64_t cir_period;
    uint64_t cir_bytes_per_period;
    uint64_t pir_period;
    uint64_t pir_bytes_per_period;
};

struct rte_meter_trtcm_rfc4115_profile {
    uint64_t cbs;
    uint64_t ebs;
    uint64_t cir_period;
    uint64_t cir_bytes_per_period;
    uint64_t eir_period;
    uint64_t eir_bytes_per_period;
};

/** A meter: what is in its buckets, and up to when they were filled. For one thread at a time. */
struct rte_meter_srtcm {
    uint64_t time;
    uint64_t tc;
    uint64_t te;
};

struct rte_meter_trtcm {
    uint64_t time_tc;
    uint64_t time_tp;
    uint64_t tc;
    uint64_t tp;
};

struct rte_meter_trtcm_rfc4115 {
    uint64_t time_tc;
    uint64_t time_te;
    uint64_t tc;
    uint64_t te;
};

#ifdef __cplusplus
}
#endif

#endif
