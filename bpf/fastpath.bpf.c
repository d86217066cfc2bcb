// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * The redirect program with a fast path before it: packets of flows that user space has pushed down are rewritten and
 * sent from here, denied ones are dropped, all others go to the socket.
 *
 * A packet that goes to the socket is as it came, whatever was tried with it.
 */
#include "fastpath_checksum.bpf.h"
#include "fastpath_limits.bpf.h"
#include "fastpath_rewrite.bpf.h"
#include "fastpath_transport.bpf.h"
#include "fastpath_tunnel.bpf.h"
#include "to_socket.bpf.h"

/* Beside XDP's verdicts: the packet is the socket's. */
#define XDPK_TO_SOCKET (-1)

static __always_inline int leave(__u32 why) {
    count(why);
    return XDPK_TO_SOCKET;
}

static __always_inline int drop(__u32 why) {
    count(why);
    return XDP_DROP;
}

static __always_inline void count_flow(struct xdpk_pushed_flow* f, __u32 bytes) {
    __sync_fetch_and_add(&f->packets, 1);
    __sync_fetch_and_add(&f->bytes, bytes);
    f->last_seen = bpf_ktime_get_coarse_ns();
}

/* Reads the headers and drops what is denied. */
static __always_inline int inspect(struct xdp_md* ctx, struct fast_packet* p, __u32 kinds) {
    const void* data = (const void*)(long)ctx->data;
    const void* end = (const void*)(long)ctx->data_end;
    __u8 flags = 0;
    __u32 why;

    if (!read_ethernet(data, end, p))
        return leave(XDPK_FAST_OTHER);
    if (use.policers && use.policer && is_above_rate(use.policer, p->length - (__u32)p->l3))
        return drop(XDPK_FAST_POLICED);
    if (p->type == bpf_htons(ETH_P_IP)) {
        if (!read_ipv4(data, end, p))
            return leave(XDPK_FAST_OTHER);
    } else if (!use.ipv6 || p->type != bpf_htons(ETH_P_IPV6) || !read_ipv6(data, end, p)) {
        return leave(XDPK_FAST_OTHER);
    }
    if (!use.deny_flows_only && is_denied(p, rule_against_address(p, kinds), NO_RULE, NO_RULE, &why))
        return drop(why);
    if (!p->plain)
        return leave(XDPK_FAST_FRAGMENT);
    if (!read_transport(data, end, p, &flags))
        return leave(XDPK_FAST_OTHER);
    if (is_denied(p, use.deny_flows_only ? rule_against_address(p, kinds) : NO_RULE, rule_against_flow(p, kinds),
                  rule_against_port(p, kinds), &why))
        return drop(why);
    return flags & TCP_TURNING ? leave(XDPK_FAST_TURNING) : XDP_PASS;
}

static __always_inline void set_macs(void* data, const struct xdpk_pushed_flow* f) {
    __builtin_memcpy(data, f->destination_mac, 2 * ETH_ALEN);
}

/* From here on the packet is changed. `tunnel`: null if there is none. */
static __always_inline int forward(struct xdp_md* ctx, struct fast_packet* p, struct xdpk_pushed_flow* f,
                                   const struct xdpk_pushed_tunnel* tunnel) {
    __u64 ip_at = p->l3;

    SEEN(tunnel); /* else another value is tested in its place, and Linux 6.1 forgets what that says of it */
    count_flow(f, p->length);
    if (f->rewrite & XDPK_DECREMENT_TTL)
        --p->hop_limit;
    if (tunnel) {
        if (!write_tunnel(ctx, p, tunnel, f->hash))
            return drop(XDPK_FAST_FAILED);
        ip_at += tunnel->length;
    }
    BOUND(ip_at, 127);
    void* data = (void*)(long)ctx->data;
    const void* end = (const void*)(long)ctx->data_end;
    if (data + ETH_HLEN > end || !rewrite(data + ip_at, end, p, f))
        return drop(XDPK_FAST_FAILED);
    if (tunnel && (tunnel->flags & XDPK_TUNNEL_UDP_CHECKSUM) &&
        !write_udp_checksum(ctx, p, tunnel->flags & XDPK_TUNNEL_OUTER_V6))
        return drop(XDPK_FAST_FAILED);
    if (f->rewrite & XDPK_SET_MACS)
        set_macs(data, f);
    count(XDPK_FAST_FORWARDED);
    return use.sends_back && f->out_port == use.port ? XDP_TX : (int)bpf_redirect_map(&devices, f->out_port, 0);
}

