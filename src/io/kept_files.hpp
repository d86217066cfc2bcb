// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <string>
#include <sys/types.h>

namespace xdpk {

struct file_rights {
    uid_t owner = 0;
    gid_t group = 0;
    mode_t mode = 0;
};

/// Makes a directory in a bpffs, with the one above it, and keeps other processes out of it while the descriptor lives.
/// Throws xdpk::error.
[[nodiscard]] fd lock_kept_directory(const std::string& path);

/// Removes the directory, and the one above it, if nothing is in them.
void remove_kept_directory(const std::string& path) noexcept;

/// Pins a map, a program or a link, in the place of what is there. Throws xdpk::error.
void keep_pin(int number, const std::string& path);
void remove_pin(const std::string& path) noexcept;

/// Gives a file the owner, group and mode it does not have yet. Throws xdpk::error.
void own_pin(const std::string& path, const file_rights& rights);

} // namespace xdpk
