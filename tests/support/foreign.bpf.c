// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
// An XDP program that is not xdpk's: it passes everything to the kernel.
#include <linux/bpf.h>

#include <bpf/bpf_helpers.h>

SEC("xdp")
int someone_elses(struct xdp_md* context) {
    (void)context;
    return XDP_PASS;
}

char _license[] SEC("license") = "Dual BSD/GPL";
