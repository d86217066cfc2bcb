// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* Which frames are the sockets', by the tables of claims_abi.h; for programs to include, each with maps of its own. */
#pragma once

#include "claims_frame.bpf.h"

/* The map of this name is this number alone; to read it costs no look-up. */
volatile __u32 claims_active SEC(".data.claims") = 0;

struct {
    __uint(type, BPF_MAP_TYPE_ARRAY);
    __uint(max_entries, 2);
    __type(key, __u32);
    __type(value, struct claims_table);
} claims_tables SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, 2 * CLAIMS_PREFIXES);
    __type(key, struct claims_key4);
    __type(value, __u64);
} claims_ipv4 SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_LPM_TRIE);
    __uint(map_flags, BPF_F_NO_PREALLOC);
    __uint(max_entries, 2 * CLAIMS_PREFIXES);
    __type(key, struct claims_key6);
    __type(value, __u64);
} claims_ipv6 SEC(".maps");

struct {
    __uint(type, BPF_MAP_TYPE_PERCPU_ARRAY);
    __uint(max_entries, CLAIMS_COUNTERS);
    __type(key, __u32);
    __type(value, __u64);
} claims_counts SEC(".maps");

/*
 * The claims that these fit. Not static: so the verifier looks at it once, and with values that may be any, which loads
 * that it does not trust (CAP_BPF without CAP_PERFMON) depend on.
 */
__attribute__((noinline)) __u64 claims_fitting(__u32 active, __u32 type, __u32 vlan, __u32 protocol, __u32 port) {
    const __u32 index = active - 1;
    const struct claims_table* t = bpf_map_lookup_elem(&claims_tables, &index);

    if (!t || type > 0xffff || vlan >= CLAIMS_VLANS || protocol > CLAIMS_NO_PROTOCOL || port > CLAIMS_NO_PORT)
        return 0;
    return t->types[t->class_of_type[type]] & t->vlans[t->class_of_vlan[vlan]] & t->protocols[protocol] &
           t->ports[t->class_of_port[port]];
}

/* The claims that fit the destination address, among others that do not matter. */
static __always_inline __u64 claims_of_address(__u32 active, const struct claims_frame* f) {
    const __u64* claims;

    if (f->type == ETH_P_IP) {
        const struct claims_key4 key = {.bits = 64, .active = active, .address = f->destination[0]};
        claims = bpf_map_lookup_elem(&claims_ipv4, &key);
    } else {
        const struct claims_key6 key = {
            160, active, {f->destination[0], f->destination[1], f->destination[2], f->destination[3]}};
        claims = bpf_map_lookup_elem(&claims_ipv6, &key);
    }
    return claims ? *claims : 0;
}

/* True if the frame is the sockets'; `active` is what claims_active was for this frame. */
static __always_inline bool claims_take(struct xdp_md* ctx, __u32 active) {
    const __u32 index = active - 1;
    struct claims_frame f = {.protocol = CLAIMS_NO_PROTOCOL, .port = CLAIMS_NO_PORT};

    if (!active)
        return true;
    const struct claims_table* t = bpf_map_lookup_elem(&claims_tables, &index);
    if (!t || !claims_read(&f, ctx))
        return false;
    const __u64 fitting = claims_fitting(active, f.type, f.vlan, f.protocol, f.port);
    if (fitting & t->any_destination)
        return true;
    return fitting && f.has_destination && fitting & claims_of_address(active, &f);
}

static __always_inline void claims_count(__u32 counter) {
    __u64* count = bpf_map_lookup_elem(&claims_counts, &counter);

    if (count)
        ++*count;
}

/* True if the frame is the kernel's, which is counted. A program that decides on its own asks this first. */
static __always_inline bool claims_pass(struct xdp_md* ctx, __u32 active) {
    if (claims_take(ctx, active))
        return false;
    claims_count(CLAIMS_PASSED);
    return true;
}

/*
 * Sends a claimed frame to the socket of its queue in the XSKMAP `sockets`, or to the kernel if there is none. While
 * there are no claims, a frame costs no more than that: the sockets count by themselves.
 */
static __always_inline int claims_send(struct xdp_md* ctx, __u32 active, void* sockets) {
    const int verdict = bpf_redirect_map(sockets, ctx->rx_queue_index, XDP_PASS);

    if (verdict != XDP_REDIRECT)
        claims_count(CLAIMS_NO_SOCKET);
    else if (active)
        claims_count(CLAIMS_CLAIMED);
    return verdict;
}
