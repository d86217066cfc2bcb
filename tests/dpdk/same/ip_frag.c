// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <string.h>

#include <rte_ip_frag.h>
#include <rte_jhash.h>
#include <rte_mbuf.h>

#define MOST 16
#define MTU 1280

static struct rte_mempool* direct;
static struct rte_mempool* indirect;
static struct rte_ip_frag_death_row row;

/* Payload in segments of random lengths. */
static struct rte_mbuf* make_packet(uint32_t header, uint32_t payload) {
    struct rte_mbuf* head = rte_pktmbuf_alloc(direct);
    memset(rte_pktmbuf_append(head, (uint16_t)header), 0, header);
    struct rte_mbuf* last = head;
    while (payload > 0) {
        const uint32_t length = payload < 900 ? payload : 300 + below(600);
        uint8_t* at = (uint8_t*)rte_pktmbuf_append(last, (uint16_t)length);
        for (uint32_t i = 0; i < length; ++i)
            at[i] = (uint8_t)next32();
        payload -= length;
        if (last != head)
            rte_pktmbuf_chain(head, last);
        if (payload > 0)
            last = rte_pktmbuf_alloc(direct);
    }
    return head;
}

static struct rte_mbuf* make_ipv4(uint32_t payload, uint16_t id) {
    struct rte_mbuf* packet = make_packet(20, payload);
    struct rte_ipv4_hdr* ip = rte_pktmbuf_mtod(packet, struct rte_ipv4_hdr*);
    ip->version_ihl = 0x45;
    ip->total_length = rte_cpu_to_be_16((uint16_t)packet->pkt_len);
    ip->packet_id = rte_cpu_to_be_16(id);
    ip->time_to_live = 64;
    ip->next_proto_id = IPPROTO_UDP;
    ip->src_addr = rte_cpu_to_be_32(RTE_IPV4(10, 0, 0, 1));
    ip->dst_addr = rte_cpu_to_be_32(RTE_IPV4(10, 0, 0, 2));
    return packet;
}

static struct rte_mbuf* make_ipv6(uint32_t payload) {
    struct rte_mbuf* packet = make_packet(sizeof(struct rte_ipv6_hdr), payload);
    struct rte_ipv6_hdr* ip = rte_pktmbuf_mtod(packet, struct rte_ipv6_hdr*);
    ip->vtc_flow = rte_cpu_to_be_32(6u << 28);
    ip->payload_len = rte_cpu_to_be_16((uint16_t)payload);
    ip->proto = IPPROTO_UDP;
    ip->hop_limits = 64;
    memset(&ip->src_addr, 0x20, 16);
    memset(&ip->dst_addr, 0x30, 16);
    return packet;
}

static uint32_t hash_of(struct rte_mbuf* packet) {
    static uint8_t bytes[70000];
    return rte_jhash(rte_pktmbuf_read(packet, 0, packet->pkt_len, bytes), packet->pkt_len, 0);
}

static void print_fragments(struct rte_mbuf** fragments, int count) {
    printf("fragments %d", count);
    for (int i = 0; i < count; ++i)
        printf(" %u/%u/%08x", fragments[i]->pkt_len, fragments[i]->l3_len, hash_of(fragments[i]));
    printf("\n");
}

static void shuffle(struct rte_mbuf** fragments, int count) {
    for (int i = count - 1; i > 0; --i) {
        const uint32_t other = below((uint32_t)i + 1);
        struct rte_mbuf* swapped = fragments[i];
        fragments[i] = fragments[other];
        fragments[other] = swapped;
    }
}

static void print_whole(struct rte_mbuf* whole) {
    if (whole == NULL)
        return;
    printf("whole %u %u %lx\n", whole->pkt_len, hash_of(whole), (unsigned long)whole->ol_flags);
    rte_pktmbuf_free(whole);
}

