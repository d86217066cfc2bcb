// SPDX-License-Identifier: BSD-3-Clause
#include "classifier_rules.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <random>
#include <set>
#include <tuple>
#include <utility>

namespace xdpk::bench {

namespace {

/// In per cent. Prefix lengths 0, 1–16, 17–23, 24, 25–31, 32; ports any, from 1024, below 1024, range, one; protocols
/// TCP, UDP, ICMP, any.
struct distribution {
    std::array<unsigned, 6> source;
    std::array<unsigned, 6> destination;
    std::array<unsigned, 5> source_ports;
    std::array<unsigned, 5> destination_ports;
    std::array<unsigned, 4> protocols;
};

constexpr distribution distributions[] = {
    {{5, 5, 10, 25, 15, 40}, {1, 4, 10, 20, 25, 40}, {99, 0, 0, 0, 1}, {25, 6, 2, 12, 55}, {75, 15, 4, 6}},
    {{45, 3, 5, 12, 10, 25}, {25, 2, 6, 12, 10, 45}, {70, 15, 0, 3, 12}, {20, 8, 2, 15, 55}, {65, 22, 5, 8}},
    {{12, 4, 9, 15, 15, 45}, {12, 4, 9, 15, 15, 45}, {60, 8, 1, 6, 25}, {35, 8, 2, 10, 45}, {60, 25, 5, 10}},
};

constexpr std::array<std::uint16_t, 16> services{80,  443, 53,   22,   25,   110,  143,  123,
                                                 161, 389, 1433, 1521, 3306, 5060, 8080, 1812};

class generator {
public:
    generator(const distribution& d, std::size_t count, std::uint64_t seed)
        : d_(d), random_(seed), networks_(static_cast<std::size_t>(std::sqrt(static_cast<double>(count))) + 4) {
        std::ranges::generate(networks_, [&] { return static_cast<std::uint32_t>(random_()); });
    }

    classifier_rule rule() {
        classifier_rule r{.source = prefix(d_.source), .destination = prefix(d_.destination)};
        constexpr ip_proto protocols[] = {ip_proto::tcp, ip_proto::udp, ip_proto::icmp};
        const std::size_t p = pick(d_.protocols);
        if (p < std::size(protocols))
            r.protocol = protocols[p];
        if (p < 2) {
            r.source_ports = ports(d_.source_ports);
            r.destination_ports = ports(d_.destination_ports);
        }
        return r;
    }

private:
    template <std::size_t N>
    std::size_t pick(const std::array<unsigned, N>& weights) {
        std::uint64_t at = random_() % 100;
        std::size_t i = 0;
        while (i + 1 < N && at >= weights[i])
            at -= weights[i++];
        return i;
    }

    std::uint32_t between(unsigned first, unsigned last) {
        return first + static_cast<std::uint32_t>(random_() % (last - first + 1));
    }

    ipv4_prefix prefix(const std::array<unsigned, 6>& lengths) {
        constexpr std::pair<unsigned, unsigned> ranges[] = {{0, 0}, {8, 16}, {17, 23}, {24, 24}, {25, 31}, {32, 32}};
        const auto [first, last] = ranges[pick(lengths)];
        // The product of two uniform numbers is more often small: some networks and subnets are busier.
        const std::uint32_t network = networks_[random_() % networks_.size() * (random_() % 256) / 256];
        const std::uint32_t subnet = between(0, 255) * between(0, 255) / 256;
        const std::uint32_t address = (network & 0xFFFF0000U) | subnet << 8U | between(0, 255);
        return ipv4_prefix{ipv4_address::from_integer(address), static_cast<std::uint8_t>(between(first, last))}
            .masked();
    }

    port_range ports(const std::array<unsigned, 5>& kinds) {
        const std::size_t kind = pick(kinds);
        if (kind == 0)
            return {};
        if (kind == 1)
            return {1024, 65535};
        if (kind == 2)
            return {0, 1023};
        if (kind == 3) {
            const auto first = static_cast<std::uint16_t>(between(1024, 60000));
            return {first, static_cast<std::uint16_t>(first + between(1, 2000))};
        }
        const std::uint16_t port =
            random_() % 4 != 0 ? services[random_() % services.size()] : static_cast<std::uint16_t>(between(1, 65535));
        return {port, port};
    }

    const distribution& d_;
    std::mt19937_64 random_;
    std::vector<std::uint32_t> networks_;
};

auto identity(const classifier_rule& r) {
    return std::tuple(std::get<ipv4_prefix>(r.source), std::get<ipv4_prefix>(r.destination), r.protocol,
                      r.source_ports.first, r.source_ports.last, r.destination_ports.first, r.destination_ports.last);
}

ipv4_address host(std::mt19937_64& random, const address_match& match) {
    const auto* const p = std::get_if<ipv4_prefix>(&match);
    const std::uint32_t noise = static_cast<std::uint32_t>(random());
    if (p == nullptr || p->length == 0)
        return ipv4_address::from_integer(noise);
    return ipv4_address::from_integer(p->address.to_integer() | (p->length == 32 ? 0 : noise >> p->length));
}

be16 port(std::mt19937_64& random, port_range range) {
    return be16{static_cast<std::uint16_t>(range.first + random() % (range.last - range.first + 1U))};
}

packet_fields header(std::mt19937_64& random, const classifier_rule& rule) {
    packet_fields h{.protocol = rule.protocol.value_or(random() % 2 == 0 ? ip_proto::tcp : ip_proto::udp),
                    .ip_version = 4};
    std::ranges::copy(host(random, rule.source).bytes, h.source.begin());
    std::ranges::copy(host(random, rule.destination).bytes, h.destination.begin());
    if (h.protocol != ip_proto::icmp) {
        h.source_port = port(random, rule.source_ports);
        h.destination_port = port(random, rule.destination_ports);
    }
    return h;
}

} // namespace

std::vector<classifier_rule> make_rules(rule_shape shape, std::size_t count, std::uint64_t seed) {
    generator g(distributions[static_cast<std::size_t>(shape)], count, seed);
    std::set<decltype(identity(std::declval<classifier_rule>()))> taken;
    std::vector<classifier_rule> rules;
    while (rules.size() + 1 < count) {
        classifier_rule r = g.rule();
        if (!taken.insert(identity(r)).second)
            continue;
        r.priority = r.action = static_cast<std::uint32_t>(rules.size());
        rules.push_back(r);
    }
    const auto last = static_cast<std::uint32_t>(rules.size());
    rules.push_back({.source = ipv4_prefix{}, .destination = ipv4_prefix{}, .priority = last, .action = last});
    return rules;
}

std::vector<packet_fields> make_headers(const std::vector<classifier_rule>& rules, std::size_t count,
                                        std::uint64_t seed) {
    std::mt19937_64 random(seed);
    std::uniform_real_distribution<double> uniform(0, 1);
    std::vector<packet_fields> headers;
    while (headers.size() < count) {
        const packet_fields h = header(random, rules[random() % rules.size()]);
        const double run = std::min(1 / (1 - uniform(random)), 64.0);
        headers.insert(headers.end(), std::min(static_cast<std::size_t>(run), count - headers.size()), h);
    }
    return headers;
}

} // namespace xdpk::bench
