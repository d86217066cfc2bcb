// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_JHASH_H
#define XDPK_RTE_JHASH_H

/* Bob Jenkins's hash of 2006 ("lookup3"): quick, and without a secret. */

#include <stddef.h>
#include <stdint.h>
#include <string.h>

#ifdef __cplusplus
extern "C" {
#endif

/** What every hash starts from. */
#define RTE_JHASH_GOLDEN_RATIO 0xdeadbeef

/** The state: three words, of which the last becomes the hash. */
struct xdpk_jhash {
    uint32_t a, b, c;
};

static inline uint32_t xdpk_jhash_rotate(uint32_t x, unsigned int by) { return x << by | x >> (32 - by); }

/** After each twelve bytes but the last. */
static inline void xdpk_jhash_mix(struct xdpk_jhash* h) {
    h->a = (h->a - h->c) ^ xdpk_jhash_rotate(h->c, 4), h->c += h->b;
    h->b = (h->b - h->a) ^ xdpk_jhash_rotate(h->a, 6), h->a += h->c;
    h->c = (h->c - h->b) ^ xdpk_jhash_rotate(h->b, 8), h->b += h->a;
    h->a = (h->a - h->c) ^ xdpk_jhash_rotate(h->c, 16), h->c += h->b;
    h->b = (h->b - h->a) ^ xdpk_jhash_rotate(h->a, 19), h->a += h->c;
    h->c = (h->c - h->b) ^ xdpk_jhash_rotate(h->b, 4), h->b += h->a;
}

/** After the last. */
static inline void xdpk_jhash_finish(struct xdpk_jhash* h) {
    h->c = (h->c ^ h->b) - xdpk_jhash_rotate(h->b, 14);
    h->a = (h->a ^ h->c) - xdpk_jhash_rotate(h->c, 11);
    h->b = (h->b ^ h->a) - xdpk_jhash_rotate(h->a, 25);
    h->c = (h->c ^ h->b) - xdpk_jhash_rotate(h->b, 16);
    h->a = (h->a ^ h->c) - xdpk_jhash_rotate(h->c, 4);
    h->b = (h->b ^ h->a) - xdpk_jhash_rotate(h->a, 14);
    h->c = (h->c ^ h->b) - xdpk_jhash_rotate(h->b, 24);
}

static inline void xdpk_jhash_add(struct xdpk_jhash* h, const void* key, size_t length) {
    uint32_t words[3] = {0, 0, 0};
    memcpy(words, key, length);
    h->a += words[0];
    h->b += words[1];
    h->c += words[2];
}

/** Two hashes of `length` bytes at once: *pc, which is the better one, and *pb. Both are initial values too. */
static inline void rte_jhash_2hashes(const void* key, uint32_t length, uint32_t* pc, uint32_t* pb) {
    const uint8_t* from = (const uint8_t*)key;
    const uint32_t start = RTE_JHASH_GOLDEN_RATIO + length + *pc;
    struct xdpk_jhash h = {start, start, start + *pb};
    for (; length > 12; length -= 12, from += 12) {
        xdpk_jhash_add(&h, from, 12);
        xdpk_jhash_mix(&h);
    }
    if (length > 0) {
        xdpk_jhash_add(&h, from, length);
        xdpk_jhash_finish(&h);
    }
    *pc = h.c;
    *pb = h.b;
}

/** The same of `length` words. */
static inline void rte_jhash_32b_2hashes(const uint32_t* k, uint32_t length, uint32_t* pc, uint32_t* pb) {
    rte_jhash_2hashes(k, length * 4, pc, pb);
}

/** A hash of `length` bytes. */
static inline uint32_t rte_jhash(const void* key, uint32_t length, uint32_t initval) {
    uint32_t second = 0;
    rte_jhash_2hashes(key, length, &initval, &second);
    return initval;
}

/** A hash of `length` words. */
static inline uint32_t rte_jhash_32b(const uint32_t* k, uint32_t length, uint32_t initval) {
    return rte_jhash(k, length * 4, initval);
}

/** rte_jhash_32b() of three words, of two, of one: of such as there are not, 0 counts. */
static inline uint32_t rte_jhash_3words(uint32_t a, uint32_t b, uint32_t c, uint32_t initval) {
    const uint32_t start = RTE_JHASH_GOLDEN_RATIO + 12 + initval;
    struct xdpk_jhash h = {start + a, start + b, start + c};
    xdpk_jhash_finish(&h);
    return h.c;
}

static inline uint32_t rte_jhash_2words(uint32_t a, uint32_t b, uint32_t initval) {
    return rte_jhash_3words(a, b, 0, initval - 4);
}

static inline uint32_t rte_jhash_1word(uint32_t a, uint32_t initval) { return rte_jhash_3words(a, 0, 0, initval - 8); }

#ifdef __cplusplus
}
#endif

#endif
