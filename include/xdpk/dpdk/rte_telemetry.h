// SPDX-License-Identifier: BSD-3-Clause
/// Commands that a program offers to monitoring. They are taken and nobody asks for them: xdpk's own telemetry has what
/// the ports count. Functions return 0 or a negative errno.
#ifndef RTE_TELEMETRY_H_
#define RTE_TELEMETRY_H_

#include <stddef.h>
#include <stdint.h>

#include "rte_compat.h"

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_TEL_MAX_STRING_LEN 128
#define RTE_TEL_MAX_SINGLE_STRING_LEN 8192
#define RTE_TEL_MAX_DICT_ENTRIES 256
#define RTE_TEL_MAX_ARRAY_ENTRIES 512

struct rte_tel_data;

/// Fills in the answer to "command,params".
typedef int (*telemetry_cb)(const char* cmd, const char* params, struct rte_tel_data* info);
typedef int (*telemetry_arg_cb)(const char* cmd, const char* params, void* arg, struct rte_tel_data* info);

int rte_telemetry_register_cmd(const char* cmd, telemetry_cb fn, const char* help);
int rte_telemetry_register_cmd_arg(const char* cmd, telemetry_arg_cb fn, void* arg, const char* help);

#ifdef __cplusplus
}
#endif

#endif
