// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/error.hpp>
#include <xdpk/stage/filter.hpp>

#include <algorithm>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::test {

/// What the flow cache asks of the first packet of a flow.
inline flow_decision new_flow(const std::string& from, const std::string& to, std::uint16_t port = 80,
                              ip_proto protocol = ip_proto::tcp) {
    flow_decision d;
    const auto put = [](const std::string& text, std::array<std::uint8_t, 16>& field) {
        std::visit([&](const auto& address) { std::ranges::copy(address.bytes, field.begin()); }, *parse_ip(text));
        return parse_ip(text)->index() == 0 ? 4 : 6;
    };
    put(from, d.fields.source);
    d.fields.ip_version = static_cast<std::uint8_t>(put(to, d.fields.destination));
    d.fields.source_port = be16{40000};
    d.fields.destination_port = be16{port};
    d.fields.protocol = protocol;
    d.fields.tcp_flags = protocol == ip_proto::tcp ? tcp_header::syn : std::uint8_t{0};
    d.key = {.source = d.fields.source,
             .destination = d.fields.destination,
             .source_port = d.fields.source_port,
             .destination_port = d.fields.destination_port,
             .protocol = protocol,
             .ip_version = d.fields.ip_version};
    d.rewritten = d.key;
    return d;
}

inline std::shared_ptr<filter_policy> make_policy(filter_policy_config config) {
    return std::make_shared<filter_policy>(std::move(config));
}

inline filter make_filter(filter_policy_config config) {
    return filter({.policy = filter_share(make_policy(std::move(config)))});
}

inline ipv4_prefix block4(const std::string& address, unsigned length = 32) {
    return {*parse_ipv4(address), static_cast<std::uint8_t>(length)};
}
inline ipv6_prefix block6(const std::string& address, unsigned length = 128) {
    return {*parse_ipv6(address), static_cast<std::uint8_t>(length)};
}

inline filter_rule permit_port(const std::string& name, std::uint16_t port) {
    filter_rule rule{.name = name};
    rule.match.destination_ports = {port, port};
    return rule;
}

inline std::uint64_t count(const filter& stage, const std::string& name) {
    for (const named_counter& c : stage.counters())
        if (name == c.name)
            return c.value->get();
    ADD_FAILURE() << "no counter " << name;
    return 0;
}

/// The message of the error that something throws.
template <class F>
std::string error_of(F&& f) {
    try {
        f();
    } catch (const error& e) {
        return e.what();
    }
    return "no error";
}

} // namespace xdpk::test
