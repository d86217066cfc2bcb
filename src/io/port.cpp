// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port.hpp>

#include "xsk_port.hpp"

#include <xdpk/base/error.hpp>

namespace xdpk {

std::unique_ptr<port> open_port(const port_spec& spec) {
    if (spec.kind() == "xsk")
        return std::make_unique<xsk_port>(spec);
    throw error({.where = spec.text(), .what = "this kind of port is not built in"});
}

} // namespace xdpk
