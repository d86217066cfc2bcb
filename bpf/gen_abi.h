// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the generator's program shares with the process that runs it. "raw": as the bytes stand in the frame. */
#pragma once

#include <linux/types.h>

#define GEN_HEADER_WORDS 64

/* Set before loading. Places are counted in 16-bit words from the frame's start; 0: there is no such field. */
struct gen_plan {
    __u64 rate; /* frames per second and CPU; 0: as fast as it goes */
    __u32 ifindex;
    __u32 flows;
    __u32 entries;
    __u32 longest;      /* bytes of the frame that the program is run with */
    __u32 header_bytes; /* written anew on every frame: whoever had it last may have changed it */
    __u32 address;      /* of flow 0: the low 32 bits of the source address */
    __u16 port;         /* of flow 0 */
    __u16 address_at;
    __u16 port_at;
    __u16 ip_length_at;
    __u16 ip_checksum_at;
    __u16 l4_length_at;
    __u16 l4_checksum_at;
    __u16 stamp_at;
    __u8 is_udp;
    __u8 has_pseudo_header; /* the transport checksum covers addresses */
};

/* A size in the order of sending, raw. The sums are of all that the checksums cover, less what the program varies. */
struct gen_entry {
    __u16 length; /* of the frame; not raw */
    __u16 ip_length;
    __u16 ip_sum;
    __u16 l4_length;
    __u16 l4_sum;
};

/* One per CPU. The process writes all of it before the first run and only `limit` during one. */
struct gen_thread {
    __u64 sent;
    __u64 limit;   /* no more once `sent` is there */
    __u64 started; /* CLOCK_MONOTONIC; 0: not yet */
    __u64 ended;   /* when `sent` came to `limit`; 0: not yet */
    __u64 due;     /* frames that may have been sent by now, for all that was known last */
    __u64 epoch;   /* due_base was due then */
    __u64 due_base;
    __u32 entry;
    __u32 flow;
    __u32 sequence;
    __u16 stream;
    __u16 words[GEN_HEADER_WORDS]; /* the header, raw */
} __attribute__((aligned(64)));
