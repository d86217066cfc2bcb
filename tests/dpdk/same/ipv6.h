// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_TESTS_DPDK_IPV6_H
#define XDPK_TESTS_DPDK_IPV6_H

#include "seeded.h"

#include <string.h>

#include <rte_ip.h>

/* An address as an argument: of either generation of DPDK. */
#if RELEASE < 2411
typedef uint8_t address[16];
#define BYTES(ip) (ip)
#define AS_ARGUMENT(ip) (ip)
#else
typedef struct rte_ipv6_addr address;
#define BYTES(ip) ((ip).a)
#define AS_ARGUMENT(ip) (&(ip))
#endif

/* Few different ones, so that routes lie within each other and are found again. */
static inline void some_address(address* ip) {
    static const uint8_t bits[16] = {0x01, 0x80, 0x03, 0xc1, 0x10, 0x01, 0x00, 0x81,
                                     0x01, 0x00, 0x00, 0x00, 0x80, 0x00, 0x01, 0x03};
    memset(ip, 0, sizeof(*ip));
    for (int i = 0; i < 16; ++i)
        BYTES(*ip)[i] = (uint8_t)((i == 0 ? 0x20 : 0) | (next32() & bits[i]));
}

static inline uint8_t some_depth(void) { return (uint8_t)(below(4) == 0 ? below(132) : 40 + 8 * below(12) + below(2)); }

#endif
