// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_NET_H
#define XDPK_RTE_NET_H

#include <stdint.h>

#include <rte_arp.h>
#include <rte_ether.h>
#include <rte_ip.h>
#include <rte_mbuf.h>
#include <rte_mbuf_ptype.h>
#include <rte_tcp.h>
#include <rte_udp.h>

#ifdef __cplusplus
extern "C" {
#endif

/** How many bytes each of a packet's headers has; 0 for one that it has not or that was not asked for. */
struct rte_net_hdr_lens {
    uint8_t l2_len; /**< with VLAN tags */
    uint8_t inner_l2_len;
    uint16_t l3_len; /**< with options and extension headers */
    uint16_t inner_l3_len;
    uint16_t tunnel_len;
    uint8_t l4_len;
    uint8_t inner_l4_len;
};

/** RTE_PTYPE_* of a packet that begins with its Ethernet header, which this reads, in the first segment alone.
 * `layers`: RTE_PTYPE_*_MASK; what is above a layer that is not among them is not told. `hdr_lens` may be NULL. It does
 * not look into tunnels: their packets are those of the outer headers, and the inner lengths are 0. Any thread. */
uint32_t rte_net_get_ptype(const struct rte_mbuf* m, struct rte_net_hdr_lens* hdr_lens, uint32_t layers);

/** What follows IPv6 extension headers, of which the first is `proto` at `*off`, in any segment: its protocol, and
 * where it is in `*off`. `*frag` is 1 if the packet is a fragment, behind whose header nothing is looked at. -1 if a
 * header is not all there, or there are more than eight. Any thread. */
int rte_net_skip_ip6_ext(uint16_t proto, const struct rte_mbuf* m, uint32_t* off, int* frag);

/** Writes what NICs want to find in the checksum fields that `ol_flags` asks to fill in: 0 for IPv4, the
 * pseudo-header's sum for UDP and TCP. The lengths in the mbuf must be right. 0, or -ENOTSUP if the headers are not in
 * the first segment. xdpk's ports do not need it, and it does them no harm. Any thread. */
int rte_net_intel_cksum_flags_prepare(struct rte_mbuf* m, uint64_t ol_flags);

/** The same with the flags of the packet. */
static inline int rte_net_intel_cksum_prepare(struct rte_mbuf* m) {
    return rte_net_intel_cksum_flags_prepare(m, m->ol_flags);
}

#ifdef __cplusplus
}
#endif

#endif
