// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <rte_hash_crc.h>
#include <rte_jhash.h>
#include <rte_thash.h>

static uint32_t buffer[40];

static void refill(void) {
    for (size_t i = 0; i < RTE_DIM(buffer); ++i)
        buffer[i] = next32();
}

static void print_jhash(void) {
    const uint8_t* bytes = (const uint8_t*)buffer;
    for (uint32_t length = 0; length < 64; ++length) {
        uint32_t first = length;
        uint32_t second = length * 3;
        rte_jhash_2hashes(bytes + 1, length, &first, &second);
        printf("jhash %u %08x %08x %08x", length, rte_jhash(bytes, length, length * 7), first, second);
        printf(" %08x\n", rte_jhash_32b(buffer, length % 16, length));
        rte_jhash_32b_2hashes(buffer, length % 16, &first, &second);
        printf("jhash words %08x %08x", first, second);
        printf(" %08x %08x", rte_jhash_1word(buffer[0], length), rte_jhash_2words(buffer[0], buffer[1], length));
        printf(" %08x\n", rte_jhash_3words(buffer[0], buffer[1], buffer[2], length));
    }
}

static void print_crc(void) {
    for (uint32_t length = 0; length < 64; ++length)
        printf("crc %u %08x\n", length, rte_hash_crc((const uint8_t*)buffer + length % 3, length, length));
    printf("crc %08x %08x", rte_hash_crc_1byte((uint8_t)buffer[0], 1), rte_hash_crc_2byte((uint16_t)buffer[1], 2));
    printf(" %08x %08x\n", rte_hash_crc_4byte(buffer[2], 3), rte_hash_crc_8byte(next64(), 4));
}

static void print_thash(void) {
    uint8_t key[40];
    uint8_t turned[40];
    union rte_thash_tuple tuple;
    struct rte_ipv6_hdr header;
    for (size_t i = 0; i < sizeof(key); ++i)
        key[i] = (uint8_t)next32();
    rte_convert_rss_key((const uint32_t*)key, (uint32_t*)turned, sizeof(key));
    for (uint32_t i = 0; i < sizeof(header); ++i)
        ((uint8_t*)&header)[i] = (uint8_t)next32();
    rte_thash_load_v6_addrs(&header, &tuple);
    tuple.v6.sctp_tag = next32();
    for (uint32_t length = 0; length <= RTE_THASH_V6_L4_LEN; ++length) {
        printf("thash %u %08x", length, rte_softrss((uint32_t*)&tuple, length, key));
        printf(" %08x\n", rte_softrss_be((uint32_t*)&tuple, length, turned));
    }
    printf("lengths %zu %zu %zu %zu\n", RTE_THASH_V4_L3_LEN, RTE_THASH_V4_L4_LEN, RTE_THASH_V6_L3_LEN,
           RTE_THASH_V6_L4_LEN);
}

int main(int argc, char** argv) {
    start(argc, argv);
    for (int round = 0; round < 20; ++round) {
        refill();
        print_jhash();
        print_crc();
        print_thash();
    }
    return 0;
}
