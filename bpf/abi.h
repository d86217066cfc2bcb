// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What XDP programs share with the processes that load them. */
#pragma once

#include <linux/bpf.h>
#include <xdpk/core/pushed_flow.h>
#include <xdpk/core/pushed_limits.h>
