// SPDX-License-Identifier: BSD-3-Clause
#include "lpm_routes.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <initializer_list>
#include <random>
#include <set>
#include <span>

namespace xdpk::bench {

namespace {

/// Routes have this length in proportion to the weights.
struct share {
    std::uint8_t length;
    double weight;
};

constexpr share lengths4[] = {{8, 0.02}, {10, 0.04}, {11, 0.1}, {12, 0.3}, {13, 0.6}, {14, 1.2}, {15, 2},  {16, 13.5},
                              {17, 8.3}, {18, 14},   {19, 25},  {20, 44},  {21, 51},  {22, 110}, {23, 98}, {24, 590},
                              {25, 0.3}, {26, 0.4},  {27, 0.3}, {28, 0.3}, {29, 0.3}, {30, 0.2}, {32, 0.2}};
constexpr share lengths6[] = {{20, 0.2}, {24, 0.3}, {28, 1.5}, {29, 30}, {30, 4},  {31, 2},  {32, 130},
                              {33, 12},  {34, 10},  {35, 6},   {36, 35}, {37, 6},  {38, 12}, {39, 8},
                              {40, 85},  {41, 8},   {42, 20},  {43, 9},  {44, 90}, {45, 15}, {46, 35},
                              {47, 25},  {48, 470}, {56, 3},   {64, 4}};

/// The address blocks of which the registries allocate, /16 by /16.
std::uint16_t random_start(std::mt19937_64& random, const ipv4_address&) {
    for (;;)
        if (const auto start = static_cast<std::uint16_t>(random());
            start >> 8U >= 1 && start >> 8U < 224 && start >> 8U != 10 && start >> 8U != 127)
            return start;
}

std::uint16_t random_start(std::mt19937_64& random, const ipv6_address&) {
    constexpr std::array<std::uint16_t, 6> blocks{0x2001, 0x2400, 0x2600, 0x2800, 0x2a00, 0x2c00};
    const std::uint16_t block = blocks[random() % blocks.size()];
    return block == 0x2001 ? block : static_cast<std::uint16_t>(block + random() % 16);
}

template <class Address>
void fill_from(std::mt19937_64& random, Address& address, unsigned bit) {
    for (std::size_t i = bit / 8; i < sizeof(Address); ++i) {
        const auto noise = static_cast<std::uint8_t>(random());
        const auto keep = static_cast<std::uint8_t>(i == bit / 8 ? 0xFF00U >> (bit % 8) : 0U);
        address.bytes[i] = static_cast<std::uint8_t>((address.bytes[i] & keep) | (noise & ~keep));
    }
}

/// The next block of the same length.
template <class Address>
void advance(ip_prefix<Address>& p) {
    unsigned carry = 1U << ((8U - p.length % 8U) % 8U);
    for (std::size_t i = (p.length + 7U) / 8U; i-- > 0 && carry != 0;) {
        carry += p.address.bytes[i];
        p.address.bytes[i] = static_cast<std::uint8_t>(carry);
        carry >>= 8U;
    }
}

template <class Address>
ip_route<Address> make_route(std::mt19937_64& random, std::uint8_t length,
                             const std::vector<ip_route<Address>>& shorter,
                             const std::vector<ip_route<Address>>& so_far) {
    ip_route<Address> r{.prefix = {.length = length}, .next_hop = static_cast<std::uint16_t>(random() % next_hops)};
    const std::uint64_t kind = random() % 4;
    const ip_route<Address>* origin = nullptr;
    if (kind < 2 && !shorter.empty()) {
        origin = &shorter[random() % shorter.size()];
        r.prefix.address = origin->prefix.address;
        fill_from(random, r.prefix.address, origin->prefix.length);
    } else if (kind == 2 && so_far.size() > shorter.size()) {
        origin = &so_far.back();
        r.prefix = origin->prefix;
        advance(r.prefix);
    } else {
        const std::uint16_t start = random_start(random, r.prefix.address);
        r.prefix.address.bytes[0] = static_cast<std::uint8_t>(start >> 8U);
        r.prefix.address.bytes[1] = static_cast<std::uint8_t>(start);
        fill_from(random, r.prefix.address, 16);
    }
    if (origin != nullptr && random() % 2 == 0)
        r.next_hop = origin->next_hop;
    r.prefix = r.prefix.masked();
    return r;
}

template <class Address>
std::vector<ip_route<Address>> make_routes(std::size_t count, std::span<const share> lengths) {
    std::mt19937_64 random(1);
    std::set<ip_prefix<Address>> taken;
    std::vector<ip_route<Address>> routes;
    std::vector<ip_route<Address>> shorter;
    double wanted = 0;
    double all = 0;
    for (const share& s : lengths)
        all += s.weight;
    for (const share& s : lengths) {
        wanted += s.weight / all;
        const bool last = &s == &lengths.back();
        const auto until = last ? count : static_cast<std::size_t>(static_cast<double>(count) * wanted);
        while (routes.size() < std::min(until, count)) {
            const ip_route<Address> r = make_route(random, s.length, shorter, routes);
            if (taken.insert(r.prefix).second)
                routes.push_back(r);
        }
        shorter = routes;
    }
    std::ranges::shuffle(routes, random);
    return routes;
}

constexpr std::size_t destination_count = std::size_t{1} << 20U;

template <class Address>
Address host_in_random_route(std::mt19937_64& random, const std::vector<ip_route<Address>>& routes) {
    const ip_prefix<Address>& p = routes[random() % routes.size()].prefix;
    Address host = p.address;
    fill_from(random, host, p.length);
    return host;
}

template <class Address>
Address random_destination(std::mt19937_64& random, const std::vector<ip_route<Address>>& routes) {
    if constexpr (sizeof(Address) == 4)
        return ipv4_address::from_integer(0x01000000U + static_cast<std::uint32_t>(random() % 0xDF000000U));
    else
        return host_in_random_route(random, routes);
}

} // namespace

const std::vector<ip_route<ipv4_address>>& make_routes4() {
    static const auto& routes = make_routes<ipv4_address>(routes4, lengths4);
    return routes;
}
const std::vector<ip_route<ipv6_address>>& make_routes6() {
    static const auto& routes = make_routes<ipv6_address>(routes6, lengths6);
    return routes;
}

template <class Address>
std::vector<Address> make_destinations(const std::vector<ip_route<Address>>& routes, destinations kind) {
    std::mt19937_64 random(2);
    std::vector<Address> all(destination_count);
    std::ranges::generate(all, [&] {
        return kind == destinations::random ? random_destination(random, routes) : host_in_random_route(random, routes);
    });
    if (kind == destinations::random)
        return all;
    // For exponent 1 the logarithm of the rank is uniform.
    std::uniform_real_distribution<double> log_rank(0, std::log(static_cast<double>(all.size())));
    std::vector<Address> drawn(destination_count);
    std::ranges::generate(drawn, [&] { return all[static_cast<std::size_t>(std::exp(log_rank(random))) - 1]; });
    return drawn;
}

template std::vector<ipv4_address> make_destinations(const std::vector<ip_route<ipv4_address>>&, destinations);
template std::vector<ipv6_address> make_destinations(const std::vector<ip_route<ipv6_address>>&, destinations);

} // namespace xdpk::bench
