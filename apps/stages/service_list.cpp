// SPDX-License-Identifier: BSD-3-Clause
#include "service_list.hpp"

#include <xdpk/base/error.hpp>

namespace xdpk::stages {

namespace {

std::uint16_t port_of(const listed_service& service, const listed_backend& backend) {
    if (backend.check.port)
        return *backend.check.port;
    for (const std::uint16_t port : {service.check->port, backend.config.port, service.config.port})
        if (port != 0)
            return port;
    return 0;
}

} // namespace

std::optional<health_check> check_of(const listed_service& service, const listed_backend& backend) {
    if (!service.check)
        return std::nullopt;
    health_check check = *service.check;
    check.address = backend.check.address.value_or(backend.config.address);
    check.port = port_of(service, backend);
    if (check.port == 0 && check.probe != health_probe::icmp)
        throw error({.where = "service " + service.config.name,
                     .what = "nothing says at which port backend " + to_string(backend.config.address) + " is checked",
                     .hint = "give the check a port"});
    if (!backend.check.device.empty())
        check.device = backend.check.device;
    check.mark = backend.check.mark.value_or(check.mark);
    return check;
}

load_balancer_config balancer_config(const service_list& list) {
    load_balancer_config config{.tunnels_before = list.tunnels_before, .seed = list.seed};
    for (const listed_service& service : list.services) {
        service_config& made = config.services.emplace_back(service.config);
        made.backends.clear();
        for (const listed_backend& backend : service.backends)
            made.backends.push_back(backend.config);
    }
    return config;
}

} // namespace xdpk::stages
