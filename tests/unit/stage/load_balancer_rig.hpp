// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/load_balancer.hpp>

#include "support/addresses.hpp"
#include "support/counters.hpp"

#include <algorithm>
#include <array>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xdpk::test {

inline std::array<std::uint8_t, 16> key_bytes(const ip_address& address) {
    std::array<std::uint8_t, 16> bytes{};
    std::visit([&bytes](const auto& a) { std::ranges::copy(a.bytes, bytes.begin()); }, address);
    return bytes;
}

inline flow_key key_of(std::string_view source, std::uint16_t source_port, std::string_view destination,
                       std::uint16_t destination_port, ip_proto protocol = ip_proto::tcp) {
    return {.source = key_bytes(ip(source)),
            .destination = key_bytes(ip(destination)),
            .source_port = be16{source_port},
            .destination_port = be16{destination_port},
            .protocol = protocol,
            .ip_version = static_cast<std::uint8_t>(ip(source).index() == 0 ? 4 : 6)};
}

/// A flow of some client to the VIP of the services below.
inline flow_key client(std::uint32_t n) {
    const auto a = std::to_string(n >> 8U & 0xffU);
    return key_of("198.18." + a + "." + std::to_string(n & 0xffU), static_cast<std::uint16_t>(1024 + (n >> 16U)),
                  "192.0.2.1", 80);
}

/// Backends 10.0.0.1 and up, in all modes that take a port with port 8080.
inline service_config web(std::size_t backends, forwarding_mode mode = forwarding_mode::dnat) {
    service_config s{.name = "web", .address = ip("192.0.2.1"), .port = 80, .mode = mode};
    const bool rewrites = mode == forwarding_mode::dnat || mode == forwarding_mode::full_nat;
    for (std::size_t i = 1; i <= backends; ++i)
        s.backends.push_back(
            {.address = ip("10.0.0." + std::to_string(i)), .port = static_cast<std::uint16_t>(rewrites ? 8080 : 0)});
    s.table_size = 4093;
    if (mode == forwarding_mode::tunnel)
        s.tunnel.source = ip("10.0.0.254");
    if (mode == forwarding_mode::full_nat)
        s.sources = {ip("10.0.1.1"), ip("10.0.1.2")};
    return s;
}

inline std::shared_ptr<const load_balancer_table> table_of(const std::vector<service_config>& services,
                                                           const load_balancer_table* before = nullptr) {
    return std::make_shared<const load_balancer_table>(load_balancer_config{.services = services, .seed = 7}, before);
}

/// What is decided for a flow's first packet, or anew for a flow.
inline flow_decision decide(load_balancer& balancer, const flow_key& key, const xdpk_flow_record* before = nullptr,
                            unsigned attempt = 0) {
    flow_decision d{.key = key, .rewritten = key};
    d.before = before;
    d.attempt = attempt;
    balancer.decide(d);
    return d;
}

/// What the flow cache keeps of a decision, as far as stages look at it.
inline xdpk_flow_record record_of(const flow_decision& d) {
    xdpk_flow_record record{};
    std::ranges::copy(d.rewritten.source, record.source);
    std::ranges::copy(d.rewritten.destination, record.destination);
    record.source_port = d.rewritten.source_port.raw();
    record.destination_port = d.rewritten.destination_port.raw();
    record.tunnel = d.tunnel;
    record.account[1] = d.account[1];
    return record;
}

/// How many of some clients' flows each backend gets.
inline std::map<std::string, int> shares(const std::shared_ptr<const load_balancer_table>& table, std::uint32_t flows) {
    load_balancer balancer(table);
    std::map<std::string, int> count;
    for (std::uint32_t n = 0; n < flows; ++n)
        ++count[to_string(decide(balancer, client(n)).rewritten.destination_address())];
    return count;
}

} // namespace xdpk::test
