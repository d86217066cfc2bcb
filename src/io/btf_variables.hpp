// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/bpf_value.hpp>

#include <cstdint>
#include <span>
#include <string>
#include <vector>

struct btf;

namespace xdpk::detail {

/// A global variable as a program's BTF describes it, or a member of one that is a structure.
struct btf_variable {
    std::string name{};       ///< "limit", "config.limit"
    std::string section{};    ///< ".rodata", ".data", ".bss", or one of these with a suffix
    std::uint32_t holder = 0; ///< the section's type: a map whose value type this is holds the variable
    std::uint32_t type = 0;
    std::uint32_t offset = 0; ///< bytes into the section
    std::uint32_t size = 0;   ///< bytes
};

/// All variables of the sections that libbpf makes maps of, in the order of the sections. Bit fields are left out.
[[nodiscard]] std::vector<btf_variable> list_variables(const btf* types);

/// "unsigned int", "char[16]".
[[nodiscard]] std::string type_name(const btf* types, std::uint32_t type);

/// Writes a value in the form of the type. Text is read as the type wants it: "0x1f" for a number, "[1, 2]" for an
/// array. Returns what is wrong, as the end of a sentence ("70000 is not …"), or nothing.
[[nodiscard]] std::string encode(const btf* types, std::uint32_t type, const bpf_value& value,
                                 std::span<std::uint8_t> to);

/// The value of such bytes. A type that encode() cannot write gives its bytes in hexadecimal, as text.
[[nodiscard]] bpf_value decode(const btf* types, std::uint32_t type, std::span<const std::uint8_t> from);

} // namespace xdpk::detail
