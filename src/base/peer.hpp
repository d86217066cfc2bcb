// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

namespace xdpk {

/// Who listens behind a connected Unix socket: "process 123 (name)", or "another process" where that is not known.
[[nodiscard]] std::string peer_of(int socket);

} // namespace xdpk