static __always_inline int apply(struct xdp_md* ctx, struct fast_packet* p, struct xdpk_pushed_flow* f) {
    const __u32 out = f->out_port;
    const struct xdpk_way_out* way = bpf_map_lookup_elem(&ways, &out);
    const struct xdpk_pushed_tunnel* tunnel = 0;
    __u32 length = p->length;

    if (f->verdict != XDPK_FORWARD || !way || !way->most_bytes)
        return leave(XDPK_FAST_NO_WAY);
    if ((f->rewrite & XDPK_DECREMENT_TTL) && p->hop_limit <= 1)
        return leave(XDPK_FAST_LAST_HOP);
    if (f->tunnel) {
        const __u32 number = 2 * f->tunnel + (p->key.ip_version == 6);
        tunnel = use.tunnels ? bpf_map_lookup_elem(&tunnels, &number) : 0;
        if (!tunnel || !tunnel->length)
            return leave(XDPK_FAST_NO_WAY);
        if (length > (__u32)p->l3 + tunnel->inner_mtu)
            return leave(XDPK_FAST_TOO_BIG);
        length = (__u32)p->l3 + tunnel->length + p->ip_length;
        if ((tunnel->flags & XDPK_TUNNEL_UDP_CHECKSUM) && length > LONGEST_SUM)
            return leave(XDPK_FAST_TOO_BIG);
    }
    if (length > way->most_bytes)
        return leave(XDPK_FAST_TOO_BIG);
    if (tunnel && !make_room(ctx, p, tunnel->length))
        return leave(XDPK_FAST_NO_WAY);
    if (use.policers && is_above_rate(f->policer, p->length - (__u32)p->l3)) {
        count_flow(f, p->length);
        return drop(XDPK_FAST_POLICED);
    }
    return forward(ctx, p, f, tunnel);
}

static __always_inline int take(struct xdp_md* ctx) {
    struct fast_packet p = {.length = (__u32)bpf_xdp_get_buff_len(ctx), .key.zone = use.zone};
    const __u32 first = 0;
    const struct xdpk_fastpath_state* now = bpf_map_lookup_elem(&state, &first);
    struct xdpk_pushed_flow* f;
    int verdict;

    if (!now || p.length != ctx->data_end - ctx->data)
        return leave(XDPK_FAST_FRAGMENT);
    verdict = inspect(ctx, &p, now->deny);
    if (verdict != XDP_PASS)
        return verdict;
    f = bpf_map_lookup_elem(&flows, &p.key);
    if (!f)
        return leave(XDPK_FAST_NO_FLOW);
    if (f->epoch != *(const volatile __u32*)&now->epoch)
        return leave(XDPK_FAST_STALE);
    if (f->verdict == XDPK_DROP) {
        count_flow(f, p.length);
        return drop(XDPK_FAST_DROPPED);
    }
    return apply(ctx, &p, f);
}

SEC("xdp.frags")
int xdpk_redirect(struct xdp_md* ctx) {
    const __u32 active = claims_active;
    int verdict;

    if (claims_pass(ctx, active))
        return XDP_PASS;
    verdict = take(ctx);
    return verdict == XDPK_TO_SOCKET ? claims_send(ctx, active, &xsks_map) : verdict;
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
