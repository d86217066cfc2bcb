// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_ESP_H
#define XDPK_RTE_ESP_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>

/** What an ESP packet begins with (RFC 4303). */
struct rte_esp_hdr {
    rte_be32_t spi;
    rte_be32_t seq;
} __rte_packed;

/** What stands behind its payload, encrypted, before the integrity check value. */
struct rte_esp_tail {
    uint8_t pad_len; /**< bytes before this one */
    uint8_t next_proto;
} __rte_packed;

#endif
