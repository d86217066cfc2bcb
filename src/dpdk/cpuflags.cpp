// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_cpuflags.h>

#include "dpdk/eal_options.hpp"

#include <xdpk/dpdk/rte_vect.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>
#include <string>

namespace {

// Each feature as DPDK calls it and as the kernel does.
struct feature_names {
    const char* dpdk;
    const char* kernel;
};

#if defined __aarch64__
constexpr std::array<feature_names, RTE_CPUFLAG_NUMFLAGS> features{{{"FP", "fp"},
                                                                    {"NEON", "asimd"},
                                                                    {"CRC32", "crc32"},
                                                                    {"AES", "aes"},
                                                                    {"SHA1", "sha1"},
                                                                    {"SHA2", "sha2"},
                                                                    {"ATOMICS", "atomics"},
                                                                    {"SVE", "sve"},
                                                                    {"SVE2", "sve2"}}};
#else
constexpr std::array<feature_names, RTE_CPUFLAG_NUMFLAGS> features{{{"SSE3", "pni"},
                                                                    {"PCLMULQDQ", "pclmulqdq"},
                                                                    {"SSSE3", "ssse3"},
                                                                    {"SSE4_1", "sse4_1"},
                                                                    {"SSE4_2", "sse4_2"},
                                                                    {"MOVBE", "movbe"},
                                                                    {"POPCNT", "popcnt"},
                                                                    {"AES", "aes"},
                                                                    {"XSAVE", "xsave"},
                                                                    {"AVX", "avx"},
                                                                    {"F16C", "f16c"},
                                                                    {"RDRAND", "rdrand"},
                                                                    {"MMX", "mmx"},
                                                                    {"SSE", "sse"},
                                                                    {"SSE2", "sse2"},
                                                                    {"BMI1", "bmi1"},
                                                                    {"BMI2", "bmi2"},
                                                                    {"AVX2", "avx2"},
                                                                    {"RDSEED", "rdseed"},
                                                                    {"ADX", "adx"},
                                                                    {"EM64T", "lm"},
                                                                    {"AVX512F", "avx512f"},
                                                                    {"AVX512DQ", "avx512dq"},
                                                                    {"AVX512IFMA", "avx512ifma"},
                                                                    {"AVX512CD", "avx512cd"},
                                                                    {"AVX512BW", "avx512bw"},
                                                                    {"AVX512VL", "avx512vl"},
                                                                    {"AVX512VBMI", "avx512vbmi"},
                                                                    {"AVX512VBMI2", "avx512_vbmi2"},
                                                                    {"GFNI", "gfni"},
                                                                    {"VAES", "vaes"},
                                                                    {"VPCLMULQDQ", "vpclmulqdq"},
                                                                    {"AVX512VNNI", "avx512_vnni"},
                                                                    {"AVX512BITALG", "avx512_bitalg"},
                                                                    {"AVX512VPOPCNTDQ", "avx512_vpopcntdq"},
                                                                    {"INVTSC", "nonstop_tsc"},
                                                                    {"WAITPKG", "waitpkg"}}};
#endif

// What the kernel says of the first CPU.
std::set<std::string> kernel_flags() {
    std::ifstream cpus("/proc/cpuinfo");
    for (std::string line; std::getline(cpus, line);) {
        if (!line.starts_with("flags") && !line.starts_with("Features"))
            continue;
        std::istringstream words(line.substr(line.find(':') + 1));
        return {std::istream_iterator<std::string>(words), {}};
    }
    return {};
}

bool is_feature(rte_cpu_flag_t feature) {
    return static_cast<int>(feature) >= 0 && static_cast<int>(feature) < RTE_CPUFLAG_NUMFLAGS;
}

} // namespace

const char* rte_cpu_get_flag_name(enum rte_cpu_flag_t feature) {
    return is_feature(feature) ? features[feature].dpdk : nullptr;
}

int rte_cpu_get_flag_enabled(enum rte_cpu_flag_t feature) {
    static const std::set<std::string> flags = kernel_flags();
    if (!is_feature(feature))
        return -ENOENT;
    return flags.contains(features[feature].kernel) ? 1 : 0;
}

int rte_cpu_is_supported(void) { return 1; }

void rte_cpu_get_intrinsics_support(struct rte_cpu_intrinsics* intrinsics) { *intrinsics = {}; }

uint16_t rte_vect_get_max_simd_bitwidth(void) {
    const unsigned bits = xdpk::dpdk::eal_settings().simd_bits;
    return static_cast<uint16_t>(bits == 0 ? RTE_VECT_SIMD_512 : std::min(bits, unsigned{RTE_VECT_SIMD_MAX}));
}

int rte_vect_set_max_simd_bitwidth(uint16_t bitwidth) {
    if (xdpk::dpdk::eal_settings().simd_bits != 0)
        return -EPERM; // the command line said it
    if (bitwidth < RTE_VECT_SIMD_DISABLED || !rte_is_power_of_2(bitwidth))
        return -EINVAL;
    xdpk::dpdk::eal_settings().simd_bits = bitwidth;
    return 0;
}
