// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_PTP_H
#define XDPK_RTE_PTP_H

#include <stdbool.h>
#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_IPPORT_PTP_EVENT 319
#define RTE_IPPORT_PTP_GENERAL 320

/* clang-format off */
#define RTE_ETHER_ADDR_PTP_MULTICAST { 0x01, 0x1B, 0x19, 0x00, 0x00, 0x00 }
#define RTE_ETHER_ADDR_PTP_MULTICAST_PDELAY { 0x01, 0x80, 0xC2, 0x00, 0x00, 0x0E }
/* clang-format on */

#define RTE_PTP_MSGTYPE_SYNC 0x0
#define RTE_PTP_MSGTYPE_DELAY_REQ 0x1
#define RTE_PTP_MSGTYPE_PDELAY_REQ 0x2
#define RTE_PTP_MSGTYPE_PDELAY_RESP 0x3
#define RTE_PTP_MSGTYPE_FU 0x8
#define RTE_PTP_MSGTYPE_DELAY_RESP 0x9
#define RTE_PTP_MSGTYPE_PDELAY_RESP_FU 0xA
#define RTE_PTP_MSGTYPE_ANNOUNCE 0xB
#define RTE_PTP_MSGTYPE_SIGNALING 0xC
#define RTE_PTP_MSGTYPE_MANAGEMENT 0xD

/** Bits of rte_ptp_hdr::flags, in host order. */
#define RTE_PTP_FLAG_TWO_STEP (UINT16_C(1) << 9)
#define RTE_PTP_FLAG_UNICAST (UINT16_C(1) << 10)
#define RTE_PTP_FLAG_LI_61 (UINT16_C(1) << 0)
#define RTE_PTP_FLAG_LI_59 (UINT16_C(1) << 1)

/** Who sent a message: a clock and its port. */
struct rte_ptp_port_id {
    uint8_t clock_id[8];
    rte_be16_t port_number;
} __rte_packed;

/** What every PTP message begins with (IEEE 1588-2019, 13.3). */
struct rte_ptp_hdr {
    __extension__ union {
        uint8_t ts_msgtype;
        struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
            uint8_t msg_type : 4; /**< RTE_PTP_MSGTYPE_* */
            uint8_t ts : 4;
#else
            uint8_t ts : 4;
            uint8_t msg_type : 4;
#endif
        };
    };
    __extension__ union {
        uint8_t ver;
        struct {
#if RTE_BYTE_ORDER == RTE_LITTLE_ENDIAN
            uint8_t version : 4;
            uint8_t minor_version : 4;
#else
            uint8_t minor_version : 4;
            uint8_t version : 4;
#endif
        };
    };
    rte_be16_t msg_length; /**< bytes of the message, with this header */
    uint8_t domain_number;
    uint8_t minor_sdo_id;
    rte_be16_t flags;
    rte_be64_t correction; /**< nanoseconds times 2^16 */
    rte_be32_t msg_type_specific;
    struct rte_ptp_port_id source_port_id;
    rte_be16_t sequence_id;
    uint8_t control;
    int8_t log_msg_interval;
} __rte_packed;

/** Seconds since 1970, TAI, in 48 bits, and nanoseconds. */
struct rte_ptp_timestamp {
    rte_be16_t seconds_hi;
    rte_be32_t seconds_lo;
    rte_be32_t nanoseconds;
} __rte_packed;

/** Whether the moment at which the message is sent and received matters. */
static inline bool rte_ptp_is_event(const struct rte_ptp_hdr* hdr) {
    return hdr->msg_type <= RTE_PTP_MSGTYPE_PDELAY_RESP;
}

/** Whether a follow-up message tells when this one was sent. */
static inline bool rte_ptp_is_two_step(const struct rte_ptp_hdr* hdr) {
    return (rte_be_to_cpu_16(hdr->flags) & RTE_PTP_FLAG_TWO_STEP) != 0;
}

/** Adds the time that the message spent in this system. */
static inline void rte_ptp_add_correction(struct rte_ptp_hdr* hdr, uint64_t residence_ns) {
    hdr->correction = rte_cpu_to_be_64(rte_be_to_cpu_64(hdr->correction) + (residence_ns << 16));
}

/** Nanoseconds since 1970, TAI. */
static inline uint64_t rte_ptp_timestamp_to_ns(const struct rte_ptp_timestamp* ts) {
    const uint64_t upper = rte_be_to_cpu_16(ts->seconds_hi);
    return (upper << 32 | rte_be_to_cpu_32(ts->seconds_lo)) * UINT64_C(1000000000) + rte_be_to_cpu_32(ts->nanoseconds);
}

#ifdef __cplusplus
}
#endif

#endif
