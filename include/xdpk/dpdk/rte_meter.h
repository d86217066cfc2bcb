// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_METER_H
#define XDPK_RTE_METER_H

/* Meters that color packets. Colour-aware, a packet is never better than it came. As DPDK's they count whole periods of
 * 100 cycles or more, and keep the parameters apart from the state. */

#include <stdint.h>

#include <xdpk_meter_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Fills in a profile: 0, or -EINVAL if the parameters cannot be. */
int rte_meter_srtcm_profile_config(struct rte_meter_srtcm_profile* p, struct rte_meter_srtcm_params* params);
int rte_meter_trtcm_profile_config(struct rte_meter_trtcm_profile* p, struct rte_meter_trtcm_params* params);
int rte_meter_trtcm_rfc4115_profile_config(struct rte_meter_trtcm_rfc4115_profile* p,
                                           struct rte_meter_trtcm_rfc4115_params* params);

/** A new meter, with full buckets: 0, or -EINVAL. */
int rte_meter_srtcm_config(struct rte_meter_srtcm* m, struct rte_meter_srtcm_profile* p);
int rte_meter_trtcm_config(struct rte_meter_trtcm* m, struct rte_meter_trtcm_profile* p);
int rte_meter_trtcm_rfc4115_config(struct rte_meter_trtcm_rfc4115* m, struct rte_meter_trtcm_rfc4115_profile* p);

/** Bytes earned in the whole periods since *then, which becomes the end of the last. */
static inline uint64_t xdpk_meter_earn(uint64_t* then, uint64_t now, uint64_t period, uint64_t bytes) {
    const uint64_t periods = (now - *then) / period;
    *then += periods * period;
    return periods * bytes;
}

static inline uint64_t xdpk_meter_least(uint64_t a, uint64_t b) { return a < b ? a : b; }

/** Takes the packet's bytes out of a bucket, if they are there. */
static inline int xdpk_meter_take(uint64_t* bucket, uint32_t bytes) {
    if (*bucket < bytes)
        return 0;
    *bucket -= bytes;
    return 1;
}

/** From a committed bucket, else from one for what exceeds it. */
static inline enum rte_color xdpk_meter_choose(uint64_t* committed, uint64_t* excess, uint32_t bytes,
                                               enum rte_color came) {
    if (came == RTE_COLOR_GREEN && xdpk_meter_take(committed, bytes))
        return RTE_COLOR_GREEN;
    if (came != RTE_COLOR_RED && xdpk_meter_take(excess, bytes))
        return RTE_COLOR_YELLOW;
    return RTE_COLOR_RED;
}

/** The packet's color at `time`, for which its bytes are taken. */
static inline enum rte_color rte_meter_srtcm_color_aware_check(struct rte_meter_srtcm* m,
                                                               struct rte_meter_srtcm_profile* p, uint64_t time,
                                                               uint32_t pkt_len, enum rte_color pkt_color) {
    const uint64_t tc = m->tc + xdpk_meter_earn(&m->time, time, p->cir_period, p->cir_bytes_per_period);
    m->tc = xdpk_meter_least(tc, p->cbs);
    m->te = xdpk_meter_least(m->te + tc - m->tc, p->ebs);
    return xdpk_meter_choose(&m->tc, &m->te, pkt_len, pkt_color);
}

static inline enum rte_color rte_meter_srtcm_color_blind_check(struct rte_meter_srtcm* m,
                                                               struct rte_meter_srtcm_profile* p, uint64_t time,
                                                               uint32_t pkt_len) {
    return rte_meter_srtcm_color_aware_check(m, p, time, pkt_len, RTE_COLOR_GREEN);
}

static inline enum rte_color rte_meter_trtcm_color_aware_check(struct rte_meter_trtcm* m,
                                                               struct rte_meter_trtcm_profile* p, uint64_t time,
                                                               uint32_t pkt_len, enum rte_color pkt_color) {
    const uint64_t tc = m->tc + xdpk_meter_earn(&m->time_tc, time, p->cir_period, p->cir_bytes_per_period);
    const uint64_t tp = m->tp + xdpk_meter_earn(&m->time_tp, time, p->pir_period, p->pir_bytes_per_period);
    m->tc = xdpk_meter_least(tc, p->cbs);
    m->tp = xdpk_meter_least(tp, p->pbs);
    if (pkt_color == RTE_COLOR_RED || !xdpk_meter_take(&m->tp, pkt_len))
        return RTE_COLOR_RED;
    return pkt_color == RTE_COLOR_GREEN && xdpk_meter_take(&m->tc, pkt_len) ? RTE_COLOR_GREEN : RTE_COLOR_YELLOW;
}

static inline enum rte_color rte_meter_trtcm_color_blind_check(struct rte_meter_trtcm* m,
                                                               struct rte_meter_trtcm_profile* p, uint64_t time,
                                                               uint32_t pkt_len) {
    return rte_meter_trtcm_color_aware_check(m, p, time, pkt_len, RTE_COLOR_GREEN);
}

static inline enum rte_color rte_meter_trtcm_rfc4115_color_aware_check(struct rte_meter_trtcm_rfc4115* m,
                                                                       struct rte_meter_trtcm_rfc4115_profile* p,
                                                                       uint64_t time, uint32_t pkt_len,
                                                                       enum rte_color pkt_color) {
    const uint64_t tc = m->tc + xdpk_meter_earn(&m->time_tc, time, p->cir_period, p->cir_bytes_per_period);
    const uint64_t te = m->te + xdpk_meter_earn(&m->time_te, time, p->eir_period, p->eir_bytes_per_period);
    m->tc = xdpk_meter_least(tc, p->cbs);
    m->te = xdpk_meter_least(te, p->ebs);
    return xdpk_meter_choose(&m->tc, &m->te, pkt_len, pkt_color);
}

static inline enum rte_color rte_meter_trtcm_rfc4115_color_blind_check(struct rte_meter_trtcm_rfc4115* m,
                                                                       struct rte_meter_trtcm_rfc4115_profile* p,
                                                                       uint64_t time, uint32_t pkt_len) {
    return rte_meter_trtcm_rfc4115_color_aware_check(m, p, time, pkt_len, RTE_COLOR_GREEN);
}

#ifdef __cplusplus
}
#endif

#endif
