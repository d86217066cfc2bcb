// SPDX-License-Identifier: BSD-3-Clause
#include "unix_address.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <cstring>

namespace xdpk {

unix_address::unix_address(const std::string& path) {
    address_.sun_family = AF_UNIX;
    if (path.size() >= sizeof address_.sun_path)
        throw error({.where = path,
                     .what = "name a socket so",
                     .code = ENAMETOOLONG,
                     .hint = "a socket's path has at most " + std::to_string(sizeof address_.sun_path - 1) + " bytes"});
    std::memcpy(address_.sun_path, path.data(), path.size());
}

} // namespace xdpk
