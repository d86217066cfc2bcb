// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <functional>
#include <string>
#include <sys/types.h>

namespace xdpk::detail {

/// An open network namespace and a path to it. The descriptor is empty if there is none.
struct name_space {
    fd number{};
    std::string path{};
};

/// The network namespace that ours knows by the number `id` (IFLA_LINK_NETNSID), searched among those with a name under
/// /run/netns and those of running processes. Empty if none of them is it or may be opened.
[[nodiscard]] name_space find_namespace(int id);

/// The one with this inode number, searched in the same places.
[[nodiscard]] name_space find_namespace_of(ino_t inode);

/// Runs `work` on a thread of its own in the given network namespace. False if the thread may not enter it
/// (CAP_SYS_ADMIN) or `work` throws.
[[nodiscard]] bool run_in_namespace(const name_space& where, const std::function<void()>& work);

} // namespace xdpk::detail
