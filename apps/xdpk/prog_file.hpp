// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/xdp_chain.hpp>
#include <xdpk/run/config_reader.hpp>

#include <string>
#include <vector>

namespace xdpk::tool {

/// A program that an interface is to have.
struct wanted_program {
    std::string ifname{};
    chain_request request{}; ///< with a label that the interface has once, and the file's owner
};

/// The state of a host that `xdpk prog apply` makes.
struct wanted_host {
    std::string owner = "xdpk prog apply"; ///< what was loaded for others is not touched
    std::vector<wanted_program> programs{};
};

/// Reads all keys; `folder` is what relative paths of objects start from.
void read_prog_file(config_reader& reader, const std::string& folder, wanted_host& host);

/// Throws config_error with all that is wrong, or xdpk::error if the file cannot be read.
[[nodiscard]] wanted_host load_prog_file(const std::string& path);

} // namespace xdpk::tool
