// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_IPV6_KINDS_H
#define XDPK_IPV6_KINDS_H

/* What an IPv6 address is for (RFC 4291), and addresses that follow from others. */

#include <xdpk_ipv6_addr.h>

#if XDPK_DPDK_RELEASE >= 2411

#ifdef __cplusplus
extern "C" {
#endif

static inline bool rte_ipv6_addr_is_unspec(const struct rte_ipv6_addr* ip) {
    const struct rte_ipv6_addr unspecified = RTE_IPV6_ADDR_UNSPEC;
    return rte_ipv6_addr_eq(ip, &unspecified);
}

static inline bool rte_ipv6_addr_is_loopback(const struct rte_ipv6_addr* ip) {
    const struct rte_ipv6_addr loopback = RTE_IPV6_ADDR_LOOPBACK;
    return rte_ipv6_addr_eq(ip, &loopback);
}

static inline bool rte_ipv6_addr_is_linklocal(const struct rte_ipv6_addr* ip) {
    return ip->a[0] == 0xfe && (ip->a[1] & 0xc0) == 0x80;
}

static inline bool rte_ipv6_addr_is_sitelocal(const struct rte_ipv6_addr* ip) {
    return ip->a[0] == 0xfe && (ip->a[1] & 0xc0) == 0xc0;
}

static inline bool rte_ipv6_addr_is_v4compat(const struct rte_ipv6_addr* ip) {
    const struct rte_ipv6_addr unspecified = RTE_IPV6_ADDR_UNSPEC;
    return rte_ipv6_addr_eq_prefix(ip, &unspecified, 96) && !rte_ipv6_addr_is_loopback(ip);
}

static inline bool rte_ipv6_addr_is_v4mapped(const struct rte_ipv6_addr* ip) {
    const struct rte_ipv6_addr mapped = RTE_IPV6_ADDR_PREFIX_V4MAPPED;
    return rte_ipv6_addr_eq_prefix(ip, &mapped, 96);
}

static inline bool rte_ipv6_addr_is_mcast(const struct rte_ipv6_addr* ip) { return ip->a[0] == 0xff; }

/** How far a multicast address reaches. */
enum rte_ipv6_mc_scope {
    RTE_IPV6_MC_SCOPE_NONE = 0x00, /**< no multicast address */
    RTE_IPV6_MC_SCOPE_IFACELOCAL = 0x01,
    RTE_IPV6_MC_SCOPE_LINKLOCAL = 0x02,
    RTE_IPV6_MC_SCOPE_SITELOCAL = 0x05,
    RTE_IPV6_MC_SCOPE_ORGLOCAL = 0x08,
    RTE_IPV6_MC_SCOPE_GLOBAL = 0x0e,
};

static inline enum rte_ipv6_mc_scope rte_ipv6_mc_scope(const struct rte_ipv6_addr* ip) {
    return rte_ipv6_addr_is_mcast(ip) ? (enum rte_ipv6_mc_scope)(ip->a[1] & 0x0f) : RTE_IPV6_MC_SCOPE_NONE;
}

/** The link-local address that an interface with this MAC address gives itself (RFC 2464). */
static inline void rte_ipv6_llocal_from_ethernet(struct rte_ipv6_addr* ip, const struct rte_ether_addr* mac) {
    const uint8_t* from = mac->addr_bytes;
    const struct rte_ipv6_addr made = {{0xfe, 0x80, 0, 0, 0, 0, 0, 0, (uint8_t)(from[0] ^ 2U), from[1], from[2], 0xff,
                                        0xfe, from[3], from[4], from[5]}};
    *ip = made;
}

/** The multicast group in which a neighbour with this address is asked for (RFC 4291). */
static inline void rte_ipv6_solnode_from_addr(struct rte_ipv6_addr* sol, const struct rte_ipv6_addr* ip) {
    const struct rte_ipv6_addr group = {
        {0xff, 0x02, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0x01, 0xff, ip->a[13], ip->a[14], ip->a[15]}};
    *sol = group;
}

/** The MAC address that packets to a multicast address go to (RFC 2464). */
static inline void rte_ether_mcast_from_ipv6(struct rte_ether_addr* mac, const struct rte_ipv6_addr* ip) {
    const struct rte_ether_addr group = {{0x33, 0x33, ip->a[12], ip->a[13], ip->a[14], ip->a[15]}};
    *mac = group;
}

#ifdef __cplusplus
}
#endif

#endif

#endif
