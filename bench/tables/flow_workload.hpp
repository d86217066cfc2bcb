// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>

#include <algorithm>
#include <array>
#include <chrono>
#include <cmath>
#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <vector>

namespace xdpk::bench {

inline constexpr std::size_t burst_size = 32;

/// The keys of clients that talk to 256 servers, all different.
inline flow_key flow_number(std::uint32_t n) {
    flow_key key{.protocol = ip_proto::tcp, .ip_version = 4};
    const std::uint64_t mixed = (n + 1) * 0x9E3779B97F4A7C15ULL;
    const std::uint32_t client = n * 0x9E3779B1U; // odd: no two numbers have the same client
    for (unsigned i = 0; i < 4; ++i)
        key.source[i] = static_cast<std::uint8_t>(client >> 8U * i);
    key.destination = {10, 0, 0, static_cast<std::uint8_t>(mixed >> 32U)};
    key.source_port = be16(static_cast<std::uint16_t>(mixed >> 40U | 1024U));
    key.destination_port = be16(443);
    return key;
}

enum class popularity : std::uint8_t { uniform, zipf };

/// Numbers of flows as packets come: all equally often, or as by Zipf's law with exponent 0.99.
inline std::vector<std::uint32_t> arrivals(std::uint32_t flows, popularity how, std::size_t count) {
    std::mt19937_64 random(flows);
    std::uniform_real_distribution<double> unit(0, 1);
    std::vector<std::uint32_t> numbers(count);
    for (std::uint32_t& number : numbers) {
        if (how == popularity::uniform) {
            number = static_cast<std::uint32_t>(random() % flows);
            continue;
        }
        constexpr double left = 0.01; // 1 - exponent
        const double rank = std::pow((std::pow(flows, left) - 1) * unit(random) + 1, 1 / left) - 1;
        // Popular flows are not neighbours: 1000003 is prime.
        number = static_cast<std::uint32_t>(static_cast<std::uint64_t>(rank) * 1000003 % flows);
    }
    return numbers;
}

/// As 16k or 4M.
inline std::string short_count(std::uint32_t n) {
    return n >= 1'000'000 ? std::to_string(n / 1'000'000) + "M" : std::to_string(n / 1000) + "k";
}

/// What lookups are measured with.
struct lookup_case {
    std::uint32_t flows;
    popularity how;
    bool present;

    std::string name() const {
        return "flow lookup, " + short_count(flows) + (how == popularity::zipf ? ", Zipf" : ", uniform") +
               (present ? ", hits" : ", misses");
    }
};

inline constexpr std::array<lookup_case, 14> lookup_cases{{
    {1'000, popularity::uniform, true},
    {16'000, popularity::uniform, true},
    {128'000, popularity::uniform, true},
    {1'000'000, popularity::uniform, true},
    {4'000'000, popularity::uniform, true},
    {16'000'000, popularity::uniform, true},
    {1'000'000, popularity::zipf, true},
    {16'000'000, popularity::zipf, true},
    {1'000, popularity::uniform, false},
    {16'000, popularity::uniform, false},
    {128'000, popularity::uniform, false},
    {1'000'000, popularity::uniform, false},
    {4'000'000, popularity::uniform, false},
    {16'000'000, popularity::uniform, false},
}};

/// Nanoseconds per lookup of `burst(keys)`, which looks up burst_size keys. The keys are made between the measured
/// stretches and are in the cache, as those of packets just parsed are.
template <class Burst>
double ns_per_lookup(double seconds, const std::vector<std::uint32_t>& numbers, std::size_t& at, bool present,
                     Burst&& burst) {
    using clock = std::chrono::steady_clock;
    std::array<flow_key, 16 * burst_size> keys;
    std::chrono::duration<double> passed{};
    std::size_t lookups = 0;
    for (; passed.count() < seconds; lookups += keys.size()) {
        for (flow_key& key : keys) {
            key = flow_number(numbers[at] | (present ? 0 : 0x80000000U));
            at = at + 1 < numbers.size() ? at + 1 : 0;
        }
        const clock::time_point start = clock::now();
        for (std::size_t i = 0; i < keys.size(); i += burst_size)
            burst(&keys[i]);
        passed += clock::now() - start;
    }
    return passed.count() * 1e9 / static_cast<double>(lookups);
}

inline constexpr std::array<std::uint32_t, 2> memory_cases{1'000'000, 16'000'000};
inline std::string memory_name(std::uint32_t flows) { return "flow table, " + short_count(flows) + ", memory"; }

inline constexpr std::uint32_t churned_flows = 1'000'000;
inline constexpr const char* churn_name = "flow insert and delete, 1M";

/// Nanoseconds per flow of filling a table burst by burst, then emptying it in the same order. The making of the keys
/// is not counted.
template <class Insert, class Erase>
double ns_per_churn(double seconds, Insert&& insert, Erase&& erase) {
    using clock = std::chrono::steady_clock;
    using keys = std::array<flow_key, burst_size>;
    std::chrono::duration<double> passed{};
    const auto all = [&](auto& work) {
        std::array<keys, 32> bursts;
        for (std::uint32_t n = 0; n < churned_flows;) {
            const std::size_t count = std::min<std::size_t>(bursts.size(), (churned_flows - n) / burst_size);
            for (std::size_t i = 0; i < count; ++i)
                for (flow_key& key : bursts[i])
                    key = flow_number(n++);
            const clock::time_point start = clock::now();
            for (std::size_t i = 0; i < count; ++i)
                work(bursts[i]);
            passed += clock::now() - start;
        }
    };
    std::size_t rounds = 0;
    for (; passed.count() < seconds; ++rounds) {
        all(insert);
        all(erase);
    }
    return passed.count() * 1e9 / static_cast<double>(rounds) / churned_flows;
}

} // namespace xdpk::bench
