// SPDX-License-Identifier: BSD-3-Clause
// What all other rows begin with.
#include <xdpk/net/transport.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "harness.hpp"
#include "services.hpp"
#include "traffic.hpp"

#include <memory>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

measurement prepare(std::uint32_t /*flows*/) {
    return [stages = std::make_shared<any_stage>(parse_headers()), packets = std::make_shared<traffic>(tcp_header::ack),
            n = std::uint32_t{0}](std::size_t count) mutable {
        return packets->time(*stages, count, [&n] { return flow_number(n++); });
    };
}

const bool registered = [] {
    add_row("parse", prepare);
    return true;
}();

} // namespace
