// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/bpf_value.hpp>

#include <chrono>
#include <cstdint>
#include <string>
#include <vector>

namespace xdpk {

/// A map that a program uses.
struct bpf_map_facts {
    std::uint32_t id = 0;
    std::string name{};
    std::string type{}; ///< "hash", "xskmap", …
    std::uint32_t key_size = 0;
    std::uint32_t value_size = 0; ///< bytes
    std::uint32_t max_entries = 0;
    std::uint32_t flags = 0; ///< BPF_F_…
};

/// A global variable and its value now.
struct bpf_variable_facts {
    std::string name{};    ///< "limit", or "config.limit" for a structure's member
    std::string section{}; ///< ".rodata", ".data", ".bss"
    std::string type{};    ///< "unsigned int", "char[16]"
    bpf_value value{};     ///< in hexadecimal, as text, if the type is none that can be set
};

/// What the kernel tells of a loaded program.
struct bpf_program_facts {
    std::uint32_t id = 0;
    std::string name{}; ///< the function's whole name if there is BTF, else the first 15 characters
    std::string type{}; ///< "xdp"; "ext" below a dispatcher
    std::string tag{};  ///< 16 hexadecimal digits: a hash of the instructions
    std::chrono::system_clock::time_point loaded{};
    std::uint32_t loaded_by = 0;     ///< user id
    std::uint32_t bytes = 0;         ///< of BPF instructions, after the verifier; 0 without the right to see them
    std::uint32_t machine_bytes = 0; ///< of machine code
    std::uint32_t verified = 0;      ///< instructions that the verifier looked at; 0 before Linux 5.16
    std::uint32_t btf_id = 0;        ///< 0: it has no types
    std::uint64_t runs = 0;          ///< counted while sysctl kernel.bpf_stats_enabled is on
    std::uint64_t run_nanoseconds = 0;
    std::vector<bpf_map_facts> maps{};
    std::vector<bpf_variable_facts> variables{};
};

/// Asks the kernel about a loaded program, of whatever type. Needs CAP_SYS_ADMIN, or CAP_BPF from Linux 5.8.
/// Throws xdpk::error; its code is ENOENT if there is no such program.
[[nodiscard]] bpf_program_facts read_bpf_program(std::uint32_t id);

} // namespace xdpk
