// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
#include "to_socket.bpf.h"

/* Frames that nobody claims, and those of a queue without a socket, go on to the kernel's stack. */
SEC("xdp.frags")
int xdpk_redirect(struct xdp_md* ctx) {
    const __u32 active = claims_active;

    return claims_pass(ctx, active) ? XDP_PASS : claims_send(ctx, active, &xsks_map);
}

char LICENSE[] SEC("license") = "Dual BSD/GPL";
