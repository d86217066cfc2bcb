// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the counting program shares with the process that attaches it. */
#pragma once

#include <linux/bpf.h>
#include <linux/types.h>

/* Nanoseconds, log-linear: each power of two in 16 parts, so a value is known to 6 %. */
#define SINK_LATENCY_PART_BITS 4
#define SINK_LATENCY_PARTS (1 << SINK_LATENCY_PART_BITS)
#define SINK_LATENCY_BITS 40
#define SINK_LATENCY_MOST ((1ULL << SINK_LATENCY_BITS) - 1)
#define SINK_LATENCY_BUCKETS ((SINK_LATENCY_BITS - SINK_LATENCY_PART_BITS + 1) * SINK_LATENCY_PARTS)

/* Of one rx queue. */
struct sink_queue {
    __u64 packets;
    __u64 bytes;
};

/* Of one stream of stamped frames. */
struct sink_stream {
    struct bpf_spin_lock lock;
    __u32 pad;
    __u64 seen;       /* bit n: number next - 1 - n has come */
    __u64 next;       /* the highest number yet, plus 1 */
    __u64 received;   /* without duplicates */
    __u64 late;       /* came after a higher number (RFC 4737's reordered) */
    __u64 duplicates; /* of one of the last 64 numbers */
};
