// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/mirror.hpp>

#include <xdpk/base/error.hpp>

#include <string>

namespace xdpk {

mirror::mirror(const mirror_config& config) : leaving_(config.leaving), to_(config.to) {
    const auto check = [](port_id port) {
        if (port >= max_ports)
            throw error({.where = name, .what = "port " + std::to_string(port), .hint = "name a port of the run"});
    };
    check(to_);
    for (const port_id port : config.ports) {
        check(port);
        ports_.set(port);
    }
    if (leaving_ && ports_[to_])
        throw error({.where = name,
                     .what = "port " + std::to_string(to_) + " would get its own packets twice",
                     .hint = "copy to another port"});
}

} // namespace xdpk
