// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace xdpk {

/// Sends a request, one line without its end, to the program that listens at `path`, and waits up to 30 s for its
/// answer, without its end. Throws xdpk::error.
[[nodiscard]] std::string ask(const std::string& path, const std::string& request);

} // namespace xdpk