/* With `lost`, one of the fragments does not come. */
static void reassemble_ipv4(struct rte_ip_frag_tbl* table, struct rte_mbuf** fragments, int count, int lost,
                            uint64_t now) {
    // Else what is too old goes when others come, of which not all are the same.
    rte_ip_frag_table_del_expired_entries(table, &row, now);
    printf("expired %u\n", row.cnt);
    shuffle(fragments, count);
    for (int i = 0; i < count; ++i) {
        if (i == 0 && lost) {
            rte_pktmbuf_free(fragments[i]);
            continue;
        }
        fragments[i]->l2_len = 0;
        fragments[i]->l3_len = 20;
        print_whole(rte_ipv4_frag_reassemble_packet(table, &row, fragments[i], now,
                                                    rte_pktmbuf_mtod(fragments[i], struct rte_ipv4_hdr*)));
        printf("row %u\n", row.cnt);
    }
    rte_ip_frag_free_death_row(&row, 3);
}

static void run_ipv4(struct rte_ip_frag_tbl* table) {
    struct rte_mbuf* fragments[MOST];
    for (uint32_t i = 0; i < 300; ++i) {
        struct rte_mbuf* packet = make_ipv4(1 + below(7000), (uint16_t)i);
        if (i % 50 == 49)
            rte_pktmbuf_mtod(packet, struct rte_ipv4_hdr*)->fragment_offset = RTE_BE16(RTE_IPV4_HDR_DF_FLAG);
        const int count = rte_ipv4_fragment_packet(packet, fragments, i % 20 == 19 ? 2 : MOST,
                                                   (uint16_t)(900 + below(600)), direct, indirect);
        rte_pktmbuf_free(packet);
        print_fragments(fragments, count);
        if (count > 0 && rte_ipv4_frag_pkt_is_fragmented(rte_pktmbuf_mtod(fragments[0], struct rte_ipv4_hdr*)))
            reassemble_ipv4(table, fragments, count, i % 10 == 0, i * 100);
        else if (count == 1)
            rte_pktmbuf_free(fragments[0]);
    }
}

static void run_ipv6(struct rte_ip_frag_tbl* table) {
    struct rte_mbuf* fragments[MOST];
    for (uint32_t i = 0; i < 200; ++i) {
        struct rte_mbuf* packet = make_ipv6(1300 + below(6000));
        const int count = rte_ipv6_fragment_packet(packet, fragments, MOST, MTU, direct, indirect);
        rte_pktmbuf_free(packet);
        shuffle(fragments, count);
        for (int f = 0; f < count; ++f) {
            struct rte_ipv6_hdr* ip = rte_pktmbuf_mtod(fragments[f], struct rte_ipv6_hdr*);
            struct rte_ipv6_fragment_ext* place = rte_ipv6_frag_get_ipv6_fragment_header(ip);
            place->id = i;
            fragments[f]->l2_len = 0;
            fragments[f]->l3_len = sizeof(*ip) + sizeof(*place);
            rte_ip_frag_table_del_expired_entries(table, &row, i * 100);
            printf("fragment %u %08x\n", fragments[f]->pkt_len, hash_of(fragments[f]));
            print_whole(rte_ipv6_frag_reassemble_packet(table, &row, fragments[f], i * 100, ip, place));
        }
        rte_ip_frag_free_death_row(&row, 3);
    }
}

static void refuse(void) {
    printf("tables %d", rte_ip_frag_table_create(16, 3, 16, 1000, 0) == NULL);
    printf(" %d", rte_ip_frag_table_create(16, 4, 200, 1000, 0) == NULL);
    struct rte_mbuf* fragments[MOST];
    struct rte_mbuf* packet = make_ipv6(3000);
    printf(" mtu %d\n", rte_ipv6_fragment_packet(packet, fragments, MOST, 1000, direct, indirect));
    rte_pktmbuf_free(packet);
}

int main(int argc, char** argv) {
    start(argc, argv);
    direct = rte_pktmbuf_pool_create("direct", 4095, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
    indirect = rte_pktmbuf_pool_create("indirect", 4095, 0, 0, 0, 0);
    struct rte_ip_frag_tbl* table = rte_ip_frag_table_create(64, 16, 64, 1500, 0);
    printf("made %d %d %d\n", direct != NULL, indirect != NULL, table != NULL);
    run_ipv4(table);
    run_ipv6(table);
    rte_ip_frag_table_del_expired_entries(table, &row, 1000000);
    printf("expired %u\n", row.cnt);
    rte_ip_frag_free_death_row(&row, 0);
    rte_ip_frag_table_destroy(table);
    printf("left %u %u\n", rte_mempool_avail_count(direct), rte_mempool_avail_count(indirect));
    refuse();
    return 0;
}
