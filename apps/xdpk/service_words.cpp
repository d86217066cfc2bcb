// SPDX-License-Identifier: BSD-3-Clause
#include "flow_words.hpp"

#include "stages/cache_stage.hpp"
#include "stages/file_tables.hpp"

#include <array>
#include <fmt/format.h>

namespace xdpk::tool {

namespace {

using stages::backend_name;
using stages::balancing;

balancing& services_of(live_stages& live) {
    balancing* const services = stages::tables_of(live).services_in_use();
    if (services == nullptr)
        throw error({.where = "services", .what = "no stage uses any", .hint = "see load_balancer and [[service]]"});
    return *services;
}

control_table show_services(live_stages& live) {
    control_table table{.columns = {"service", "address", "protocol", "port", "mode", "backends"}, .rows = {}};
    for (const stages::listed_service& s : services_of(live).services().services) {
        std::string address = to_string(s.config.address);
        if (s.config.prefix_length)
            address += fmt::format("/{}", *s.config.prefix_length);
        table.rows.push_back({s.config.name, address, form::spelling<ip_proto>::to_text(s.config.protocol),
                              std::uint64_t{s.config.port}, std::string(name(s.config.mode)),
                              std::uint64_t{s.backends.size()}});
    }
    return table;
}

/// Packets and bytes, by account, of all workers.
std::vector<std::array<std::uint64_t, 2>> backend_sums(live_stages& live) {
    std::vector<std::array<std::uint64_t, 2>> sums;
    live.visit<stages::cache_stage>([&sums](stages::cache_stage& stage, unsigned) {
        const std::vector<flow_sum>& own = stage.state().cache.sums(1);
        sums.resize(std::max(sums.size(), own.size()));
        for (std::size_t i = 0; i < own.size(); ++i) {
            sums[i][0] += own[i].packets.get();
            sums[i][1] += own[i].bytes.get();
        }
    });
    return sums;
}

control_table show_backends(live_stages& live) {
    control_table table{.columns = {"service", "backend", "port", "weight", "state", "packets", "bytes", "last_check"},
                        .rows = {}};
    const std::vector<std::array<std::uint64_t, 2>> sums = backend_sums(live);
    for (const stages::backend_status& b : services_of(live).status()) {
        const bool down = b.health && !b.health->up;
        const std::string state = down ? "down" : b.backend.weight == 0 ? "draining" : b.health ? "up" : "not checked";
        const auto [packets, bytes] = b.account < sums.size() ? sums[b.account] : std::array<std::uint64_t, 2>{};
        table.rows.push_back({b.service, to_string(b.backend.address), std::uint64_t{b.backend.port},
                              std::uint64_t{b.backend.weight}, state, packets, bytes,
                              b.health ? b.health->last : std::string()});
    }
    return table;
}

void read_name(config_reader& r, backend_name& name) {
    r.need("service", name.service, "The service's name");
    r.need("address", name.address, "The backend's address");
    r.get("port", name.port, form::whole<std::uint16_t>{}, "Its port, if the address alone does not say which it is");
}

/// Has the stages use the change at once.
control_table done(live_stages& live) {
    stages::tables_of(live).serve(live);
    return show_backends(live);
}

control_word set_word() {
    return {.verb = "set",
            .what = "backend",
            .help = "Gives a backend another weight; 0 drains it: flows stay",
            .read = [](config_reader& r) -> control_action {
                backend_name name;
                std::uint32_t weight = 1;
                read_name(r, name);
                r.need("weight", weight, form::whole<std::uint32_t>{}, "Its share of new flows");
                return [name, weight](live_stages& live) {
                    services_of(live).set_weight(name, weight);
                    return done(live);
                };
            }};
}

control_word add_word() {
    return {.verb = "add",
            .what = "backend",
            .help = "Adds a backend, until the file is read again",
            .read = [](config_reader& r) -> control_action {
                backend_name name;
                std::uint32_t weight = 1;
                read_name(r, name);
                r.get("weight", weight, form::whole<std::uint32_t>{}, "Its share of new flows");
                return [name, weight](live_stages& live) {
                    services_of(live).add_backend(
                        name.service,
                        {.config = {.address = name.address, .port = name.port.value_or(0), .weight = weight}});
                    return done(live);
                };
            }};
}

control_word del_word() {
    return {.verb = "del",
            .what = "backend",
            .help = "Takes a backend out at once: its flows go to others",
            .read = [](config_reader& r) -> control_action {
                backend_name name;
                read_name(r, name);
                return [name](live_stages& live) {
                    services_of(live).remove_backend(name);
                    return done(live);
                };
            }};
}

void put(const ip_address& address, std::array<std::uint8_t, 16>& bytes) {
    std::visit([&bytes](const auto& a) { std::copy(a.bytes.begin(), a.bytes.end(), bytes.begin()); }, address);
}

/// Which backend a flow would get, and why.
control_word choice_word() {
    return {.verb = "show",
            .what = "choice",
            .help = "Which backend a new flow would get, and why",
            .read = [](config_reader& r) -> control_action {
                flow_key key{.protocol = ip_proto::tcp};
                ip_address from;
                ip_address to;
                std::uint16_t from_port = 0;
                std::uint16_t to_port = 0;
                r.need("from", from, "The client's address");
                r.need("to", to, "The service's address");
                r.get("from_port", from_port, form::whole<std::uint16_t>{}, "The client's port");
                r.get("port", to_port, form::whole<std::uint16_t>{}, "The service's port");
                r.get("protocol", key.protocol, "The protocol");
                put(from, key.source);
                put(to, key.destination);
                key.source_port = be16{from_port};
                key.destination_port = be16{to_port};
                key.ip_version = std::holds_alternative<ipv6_address>(to) ? 6 : 4;
                return [key](live_stages& live) {
                    const load_balancer_choice choice = services_of(live).table()->simulate(key);
                    return control_table{.columns = {"choice"}, .rows = {{to_string(choice)}}};
                };
            }};
}

} // namespace

void add_service_words(control_words& words) {
    words.add({.verb = "show", .what = "services", .help = "Services of the load balancer", .read = [](config_reader&) {
                   return show_services;
               }});
    words.add({.verb = "show",
               .what = "backends",
               .help = "Backends, their health and what they were sent",
               .read = [](config_reader&) { return show_backends; }});
    words.add(choice_word());
    words.add(set_word());
    words.add(add_word());
    words.add(del_word());
}

} // namespace xdpk::tool
