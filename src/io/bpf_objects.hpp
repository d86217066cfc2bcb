// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <cstdint>
#include <linux/bpf.h>
#include <memory>
#include <optional>
#include <string>

struct btf;

namespace xdpk::detail {

struct free_btf {
    void operator()(btf* types) const;
};
using btf_ptr = std::unique_ptr<btf, free_btf>;

/// What the kernel says of a program; nothing if there is none, or without CAP_SYS_ADMIN or CAP_BPF.
[[nodiscard]] std::optional<bpf_prog_info> program_info(int program);
[[nodiscard]] std::optional<bpf_prog_info> program_info(std::uint32_t id);

/// True if a bpf_link holds the program on a device. False also where that may not be asked.
[[nodiscard]] bool held_by_link(std::uint32_t program);

/// The kernel's copy of a program's or map's types; null if there are none.
[[nodiscard]] btf_ptr kernel_btf(std::uint32_t id);

/// The whole name of a program's main function; the 15 characters that the kernel keeps, if there is no BTF.
[[nodiscard]] std::string function_name(const bpf_prog_info& info, int program);

/// 16 hexadecimal digits.
[[nodiscard]] std::string tag_text(const bpf_prog_info& info);

} // namespace xdpk::detail
