// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <string.h>

#include <rte_arp.h>
#include <rte_esp.h>
#include <rte_gre.h>
#include <rte_gtp.h>
#include <rte_icmp.h>
#include <rte_ip.h>
#include <rte_mpls.h>
#include <rte_sctp.h>
#include <rte_tcp.h>
#include <rte_udp.h>
#include <rte_vxlan.h>

static union {
    uint8_t bytes[2048];
    uint64_t align;
} packet;

static void print_sizes(void) {
    printf("%zu %zu %zu %zu\n", sizeof(struct rte_ipv4_hdr), sizeof(struct rte_ipv6_hdr), sizeof(struct rte_tcp_hdr),
           sizeof(struct rte_udp_hdr));
    printf("%zu %zu %zu %zu\n", sizeof(struct rte_icmp_hdr), sizeof(struct rte_arp_hdr), sizeof(struct rte_sctp_hdr),
           sizeof(struct rte_gre_hdr));
    printf("%zu %zu %zu %zu\n", sizeof(struct rte_vxlan_hdr), sizeof(struct rte_vxlan_gpe_hdr),
           sizeof(struct rte_mpls_hdr), sizeof(struct rte_gtp_hdr));
    printf("%zu %zu %zu\n", sizeof(struct rte_esp_hdr), sizeof(struct rte_esp_tail), RTE_IPV6_FRAG_HDR_SIZE);
}

static void print_bits(void) {
    const struct rte_gre_hdr* gre = (const struct rte_gre_hdr*)packet.bytes;
    const struct rte_mpls_hdr* mpls = (const struct rte_mpls_hdr*)packet.bytes;
    const struct rte_ipv4_hdr* ip = (const struct rte_ipv4_hdr*)packet.bytes;
    printf("gre %u %u %u %u", gre->c, gre->k, gre->s, gre->ver);
    printf(" mpls %u %u %u %u", mpls->tag_msb, mpls->tag_lsb, mpls->tc, mpls->bs);
    printf(" ip %u %u %u\n", ip->ihl, ip->version, rte_ipv4_hdr_len(ip));
}

static void print_ipv4(size_t length) {
    struct rte_ipv4_hdr* ip = (struct rte_ipv4_hdr*)packet.bytes;
    ip->version_ihl = (uint8_t)(0x45 + below(4));
    ip->next_proto_id = below(2) != 0 ? IPPROTO_UDP : IPPROTO_TCP;
    ip->total_length = rte_cpu_to_be_16((uint16_t)(rte_ipv4_hdr_len(ip) + length));
    ip->hdr_checksum = 0;
    ip->hdr_checksum = rte_ipv4_cksum(ip);
    const void* l4 = packet.bytes + rte_ipv4_hdr_len(ip);
    printf("ipv4 %04x %04x %04x %04x", ip->hdr_checksum, rte_ipv4_cksum(ip), rte_ipv4_phdr_cksum(ip, 0),
           rte_ipv4_phdr_cksum(ip, RTE_MBUF_F_TX_TCP_SEG));
    struct rte_udp_hdr* udp = (struct rte_udp_hdr*)(packet.bytes + rte_ipv4_hdr_len(ip));
    udp->dgram_cksum = 0;
    ip->next_proto_id = IPPROTO_UDP;
    udp->dgram_cksum = rte_ipv4_udptcp_cksum(ip, l4);
    printf(" %04x %d\n", udp->dgram_cksum, rte_ipv4_udptcp_cksum_verify(ip, l4));
}

static void print_ipv6(size_t length) {
    struct rte_ipv6_hdr* ip = (struct rte_ipv6_hdr*)packet.bytes;
    ip->proto = IPPROTO_TCP;
    ip->payload_len = rte_cpu_to_be_16((uint16_t)length);
    struct rte_tcp_hdr* tcp = (struct rte_tcp_hdr*)(ip + 1);
    printf("ipv6 %04x %04x", rte_ipv6_phdr_cksum(ip, 0), rte_ipv6_phdr_cksum(ip, RTE_MBUF_F_TX_TCP_SEG));
    printf(" %d", rte_ipv6_udptcp_cksum_verify(ip, tcp));
    tcp->cksum = 0;
    tcp->cksum = rte_ipv6_udptcp_cksum(ip, tcp);
    printf(" %04x %d\n", tcp->cksum, rte_ipv6_udptcp_cksum_verify(ip, tcp));
}

static void print_extension(void) {
    static const int kinds[] = {IPPROTO_HOPOPTS, IPPROTO_ROUTING, IPPROTO_AH, IPPROTO_FRAGMENT, IPPROTO_TCP};
    for (size_t i = 0; i < RTE_DIM(kinds); ++i) {
        size_t length = 0;
        const int next = rte_ipv6_get_next_ext(packet.bytes, kinds[i], &length);
        printf("extension %d %d %zu\n", kinds[i], next, length);
    }
}

int main(int argc, char** argv) {
    start(argc, argv);
    print_sizes();
    for (int round = 0; round < 300; ++round) {
        for (size_t i = 0; i < sizeof(packet.bytes); ++i)
            packet.bytes[i] = (uint8_t)next32();
        const uint32_t length = 20 + below(1200);
        printf("raw %04x %04x\n", rte_raw_cksum(packet.bytes + round % 4, length), rte_raw_cksum(packet.bytes, 1));
        print_bits();
        print_extension();
        print_ipv4(length);
        print_ipv6(length);
    }
    return 0;
}
