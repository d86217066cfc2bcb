// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * For others to load: bpfman, or whoever keeps the XDP programs of a host, and then hands xsks_map to xdpk. So it is
 * all in one object that nothing has to be written into: section "xdp", a name that fits the kernel's 15 characters, no
 * multi-buffer packets and no helper that moves a packet (bpfman's dispatcher allows neither), nobody's pin, and a map
 * that keeps its size, large enough for the queues of any NIC.
 */
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 256);
    __type(key, __u32);
    __type(value, __u32);
} xsks_map SEC(".maps");

/* Frames of a queue without a socket go on to the next program, or to the kernel's stack. */
SEC("xdp")
int xdpk_to_socket(struct xdp_md* ctx) { return bpf_redirect_map(&xsks_map, ctx->rx_queue_index, XDP_PASS); }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
