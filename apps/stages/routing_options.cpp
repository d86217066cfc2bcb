// SPDX-License-Identifier: BSD-3-Clause
#include "routing_options.hpp"

#include "address_forms.hpp"

#include <functional>

namespace xdpk::stages {

namespace {

/// What stands before and behind the equals sign.
std::pair<std::string, std::string> split(const std::string& text, const char* wanted) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
        throw CLI::ValidationError(text, wanted);
    return {text.substr(0, equals), text.substr(equals + 1)};
}

template <class T>
T known(const std::optional<T>& value, const std::string& text, const char* wanted) {
    if (!value)
        throw CLI::ValidationError(text, wanted);
    return *value;
}

port_id port_called(const std::string& name, const std::vector<port_info>& ports) {
    for (const port_info& port : ports)
        if (port.name == name || std::to_string(port.id) == name)
            return port.id;
    std::string names;
    for (const port_info& port : ports)
        names += (names.empty() ? "" : ", ") + port.name;
    throw usage_error({.where = "--address " + name + "=…",
                       .what = "there is no such port",
                       .hint = "name one of " + names + ", or its number, from 0"});
}

void add_repeatable(CLI::App& app, const char* name, const std::function<void(const std::string&)>& add,
                    const char* help) {
    app.add_option_function<std::vector<std::string>>(
           name,
           [add](const std::vector<std::string>& all) {
               for (const std::string& text : all)
                   add(text);
           },
           help)
        ->expected(1)
        ->take_all();
}

} // namespace

void routing_options::add_address(const std::string& text) {
    constexpr const char* wanted = "write PORT=ADDRESS/LENGTH, such as 0=192.0.2.1/24";
    const auto [port, address] = split(text, wanted);
    const address_block block = known(parse_interface(address), text, wanted);
    std::visit(
        [&, &name = port](const auto& prefix) {
            addresses_.emplace_back(name, interface_address{.address = prefix.address, .length = prefix.length});
        },
        block);
}

void routing_options::add_route(const std::string& text) {
    constexpr const char* wanted = "write PREFIX=GATEWAY, such as 10.0.0.0/8=192.0.2.2";
    const auto [prefix, gateway] = split(text, wanted);
    routes_.push_back({.destination = known(form::spelling<address_block>::from_text(prefix), text, wanted),
                       .via = known(parse_ip(gateway), text, wanted)});
}

void routing_options::add_gateway(const std::string& text) {
    const ip_address gateway = known(parse_ip(text), text, "write an address, such as 192.0.2.2");
    routes_.push_back({.destination = everything_like(gateway), .via = gateway});
}

void routing_options::add_to(CLI::App& app) {
    add_repeatable(
        app, "--address", [this](const std::string& text) { add_address(text); },
        "PORT=ADDRESS/LENGTH: an address of ours, whose network is at that port; PORT is a name or a number, "
        "from 0. The first of each family is the source of ICMP errors");
    add_repeatable(
        app, "--route", [this](const std::string& text) { add_route(text); },
        "PREFIX=GATEWAY: where packets to other networks go; several for one prefix share its flows");
    add_repeatable(
        app, "--gateway", [this](const std::string& text) { add_gateway(text); },
        "ADDRESS: where all packets go that no other route is for");
}

routing_config routing_options::config(const std::vector<port_info>& ports) const {
    routing_config made{.routes = routes_};
    for (const auto& [port, own] : addresses_) {
        made.addresses.push_back(own);
        made.addresses.back().port = port_called(port, ports);
    }
    return made;
}

} // namespace xdpk::stages
