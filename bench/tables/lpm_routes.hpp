// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk::bench {

inline constexpr std::size_t routes4 = 1'000'000;
inline constexpr std::size_t routes6 = 250'000;
inline constexpr std::uint16_t next_hops = 1000;
inline constexpr std::size_t lookup_burst = 64;

/// Routes like an Internet routing table's: lengths as in the BGP reports of 2024 (IPv4: 59 % /24; IPv6: 47 % /48),
/// half of them more specific than another, a quarter next to one (deaggregation), and of those half with its next hop.
/// Distinct, and the same in every run; made once. IPv4: one in 500 is longer than /24.
const std::vector<ip_route<ipv4_address>>& make_routes4();
const std::vector<ip_route<ipv6_address>>& make_routes6();

enum class destinations { random, zipf };

/// A million destinations in the order in which they are looked up. random: IPv4 uniform over 1.0.0.0 to
/// 223.255.255.255, IPv6 in a random route. zipf: a million hosts in random routes, the k-th in proportion to 1/k.
template <class Address>
std::vector<Address> make_destinations(const std::vector<ip_route<Address>>& routes, destinations kind);

extern template std::vector<ipv4_address> make_destinations(const std::vector<ip_route<ipv4_address>>&, destinations);
extern template std::vector<ipv6_address> make_destinations(const std::vector<ip_route<ipv6_address>>&, destinations);

} // namespace xdpk::bench
