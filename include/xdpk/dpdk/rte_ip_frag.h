// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_IP_FRAG_H
#define XDPK_RTE_IP_FRAG_H

/* Fragmentation of IP packets, and reassembly. A table is for one thread. */

#include <stdint.h>
#include <stdio.h>

#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_config.h>
#include <rte_ip.h>
#include <rte_malloc.h>
#include <rte_memory.h>

#ifdef __cplusplus
extern "C" {
#endif

struct rte_mbuf;
struct rte_mempool;
struct rte_ip_frag_tbl;

#define RTE_IP_FRAG_DEATH_ROW_LEN 32
#define RTE_IP_FRAG_DEATH_ROW_MBUF_LEN (RTE_IP_FRAG_DEATH_ROW_LEN * (RTE_LIBRTE_IP_FRAG_MAX_FRAG + 1))

#if XDPK_DPDK_RELEASE < 2411
#define IP_FRAG_DEATH_ROW_LEN RTE_IP_FRAG_DEATH_ROW_LEN
#define IP_FRAG_DEATH_ROW_MBUF_LEN RTE_IP_FRAG_DEATH_ROW_MBUF_LEN
#define ipv6_extension_fragment rte_ipv6_fragment_ext
#endif

/** Fragments that will not become a packet any more: the caller's, to be freed by rte_ip_frag_free_death_row() after a
 *  burst. What does not fit in is freed at once. */
struct rte_ip_frag_death_row {
    uint32_t cnt;
    struct rte_mbuf* row[RTE_IP_FRAG_DEATH_ROW_MBUF_LEN];
};

/** Room for `max_entries` packets in fragments, up to twice bucket_num * bucket_entries, of which the latter is a power
 *  of two. What is not complete after `max_cycles` cycles of the time stamp counter is given up. NULL, and rte_errno,
 *  if it cannot be. */
struct rte_ip_frag_tbl* rte_ip_frag_table_create(uint32_t bucket_num, uint32_t bucket_entries, uint32_t max_entries,
                                                 uint64_t max_cycles, int socket_id);
/** Frees its fragments too. */
void rte_ip_frag_table_destroy(struct rte_ip_frag_tbl* tbl);

/** Takes a fragment, whose l2_len and l3_len say where its payload begins, at the time `tms`. The whole packet, without
 *  a checksum in its header, if this was the last one that was missing; else NULL. A packet of more than
 *  RTE_LIBRTE_IP_FRAG_MAX_FRAG fragments, or whose fragments overlap, is given up. */
struct rte_mbuf* rte_ipv4_frag_reassemble_packet(struct rte_ip_frag_tbl* tbl, struct rte_ip_frag_death_row* dr,
                                                 struct rte_mbuf* mb, uint64_t tms, struct rte_ipv4_hdr* ip_hdr);
/** The same; l3_len counts the fragment header, which is right behind the IPv6 header. */
struct rte_mbuf* rte_ipv6_frag_reassemble_packet(struct rte_ip_frag_tbl* tbl, struct rte_ip_frag_death_row* dr,
                                                 struct rte_mbuf* mb, uint64_t tms, struct rte_ipv6_hdr* ip_hdr,
                                                 struct rte_ipv6_fragment_ext* frag_hdr);

/** Splits a packet that begins with its IP header into fragments of at most `mtu_size` bytes: for each a direct mbuf
 *  with the header, and indirect ones that share the packet's data. IPv4 headers get no checksum. The packet stays the
 *  caller's. Returns how many fragments there are; -EINVAL if these are more than nb_pkts_out, or the MTU is too small;
 *  -ENOTSUP if the packet says that it must not be split; -ENOMEM. */
int32_t rte_ipv4_fragment_packet(struct rte_mbuf* pkt_in, struct rte_mbuf** pkts_out, uint16_t nb_pkts_out,
                                 uint16_t mtu_size, struct rte_mempool* pool_direct, struct rte_mempool* pool_indirect);
int32_t rte_ipv6_fragment_packet(struct rte_mbuf* pkt_in, struct rte_mbuf** pkts_out, uint16_t nb_pkts_out,
                                 uint16_t mtu_size, struct rte_mempool* pool_direct, struct rte_mempool* pool_indirect);
/** The same for a packet in one segment, with copies of its data. */
int32_t rte_ipv4_fragment_copy_nonseg_packet(struct rte_mbuf* pkt_in, struct rte_mbuf** pkts_out, uint16_t nb_pkts_out,
                                             uint16_t mtu_size, struct rte_mempool* pool_direct);

/** The fragment header, if it is the first extension header; else NULL. */
static inline struct rte_ipv6_fragment_ext* rte_ipv6_frag_get_ipv6_fragment_header(struct rte_ipv6_hdr* hdr) {
    return hdr->proto == IPPROTO_FRAGMENT ? (struct rte_ipv6_fragment_ext*)(hdr + 1) : NULL;
}

/** Not 0: the packet is a fragment. */
static inline int rte_ipv4_frag_pkt_is_fragmented(const struct rte_ipv4_hdr* hdr) {
    return (rte_be_to_cpu_16(hdr->fragment_offset) & (RTE_IPV4_HDR_MF_FLAG | RTE_IPV4_HDR_OFFSET_MASK)) != 0;
}

/** Frees what is in it. `prefetch`: how far ahead mbufs are fetched. */
void rte_ip_frag_free_death_row(struct rte_ip_frag_death_row* dr, uint32_t prefetch);
/** Gives up all that is too old at the time `tms`. */
void rte_ip_frag_table_del_expired_entries(struct rte_ip_frag_tbl* tbl, struct rte_ip_frag_death_row* dr, uint64_t tms);
void rte_ip_frag_table_statistics_dump(FILE* f, const struct rte_ip_frag_tbl* tbl);

#ifdef __cplusplus
}
#endif

#endif
