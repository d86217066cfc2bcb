// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/nd.hpp>

#include "stage/nd_frames.hpp"
#include "support/built_packets.hpp"

#include <xdpk/stage/parse_headers.hpp>

#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <vector>

namespace xdpk::test {

/// fe80::1 and 2001:db8::1 are ours, at port 1.
class nd_rig : public testing::Test {
protected:
    struct outcome {
        port_id way;
        std::string bytes;
        bool right;
    };
    outcome pass(const std::string& bytes, port_id in = 1) {
        burst b(memory.pool);
        const packet& p = put(b, bytes, in);
        parse(b);
        stage.run(b, 5);
        return {p.out_port, text_of(b, p), is_right(p)};
    }
    mac_address known(const ipv6_address& address) {
        const std::uint16_t hop = hops->find({1, address});
        return (*hops)[hop].port == unrouted ? mac_address{} : (*hops)[hop].destination;
    }

    frames memory;
    std::shared_ptr<hop_table> hops = std::make_shared<hop_table>(8);
    parse_headers parse;
    nd stage{{.own = std::vector<own_address>{{1, own, own_mac}, {1, own_link_local, own_mac}}, .hops = hops}};
};

} // namespace xdpk::test
