// SPDX-License-Identifier: BSD-3-Clause
#include "bpf_commands.hpp"

#include <array>
#include <linux/bpf.h>

namespace xdpk {

namespace {

constexpr std::array<unsigned, 4> to_attach{BPF_MAP_CREATE, BPF_PROG_LOAD, BPF_BTF_LOAD, BPF_LINK_CREATE};
constexpr std::array<unsigned, 10> on_maps{BPF_MAP_LOOKUP_ELEM,   BPF_MAP_UPDATE_ELEM,  BPF_MAP_DELETE_ELEM,
                                           BPF_MAP_GET_NEXT_KEY,  BPF_MAP_LOOKUP_BATCH, BPF_MAP_LOOKUP_AND_DELETE_BATCH,
                                           BPF_MAP_UPDATE_BATCH,  BPF_MAP_DELETE_BATCH, BPF_OBJ_GET,
                                           BPF_OBJ_GET_INFO_BY_FD};

} // namespace

std::span<const unsigned> bpf_commands_to_attach() noexcept { return to_attach; }

unsigned bpf_command_to_run() noexcept { return BPF_PROG_TEST_RUN; }

std::span<const unsigned> bpf_commands_on_maps() noexcept { return on_maps; }

} // namespace xdpk
