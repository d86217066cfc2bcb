// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <bpf/bpf.h>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>

struct bpf_object;

namespace xdpk {

/// What the kernel says of a map, a program or a link; nothing if the descriptor is anything else.
template <class Info>
std::optional<Info> info_of(int number) noexcept {
    Info info{};
    __u32 size = sizeof info;
    if (number < 0 || ::bpf_obj_get_info_by_fd(number, &info, &size) != 0)
        return std::nullopt;
    return info;
}

/// A redirect program in the kernel, on no device yet, and its XSKMAP.
struct kept_object {
    fd program{};
    fd map{};
};

/// Loads a redirect program: our own, or that of an object file. `map` is the XSKMAP it is to use, -1 for a new one
/// with `queues` entries. `ifname` is for errors. Throws xdpk::error.
[[nodiscard]] kept_object load_kept_object(const std::string& ifname, const std::string& file,
                                           const std::string& function, int map, std::uint32_t queues);

/// True if two programs have the same instructions, and the first uses the map.
[[nodiscard]] bool same_program(int there, int other, int map);

} // namespace xdpk
