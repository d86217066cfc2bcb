// SPDX-License-Identifier: BSD-3-Clause
/* What the fast path's XDP program drops by itself, shared with the process that fills its maps: deny sets, policers.
 * Plain data. The value of a denied address, prefix or 5-tuple is the number of the rule that denies it; the key of a
 * 5-tuple is an xdpk_pushed_key of zone 0, whatever zone packets are of. */
#pragma once

#include <linux/types.h>

/* Prefixes of more than one address that are denied. The trie's key: bits of `direction` and of the address. */
enum xdpk_direction {
    XDPK_SOURCE,
    XDPK_DESTINATION,
};

struct xdpk_deny_prefix4 {
    __u32 bits; /* 8 + the prefix' length */
    __u8 direction;
    __u8 address[4];
    __u8 pad[3];
};

struct xdpk_deny_prefix6 {
    __u32 bits;
    __u8 direction;
    __u8 address[16];
    __u8 pad[3];
};

/* A single address that is denied. */
struct xdpk_deny_host {
    __u8 address[16]; /* as in xdpk_pushed_key */
    __u8 ip_version;
    __u8 direction;
    __u8 pad[2];
};

/* What was dropped by a rule; a packet that several deny is the lowest's. */
struct xdpk_denied_sum {
    __u64 packets;
    __u64 bytes; /* of whole frames */
};

/* What of a port is denied. */
enum xdpk_deny_port_kind {
    XDPK_DENY_TCP_SOURCE,
    XDPK_DENY_TCP_DESTINATION,
    XDPK_DENY_UDP_SOURCE,
    XDPK_DENY_UDP_DESTINATION,
    XDPK_DENY_PORT_KINDS
};

/* A port; the key is its number. */
struct xdpk_deny_port {
    __u32 by[XDPK_DENY_PORT_KINDS]; /* 1 plus the rule that denies it; 0: none does */
};

/* Bits of xdpk_fastpath_state::deny: which of the sets have entries. */
enum xdpk_deny_kind {
    XDPK_DENY_HOST_SOURCES = 1 << 0,
    XDPK_DENY_HOST_DESTINATIONS = 1 << 1,
    XDPK_DENY_PREFIX_SOURCES = 1 << 2,
    XDPK_DENY_PREFIX_DESTINATIONS = 1 << 3,
    XDPK_DENY_FLOWS = 1 << 4,
    XDPK_DENY_PORTS = 1 << 5,
};

/* A token bucket; fractions of tokens, which are bytes or packets, are kept as billionths. */
struct xdpk_pushed_policer {
    __u64 rate;    /* tokens a second, that is billionths a nanosecond */
    __u64 burst;   /* in billionths */
    __u64 fill_ns; /* in which an empty bucket is full: burst / rate, rounded up */
    __u64 held;    /* in billionths; at first as many as `burst` */
    __u64 then;    /* CLOCK_MONOTONIC; nanoseconds */
    __u64 dropped; /* packets */
#ifdef __bpf__
    struct bpf_spin_lock lock;
#else
    __u32 lock;
#endif
    __u32 in_packets;
};

#ifdef __cplusplus
static_assert(sizeof(xdpk_deny_prefix4) == 12 && sizeof(xdpk_deny_prefix6) == 24 && sizeof(xdpk_deny_host) == 20);
static_assert(sizeof(xdpk_pushed_policer) == 56);
#endif
