// SPDX-License-Identifier: BSD-3-Clause
/// What the CPU can do.
#ifndef RTE_CPUFLAGS_H_
#define RTE_CPUFLAGS_H_

#include <stdbool.h>
#include <stdint.h>

#include "rte_compat.h"

#ifdef __cplusplus
extern "C" {
#endif

#if defined __aarch64__
enum rte_cpu_flag_t {
    RTE_CPUFLAG_FP = 0,
    RTE_CPUFLAG_NEON,
    RTE_CPUFLAG_CRC32,
    RTE_CPUFLAG_AES,
    RTE_CPUFLAG_SHA1,
    RTE_CPUFLAG_SHA2,
    RTE_CPUFLAG_ATOMICS,
    RTE_CPUFLAG_SVE,
    RTE_CPUFLAG_SVE2,
    RTE_CPUFLAG_NUMFLAGS
};
#else
enum rte_cpu_flag_t {
    RTE_CPUFLAG_SSE3 = 0,
    RTE_CPUFLAG_PCLMULQDQ,
    RTE_CPUFLAG_SSSE3,
    RTE_CPUFLAG_SSE4_1,
    RTE_CPUFLAG_SSE4_2,
    RTE_CPUFLAG_MOVBE,
    RTE_CPUFLAG_POPCNT,
    RTE_CPUFLAG_AES,
    RTE_CPUFLAG_XSAVE,
    RTE_CPUFLAG_AVX,
    RTE_CPUFLAG_F16C,
    RTE_CPUFLAG_RDRAND,
    RTE_CPUFLAG_MMX,
    RTE_CPUFLAG_SSE,
    RTE_CPUFLAG_SSE2,
    RTE_CPUFLAG_BMI1,
    RTE_CPUFLAG_BMI2,
    RTE_CPUFLAG_AVX2,
    RTE_CPUFLAG_RDSEED,
    RTE_CPUFLAG_ADX,
    RTE_CPUFLAG_EM64T,
    RTE_CPUFLAG_AVX512F,
    RTE_CPUFLAG_AVX512DQ,
    RTE_CPUFLAG_AVX512IFMA,
    RTE_CPUFLAG_AVX512CD,
    RTE_CPUFLAG_AVX512BW,
    RTE_CPUFLAG_AVX512VL,
    RTE_CPUFLAG_AVX512VBMI,
    RTE_CPUFLAG_AVX512VBMI2,
    RTE_CPUFLAG_GFNI,
    RTE_CPUFLAG_VAES,
    RTE_CPUFLAG_VPCLMULQDQ,
    RTE_CPUFLAG_AVX512VNNI,
    RTE_CPUFLAG_AVX512BITALG,
    RTE_CPUFLAG_AVX512VPOPCNTDQ,
    RTE_CPUFLAG_INVTSC,
    RTE_CPUFLAG_WAITPKG,
    RTE_CPUFLAG_NUMFLAGS
};
#endif

/// The feature's name, or NULL.
const char* rte_cpu_get_flag_name(enum rte_cpu_flag_t feature);
/// 1: the CPU has it; 0: it has not, or nobody can say; negative: there is no such feature.
int rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature);
/// 1, or 0 after a line on stderr if the library was built for another CPU.
int rte_cpu_is_supported(void);

/// Which of the CPU's ways of sleeping until memory changes there are; none is used here.
struct rte_cpu_intrinsics {
    uint32_t power_monitor : 1;
    uint32_t power_pause : 1;
    uint32_t power_monitor_multi : 1;
};
void rte_cpu_get_intrinsics_support(struct rte_cpu_intrinsics* intrinsics);

#ifdef __cplusplus
}
#endif

#endif
