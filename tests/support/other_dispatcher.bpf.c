// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// What libxdp's dispatcher looks like from outside when it is of a version that nobody has.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

volatile const struct {
    __u8 magic;
    __u8 version;
    __u8 rest[122];
} conf = {.magic = 236, .version = 99};

SEC("xdp")
int xdp_dispatcher(struct xdp_md* ctx) { return ctx->ingress_ifindex + conf.rest[0] ? XDP_PASS : XDP_ABORTED; }

char LICENSE[] SEC("license") = "Dual BSD/GPL";
