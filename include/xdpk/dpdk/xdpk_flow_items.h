// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_FLOW_ITEMS_H
#define XDPK_FLOW_ITEMS_H

#include <stdint.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_ether.h>
#include <rte_icmp.h>
#include <rte_ip.h>
#include <rte_sctp.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#include <xdpk_flow_types.h>

#ifdef __cplusplus
extern "C" {
#endif

/** One header of a pattern. `spec`, `last` and `mask` point to the same rte_flow_item_* structure, or are NULL: then
 * any such header matches. Without `mask` the fields of rte_flow_item_*_mask count; with `last`, a field that is more
 * there than in `spec` matches all values between, both included, each under the mask. */
struct rte_flow_item {
    enum rte_flow_item_type type;
    const void* spec;
    const void* last;
    const void* mask;
};

/** Without `has_vlan` in the mask, packets match with and without VLAN tags. The type is the one behind the addresses.
 */
__extension__ struct rte_flow_item_eth {
    union {
        struct {
            struct rte_ether_addr dst;
            struct rte_ether_addr src;
            rte_be16_t type;
        };
        struct rte_ether_hdr hdr;
    };
    uint32_t has_vlan : 1;
    uint32_t reserved : 31; /**< 0 */
};

/** A VLAN tag: the first item stands for the outer one, a second for the inner one. */
__extension__ struct rte_flow_item_vlan {
    union {
        struct {
            rte_be16_t tci;
            rte_be16_t inner_type;
        };
        struct rte_vlan_hdr hdr;
    };
    uint32_t has_more_vlan : 1;
    uint32_t reserved : 31; /**< 0 */
};

struct rte_flow_item_ipv4 {
    struct rte_ipv4_hdr hdr;
};

/** The has_* bits are not there: a mask with one of them is refused. */
struct rte_flow_item_ipv6 {
    struct rte_ipv6_hdr hdr;
    uint32_t has_hop_ext : 1;
    uint32_t has_route_ext : 1;
    uint32_t has_frag_ext : 1;
    uint32_t has_auth_ext : 1;
    uint32_t has_esp_ext : 1;
    uint32_t has_dest_ext : 1;
    uint32_t has_mobil_ext : 1;
    uint32_t has_hip_ext : 1;
    uint32_t has_shim6_ext : 1;
    uint32_t reserved : 23; /**< 0 */
};

/** Over IPv4. */
struct rte_flow_item_icmp {
    struct rte_icmp_hdr hdr;
};

struct rte_flow_item_udp {
    struct rte_udp_hdr hdr;
};

struct rte_flow_item_tcp {
    struct rte_tcp_hdr hdr;
};

struct rte_flow_item_sctp {
    struct rte_sctp_hdr hdr;
};

/* What counts where a pattern gives no mask: addresses, VLAN identifiers, ports, ICMP's type and code. */
extern const struct rte_flow_item_eth rte_flow_item_eth_mask;
extern const struct rte_flow_item_vlan rte_flow_item_vlan_mask;
extern const struct rte_flow_item_ipv4 rte_flow_item_ipv4_mask;
extern const struct rte_flow_item_ipv6 rte_flow_item_ipv6_mask;
extern const struct rte_flow_item_icmp rte_flow_item_icmp_mask;
extern const struct rte_flow_item_udp rte_flow_item_udp_mask;
extern const struct rte_flow_item_tcp rte_flow_item_tcp_mask;
extern const struct rte_flow_item_sctp rte_flow_item_sctp_mask;

#ifdef __cplusplus
}
#endif

#endif
