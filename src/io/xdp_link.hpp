// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/io/nic_facts.hpp>

namespace xdpk {

/// Throws the xdpk::error for an XDP program that does not get onto a device.
[[noreturn]] void fail_attach(const nic_facts& device, const char* what, int code);

/// Throws the one for a device whose first program is somebody else's; `why` ends the sentence.
[[noreturn]] void refuse_foreign(const nic_facts& device, const char* why);

/// Puts an XDP program alone on a device, by a bpf_link: it goes with the descriptor, however the process ends. `name`
/// is the name under which the kernel lists the program: one of that name is taken for a dead process's, and its end
/// waited for. Throws xdpk::error, with the name of any other program that is in the way.
[[nodiscard]] fd link_alone(const nic_facts& device, int program, const char* name, bool generic);

} // namespace xdpk
