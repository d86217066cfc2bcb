// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/flow_stage.hpp>

#include <algorithm>
#include <cstdint>

namespace xdpk::test {

inline const ipv4_address backend{{10, 0, 0, 7}};
inline const ipv6_address backend6{{0x20, 0x01, 0x0d, 0xb8, 0, 7, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7}};

/// Sends all flows to a backend, and tells what it was asked.
struct to_backend {
    static constexpr const char* name = "to_backend";
    int asked = 0;
    int forgotten = 0;
    std::uint16_t port = 8080;
    xdpk_verdict verdict = XDPK_FORWARD;
    bool needs_state = false;
    bool one_way = false;

    void decide(flow_decision& d) noexcept {
        ++asked;
        d.verdict = verdict;
        d.needs_state = needs_state;
        d.one_way = one_way;
        d.account[1] = 1;
        d.mark = 42;
        if (one_way)
            return;
        if (d.key.ip_version == 6)
            d.rewritten.destination = backend6.bytes;
        else
            std::ranges::copy(backend.bytes, d.rewritten.destination.begin());
        if (d.key.protocol == ip_proto::tcp || d.key.protocol == ip_proto::udp)
            d.rewritten.destination_port = be16{port};
    }
    void forget(const flow_key&, const xdpk_flow_record&) noexcept { ++forgotten; }
};

} // namespace xdpk::test
