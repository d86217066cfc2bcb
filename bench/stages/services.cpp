// SPDX-License-Identifier: BSD-3-Clause
#include "services.hpp"

#include <memory>

namespace xdpk::bench {

namespace {

constexpr ipv4_address vip{{192, 0, 2, 1}};
constexpr std::uint16_t service_port = 80;
constexpr std::uint32_t flows_per_client = 16;

} // namespace

ends flow_number(std::uint32_t n) noexcept {
    const std::uint32_t client = n / flows_per_client % (std::uint32_t{1} << 22U);
    const std::uint32_t noise = n * 0x9E3779B1U >> 21U;
    const std::uint32_t port = 32768U + (n % flows_per_client << 11U) + noise;
    return {be32{0x0a000000U + client}, be32{vip.to_integer()}, be16{static_cast<std::uint16_t>(port)},
            be16{service_port}};
}

filter make_filter() {
    filter_rule web{.name = "web"};
    web.match.protocol = ip_proto::tcp;
    web.match.destination_ports = {service_port, service_port};
    return filter({.policy = filter_share(std::make_shared<filter_policy>(filter_policy_config{.rules = {web}}))});
}

load_balancer make_load_balancer() {
    service_config web{.name = "web", .address = vip, .port = service_port};
    for (std::uint8_t i = 1; i < backend_accounts; ++i)
        web.backends.push_back({.address = ipv4_address{{172, 16, 0, i}}, .port = 8080});
    return load_balancer(std::make_shared<const load_balancer_table>(load_balancer_config{.services = {web}}));
}

nat make_nat(std::uint32_t flows) {
    nat_config config;
    config.pools.push_back({.name = "out", .addresses = {ipv4_prefix{ipv4_address{{198, 51, 100, 0}}, 26}}});
    config.rules.push_back({.name = "all", .source = ipv4_prefix{ipv4_address{{10, 0, 0, 0}}, 8}, .pool = "out"});
    return nat(std::make_shared<const nat_rules>(config),
               {.mappings = flows, .subscribers = flows / flows_per_client * 2 + 64});
}

flow_cache_config cache_config(std::uint32_t flows) {
    return {.flows = flows, .accounts = {3, backend_accounts}, .seed = 1};
}

} // namespace xdpk::bench
