// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_telemetry.h>

#include <cerrno>

int rte_telemetry_register_cmd(const char* cmd, telemetry_cb fn, const char* help) {
    return cmd == nullptr || cmd[0] != '/' || fn == nullptr || help == nullptr ? -EINVAL : 0;
}

int rte_telemetry_register_cmd_arg(const char* cmd, telemetry_arg_cb fn, void*, const char* help) {
    return cmd == nullptr || cmd[0] != '/' || fn == nullptr || help == nullptr ? -EINVAL : 0;
}
