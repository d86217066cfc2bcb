// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What ends every program that brings frames to sockets. */
#pragma once

#include "claims.bpf.h"

/* One socket per receive queue; sized to the device's queues before loading. */
struct {
    __uint(type, BPF_MAP_TYPE_XSKMAP);
    __uint(max_entries, 64);
    __type(key, __u32);
    __type(value, __u32);
} xsks_map SEC(".maps");
