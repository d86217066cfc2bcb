// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <span>

namespace xdpk {

/// First arguments of bpf(2), for who allows or refuses them.

/// Those by which a program of the kernel's is loaded and attached.
[[nodiscard]] std::span<const unsigned> bpf_commands_to_attach() noexcept;
/// That by which a program that is there already is run.
[[nodiscard]] unsigned bpf_command_to_run() noexcept;
/// Those on maps that are there already.
[[nodiscard]] std::span<const unsigned> bpf_commands_on_maps() noexcept;

} // namespace xdpk
