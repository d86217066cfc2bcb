// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_debug.h>

#include <xdpk/dpdk/rte_eal.h>
#include <xdpk/dpdk/rte_log.h>

#include <array>
#include <cstdarg>
#include <cstdlib>
#include <execinfo.h>
#include <memory>

void rte_dump_stack(void) {
    std::array<void*, 64> frames{};
    const int depth = backtrace(frames.data(), static_cast<int>(frames.size()));
    const std::unique_ptr<char*, decltype(&std::free)> names(backtrace_symbols(frames.data(), depth), &std::free);
    for (int i = 0; names && i < depth; ++i)
        RTE_LOG(ERR, EAL, "%d: %s\n", i, names.get()[i]);
}

void __rte_panic(const char* funcname, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    rte_log(RTE_LOG_CRIT, RTE_LOGTYPE_EAL, "PANIC in %s():\n", funcname);
    rte_vlog(RTE_LOG_CRIT, RTE_LOGTYPE_EAL, format, arguments);
    va_end(arguments);
    rte_dump_stack();
    std::abort();
}

void rte_exit(int exit_code, const char* format, ...) {
    va_list arguments;
    va_start(arguments, format);
    if (exit_code != 0)
        RTE_LOG(CRIT, EAL, "Error - exiting with code: %d\n  Cause: ", exit_code);
    rte_vlog(RTE_LOG_CRIT, RTE_LOGTYPE_EAL, format, arguments);
    va_end(arguments);
    if (rte_eal_cleanup() != 0)
        RTE_LOG(CRIT, EAL, "EAL could not release all resources\n");
    std::exit(exit_code);
}
