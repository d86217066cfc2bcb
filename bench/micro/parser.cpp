// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_hash.hpp>
#include <xdpk/net/parser.hpp>
#include <xdpk/net/rss.hpp>

#include "packets.hpp"
#include "row.hpp"

#include <string>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

const bool registered = [] {
    for (const named_packet& packet : packets()) {
        const std::vector<std::byte>& frame = packet.bytes;
        const parsed_packet at = parse(frame);
        const flow_key key = extract_flow_key(frame, at).value();
        const std::string of = std::string(" of ") + packet.name;
        add_call("parse" + of, "xdpk", [frame] { return parse(frame); });
        add_call("flow key" + of, "xdpk", [frame, at] { return extract_flow_key(frame, at); });
        add_call("parse, key, hash" + of, "xdpk",
                 [frame] { return flow_hash(extract_flow_key(frame, parse(frame)).value()); });
        add_call("RSS hash" + of, "xdpk",
                 [key] { return rss_hash(key, rss_fields::addresses_and_ports, microsoft_rss_key); });
    }
    add_call("flow hash of 40 B", "xdpk", [keys = flow_keys(), n = 0U]() mutable { return flow_hash(keys[++n % 64]); });
    add_call("symmetric flow hash of 40 B", "xdpk",
             [keys = flow_keys(), n = 0U]() mutable { return symmetric_flow_hash(keys[++n % 64]); });
    return true;
}();

} // namespace
