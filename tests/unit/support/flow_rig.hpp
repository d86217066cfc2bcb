// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/stage/flow_cache.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "support/frames.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <string_view>
#include <vector>

namespace xdpk::test {

/// A packet after a stage: its bytes, and its way out.
struct passed {
    std::vector<std::byte> bytes;
    port_id out = unrouted;
    std::uint32_t mark = 0;

    [[nodiscard]] flow_key key() const { return extract_flow_key(bytes, parse(bytes)).value(); }
    /// Nothing is malformed and every checksum is right.
    [[nodiscard]] bool sound() const;
};

inline std::string_view as_text(const std::vector<std::byte>& bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

inline bool passed::sound() const {
    frames memory;
    burst b(memory.pool);
    put(b, as_text(bytes));
    parse_config config;
    config.checksums.fill(checksum_policy::verify);
    parse_headers verify(config);
    verify(b);
    return b[0].out_port != to_drop;
}

/// Sends packets through parse_headers and a flow cache at a time of the test's choice.
template <class Cache>
class flow_rig {
public:
    explicit flow_rig(Cache& cache) : cache_(cache) {}

    std::vector<passed> pass(const std::vector<std::vector<std::byte>>& packets) {
        burst b(memory_.pool);
        for (const std::vector<std::byte>& bytes : packets)
            put(b, as_text(bytes), in_port);
        parse_(b);
        cache_.run(b, now);
        std::vector<passed> out;
        for (const packet& p : b)
            out.push_back({{p.data, p.data + p.length}, p.out_port, p.mark});
        return out;
    }
    passed pass(const std::vector<std::byte>& bytes) {
        return pass(std::vector<std::vector<std::byte>>{bytes}).front();
    }
    passed pass(const packet_spec& spec) { return pass(build_packet(spec)); }

    std::uint64_t counter(const std::string& name) const {
        std::vector<stage_counter> list;
        cache_.list_counters(list);
        for (const stage_counter& c : list)
            if (c.name == "flow_cache." + name)
                return c.value->get();
        ADD_FAILURE() << "no counter " << name;
        return 0;
    }

    std::uint32_t now = now_in_seconds();
    port_id in_port = 0;

private:
    Cache& cache_;
    frames memory_{512};
    parse_headers parse_;
};

/// The spec of the packet that answers one with this key.
inline packet_spec reply_to(const flow_key& key, ip_proto protocol = ip_proto::udp) {
    return {.source = key.destination_address(),
            .destination = key.source_address(),
            .protocol = protocol,
            .source_port = key.destination_port.host(),
            .destination_port = key.source_port.host()};
}

} // namespace xdpk::test
