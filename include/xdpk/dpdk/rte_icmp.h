// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_ICMP_H
#define XDPK_RTE_ICMP_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

/** What every ICMP message begins with (RFC 792). */
struct rte_icmp_base_hdr {
    uint8_t type;
    uint8_t code;
    rte_be16_t checksum;
} __rte_packed;

/** An echo request or reply. */
struct rte_icmp_echo_hdr {
    struct rte_icmp_base_hdr base;
    rte_be16_t identifier;
    rte_be16_t sequence;
} __rte_packed;

/** An echo request or reply, by its older names. */
struct rte_icmp_hdr {
    uint8_t icmp_type;
    uint8_t icmp_code;
    rte_be16_t icmp_cksum;
    rte_be16_t icmp_ident;
    rte_be16_t icmp_seq_nb;
} __rte_packed;

#define RTE_ICMP_TYPE_ECHO_REPLY 0
#define RTE_ICMP_TYPE_DEST_UNREACHABLE 3
#define RTE_ICMP_TYPE_REDIRECT 5
#define RTE_ICMP_TYPE_ECHO_REQUEST 8
#define RTE_ICMP_TYPE_TTL_EXCEEDED 11
#define RTE_ICMP_TYPE_PARAM_PROBLEM 12
#define RTE_ICMP_TYPE_TIMESTAMP_REQUEST 13
#define RTE_ICMP_TYPE_TIMESTAMP_REPLY 14
#define RTE_IP_ICMP_ECHO_REPLY RTE_ICMP_TYPE_ECHO_REPLY
#define RTE_IP_ICMP_ECHO_REQUEST RTE_ICMP_TYPE_ECHO_REQUEST

#define RTE_ICMP_CODE_UNREACH_NET 0
#define RTE_ICMP_CODE_UNREACH_HOST 1
#define RTE_ICMP_CODE_UNREACH_PROTO 2
#define RTE_ICMP_CODE_UNREACH_PORT 3
#define RTE_ICMP_CODE_UNREACH_FRAG 4
#define RTE_ICMP_CODE_UNREACH_SRC 5
#define RTE_ICMP_CODE_TTL_EXCEEDED 0
#define RTE_ICMP_CODE_TTL_FRAG 1
#define RTE_ICMP_CODE_REDIRECT_NET 0
#define RTE_ICMP_CODE_REDIRECT_HOST 1
#define RTE_ICMP_CODE_REDIRECT_TOS_NET 2
#define RTE_ICMP_CODE_REDIRECT_TOS_HOST 3

#define RTE_ICMP6_ECHO_REQUEST 128
#define RTE_ICMP6_ECHO_REPLY 129

#endif
