// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

namespace xdpk {

/// What bpf(2) is for.
enum class bpf_use : std::uint8_t {
    maps, ///< those that are there
    runs, ///< and running programs that are there (BPF_PROG_TEST_RUN)
    all,  ///< loading and attaching programs too
};

/// From now on the kernel refuses system calls that no run makes, in all threads. Those that nobody makes but an
/// intruder (execve, ptrace, loading modules …) end the process with SIGSYS. All others get ENOSYS, as on a kernel that
/// does not have them: for that a C library newer than this list has another way, and a network that goes on is worth
/// more than a program that ends because of, say, a new way to ask for the time.
///
/// Throws xdpk::error.
void refuse_other_system_calls(bpf_use use);

} // namespace xdpk
