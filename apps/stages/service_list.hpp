// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/health_checker.hpp>
#include <xdpk/stage/load_balancer_config.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::stages {

/// What a backend's health check has that its service's has not.
struct backend_check {
    std::optional<ip_address> address{}; ///< where the backend is probed; by default where it is served
    std::optional<std::uint16_t> port{};
    std::string device{}; ///< empty: the service's
    std::optional<std::uint32_t> mark{};
};

struct listed_backend {
    backend_config config{};
    backend_check check{};
};

struct listed_service {
    service_config config{}; ///< without backends
    std::vector<listed_backend> backends{};
    std::optional<health_check> check{}; ///< without address; port 0 is the backend's
};

/// The services of a load balancer, and how the health of their backends is found out.
struct service_list {
    std::vector<listed_service> services{};
    std::uint64_t seed = 0;           ///< as in load_balancer_config
    std::uint16_t tunnels_before = 0; ///< the same
};

/// How a backend is checked, if it is. Throws xdpk::error if nothing says at which port.
[[nodiscard]] std::optional<health_check> check_of(const listed_service& service, const listed_backend& backend);

/// What a load balancer is made of. Health is not part of it.
[[nodiscard]] load_balancer_config balancer_config(const service_list& list);

} // namespace xdpk::stages
