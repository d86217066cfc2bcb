// SPDX-License-Identifier: BSD-3-Clause
/* What the fast path's XDP program shares with the process that fills its maps: flows whose packets never come to user
 * space, ways out, tunnels. What it drops by itself is in pushed_limits.h. Plain data. Fields "as on the wire" are
 * bytes as they stand in a packet. Tunnels and policers count from 1: 0 is none. */
#pragma once

#include <linux/types.h>
#include <xdpk/core/flow_record.h>

/* Key of a flow's one direction, and of a denied one: laid out as xdpk::flow_key. */
struct xdpk_pushed_key {
    __u8 source[16]; /* as on the wire; an IPv4 address with zeros behind */
    __u8 destination[16];
    __u16 source_port; /* as on the wire; of ICMP echo the identifier, in both */
    __u16 destination_port;
    __u16 zone; /* the port's constant, so that ports may have flows of their own; not as on the wire */
    __u8 protocol;
    __u8 ip_version; /* 4 or 6 */
};

/* Bit of xdpk_pushed_flow::rewrite, beside XDPK_REWRITE_ADDRESSES and XDPK_DECREMENT_TTL. */
enum {
    XDPK_SET_MACS = 1 << 4, /* the Ethernet addresses become those of the record */
};

/* What XDP does with every packet of one direction of a flow; written as a whole by user space, but for the counters,
 * which start at what user space writes. */
struct xdpk_pushed_flow {
    __u8 verdict;   /* XDPK_FORWARD or XDPK_DROP; with any other the packet goes to the socket */
    __u8 rewrite;   /* XDPK_REWRITE_ADDRESSES, XDPK_DECREMENT_TTL, XDPK_SET_MACS */
    __u16 out_port; /* index into the ways out; of a packet that is forwarded */
    __u32 epoch;    /* valid only while xdpk_fastpath_state::epoch is the same */
    __u16 l3_delta; /* these two as in xdpk_flow_record */
    __u16 l4_delta;
    __u16 tunnel;  /* index into the tunnels */
    __u16 policer; /* index into the policers: packets above its rate are dropped */
    __u32 hash;    /* flow_hash() of the key, for UDP source ports and flow labels of tunnels */
    __u8 destination_mac[6];
    __u8 source_mac[6];
    __u8 source[16]; /* what the packet gets; as on the wire; an IPv4 address with zeros behind */
    __u8 destination[16];
    __u16 source_port;
    __u16 destination_port;
    __u32 cookie; /* whatever user space wants to remember; XDP does not look at it */

    __u64 packets;   /* counted by XDP: as they came in, with what is dropped */
    __u64 bytes;     /* of whole frames */
    __u64 last_seen; /* nanoseconds of CLOCK_MONOTONIC, to a few milliseconds; 0: no packet yet */
};

/* A way out: by the number of the port in the run. */
struct xdpk_way_out {
    __u32 most_bytes; /* of a frame; 0: nothing can be sent there */
    __u32 ifindex;
};

/* Bits of xdpk_pushed_tunnel::flags. */
enum {
    XDPK_TUNNEL_OUTER_V6 = 1 << 0,
    XDPK_TUNNEL_UDP = 1 << 1,
    XDPK_TUNNEL_COPIES_HOP_LIMIT = 1 << 2,
    XDPK_TUNNEL_UDP_CHECKSUM = 1 << 3,
};

enum { XDPK_TUNNEL_BYTES = 72 };

/* What is put before a packet's IP header. Tunnel n has two, at 2 n for IPv4 packets and at 2 n + 1 for IPv6 ones. */
struct xdpk_pushed_tunnel {
    __u8 bytes[XDPK_TUNNEL_BYTES]; /* from the outer IP header on; lengths, traffic class, checksum and hash are 0 */
    __u8 length;                   /* of these; 0: no tunnel, and packets for it go to the socket */
    __u8 flags;
    __u16 inner_mtu; /* longest IP packet that it takes */
    __u32 pad;
};

/* One for all ports of a process. */
struct xdpk_fastpath_state {
    __u32 epoch; /* flows of any other are as if they were not there */
    __u32 deny;  /* bits of xdpk_deny_kind */
};

/* Counters of the program, each a sum over CPUs. */
enum xdpk_fastpath_counter {
    XDPK_FAST_FORWARDED,
    XDPK_FAST_DROPPED, /* as the flow's record says */
    XDPK_FAST_POLICED,
    XDPK_FAST_DENIED_ADDRESS,
    XDPK_FAST_DENIED_FLOW,
    XDPK_FAST_DENIED_PORT,
    XDPK_FAST_FAILED, /* lost half-way; does not happen */
    /* From here on why packets went to the socket. */
    XDPK_FAST_OTHER,    /* not TCP, UDP or ICMP echo over plain IP, or malformed */
    XDPK_FAST_FRAGMENT, /* and IPv4 options, IPv6 extension headers, frames of several buffers */
    XDPK_FAST_TURNING,  /* TCP that begins or ends something */
    XDPK_FAST_NO_FLOW,
    XDPK_FAST_STALE,    /* flow of an earlier epoch */
    XDPK_FAST_LAST_HOP, /* its TTL ends here */
    XDPK_FAST_TOO_BIG,
    XDPK_FAST_NO_WAY, /* nothing can be sent to its port now, or its tunnel is none */
    XDPK_FAST_COUNTERS,
};

#ifdef __cplusplus
static_assert(sizeof(xdpk_pushed_key) == 40);
static_assert(sizeof(xdpk_pushed_flow) == 96);
static_assert(sizeof(xdpk_pushed_tunnel) == 80);
#endif
