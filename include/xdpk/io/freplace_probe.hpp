// SPDX-License-Identifier: BSD-3-Clause
#pragma once

namespace xdpk {

/// Whether the kernel lets this process replace a function of a loaded XDP program (`freplace`, BPF_PROG_TYPE_EXT).
/// libxdp's dispatcher, with which several programs share a device, needs it; without it a program is attached alone.
///
/// Loads and links two programs that are attached to no device and are gone when the call returns. The first call does
/// the work (about a millisecond), later ones repeat its answer. Any thread; the first call silences libbpf's messages
/// for the whole process while it lasts.
[[nodiscard]] bool freplace_works();

} // namespace xdpk
