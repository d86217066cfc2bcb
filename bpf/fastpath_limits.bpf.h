// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What the fast path drops by itself: deny sets and what is above a rate. */
#pragma once

#include "fastpath_packet.bpf.h"

#define BILLION 1000000000ULL
#define NO_RULE (~0U)

/* The lower of a rule and one that was found, if one was. */
static __always_inline __u32 lower(__u32 rule, const __u32* found) { return found && *found < rule ? *found : rule; }

static __always_inline const __u32* denied_host(const struct fast_packet* p, __u8 direction) {
    struct xdpk_deny_host key = {.ip_version = p->key.ip_version, .direction = direction};

    __builtin_memcpy(key.address, direction == XDPK_SOURCE ? p->key.source : p->key.destination, sizeof(key.address));
    return bpf_map_lookup_elem(&deny_hosts, &key);
}

static __always_inline const __u32* denied_prefix(const struct fast_packet* p, __u8 direction) {
    const __u8* address = direction == XDPK_SOURCE ? p->key.source : p->key.destination;

    if (p->key.ip_version == 4) {
        struct xdpk_deny_prefix4 key = {.bits = 8 + 32, .direction = direction};
        __builtin_memcpy(key.address, address, sizeof(key.address));
        return bpf_map_lookup_elem(&deny_prefixes4, &key);
    }
    struct xdpk_deny_prefix6 key = {.bits = 8 + 128, .direction = direction};
    __builtin_memcpy(key.address, address, sizeof(key.address));
    return bpf_map_lookup_elem(&deny_prefixes6, &key);
}

/* The lowest rule that denies one of its addresses, else NO_RULE. None is below 0. */
static __always_inline __u32 rule_against_address(const struct fast_packet* p, __u32 kinds) {
    __u32 rule = NO_RULE;

    if (use.denied_addresses && (kinds & XDPK_DENY_HOST_SOURCES))
        rule = lower(rule, denied_host(p, XDPK_SOURCE));
    if (use.denied_addresses && rule && (kinds & XDPK_DENY_HOST_DESTINATIONS))
        rule = lower(rule, denied_host(p, XDPK_DESTINATION));
    if (use.denied_prefixes && rule && (kinds & XDPK_DENY_PREFIX_SOURCES))
        rule = lower(rule, denied_prefix(p, XDPK_SOURCE));
    if (use.denied_prefixes && rule && (kinds & XDPK_DENY_PREFIX_DESTINATIONS))
        rule = lower(rule, denied_prefix(p, XDPK_DESTINATION));
    return rule;
}

/* The rule that denies its 5-tuple, in whatever zone, else NO_RULE. */
static __always_inline __u32 rule_against_flow(struct fast_packet* p, __u32 kinds) {
    const __u32* found;

    if (!use.denied_flows || !(kinds & XDPK_DENY_FLOWS))
        return NO_RULE;
    p->key.zone = 0;
    found = bpf_map_lookup_elem(&deny_flows, &p->key);
    p->key.zone = use.zone;
    return lower(NO_RULE, found);
}

/* The lower of `rule` and the one that denies the port, if one does. */
static __always_inline __u32 lower_by_port(__u32 rule, __be16 port, bool udp, bool destination) {
    const __u32 number = bpf_ntohs(port);
    const struct xdpk_deny_port* denied = bpf_map_lookup_elem(&deny_ports, &number);
    __u32 by;

    if (!denied)
        return rule;
    if (destination)
        by = udp ? denied->by[XDPK_DENY_UDP_DESTINATION] : denied->by[XDPK_DENY_TCP_DESTINATION];
    else
        by = udp ? denied->by[XDPK_DENY_UDP_SOURCE] : denied->by[XDPK_DENY_TCP_SOURCE];
    return by && by - 1 < rule ? by - 1 : rule;
}

/* The lowest rule that denies one of its ports, else NO_RULE. */
static __always_inline __u32 rule_against_port(const struct fast_packet* p, __u32 kinds) {
    const bool udp = p->key.protocol == IPPROTO_UDP;
    __u32 rule = NO_RULE;

    if (!use.denied_ports || !(kinds & XDPK_DENY_PORTS) || (!udp && p->key.protocol != IPPROTO_TCP))
        return NO_RULE;
    rule = lower_by_port(rule, p->key.source_port, udp, false);
    return lower_by_port(rule, p->key.destination_port, udp, true);
}

/* Whether one of the rules denies the packet; for the lowest of them it is counted, and told by `*why`. */
static __always_inline bool is_denied(const struct fast_packet* p, __u32 by_address, __u32 by_flow, __u32 by_port,
                                      __u32* why) {
    __u32 rule = by_address;
    struct xdpk_denied_sum* sum;

    *why = XDPK_FAST_DENIED_ADDRESS;
    if (by_flow < rule) {
        rule = by_flow;
        *why = XDPK_FAST_DENIED_FLOW;
    }
    if (by_port < rule) {
        rule = by_port;
        *why = XDPK_FAST_DENIED_PORT;
    }
    if (rule == NO_RULE)
        return false;
    sum = bpf_map_lookup_elem(&denied, &rule);
    if (sum) {
        ++sum->packets;
        sum->bytes += p->length;
    }
    return true;
}

/* Whether the packet is above its rate: a token bucket, exact to a billionth. */
static __always_inline bool is_above_rate(__u32 number, __u32 bytes) {
    struct xdpk_pushed_policer* t = number ? bpf_map_lookup_elem(&policers, &number) : 0;

    if (!t)
        return false;
    const __u64 now = bpf_ktime_get_ns();
    const __u64 price = t->in_packets ? BILLION : bytes * BILLION;
    bool above = true;
    bpf_spin_lock(&t->lock);
    const __u64 elapsed = now > t->then ? now - t->then : 0;
    if (elapsed >= t->fill_ns)
        t->held = t->burst;
    else
        t->held += elapsed * t->rate;
    if (t->held > t->burst)
        t->held = t->burst;
    t->then += elapsed;
    if (t->held >= price) {
        t->held -= price;
        above = false;
    } else {
        ++t->dropped;
    }
    bpf_spin_unlock(&t->lock);
    return above;
}
