// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace xdpk {

/// Makes a directory and those above it. One that is there has to belong to root or to this user, and nobody else may
/// write to it. Throws xdpk::error.
void make_own_directory(const std::string& path);

/// A whole file; empty if there is none. Throws xdpk::error.
[[nodiscard]] std::string read_state(const std::string& path);

/// Puts a whole file in place of what was there. Throws xdpk::error.
void write_state(const std::string& path, const std::string& text);

} // namespace xdpk
