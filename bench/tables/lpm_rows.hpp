// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "lpm_routes.hpp"

namespace xdpk::bench {

inline constexpr const char* lpm4_random = "LPM IPv4, 1M routes, random destinations";
inline constexpr const char* lpm4_zipf = "LPM IPv4, 1M routes, Zipf destinations";
inline constexpr const char* lpm4_memory = "LPM IPv4, 1M routes, memory";
inline constexpr const char* lpm6_random = "LPM IPv6, 250k routes, random destinations";
inline constexpr const char* lpm6_zipf = "LPM IPv6, 250k routes, Zipf destinations";
inline constexpr const char* lpm6_memory = "LPM IPv6, 250k routes, memory";

/// Runs `look_up(addresses, next hops)` over all destinations, burst by burst; returns how many there were.
template <class Address, class Function>
std::size_t sweep(const std::vector<Address>& destinations, Function&& look_up) {
    for (std::size_t i = 0; i + lookup_burst <= destinations.size(); i += lookup_burst)
        look_up(&destinations[i]);
    return destinations.size() / lookup_burst * lookup_burst;
}

} // namespace xdpk::bench
