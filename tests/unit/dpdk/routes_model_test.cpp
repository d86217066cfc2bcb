// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <map>
#include <random>
#include <utility>
#include <vector>

#include <rte_fib6.h>
#include <rte_lpm.h>
#include <rte_lpm6.h>

namespace THIS_TEST {

using address = std::array<std::uint8_t, 16>;

/// Routes of any family, looked up one after the other.
class model {
public:
    void set(const address& ip, unsigned depth, std::uint64_t hop) { routes_[{masked(ip, depth), depth}] = hop; }
    bool erase(const address& ip, unsigned depth) { return routes_.erase({masked(ip, depth), depth}) != 0; }
    [[nodiscard]] std::size_t size() const { return routes_.size(); }

    [[nodiscard]] std::uint64_t lookup(const address& ip, std::uint64_t otherwise) const {
        std::uint64_t found = otherwise;
        unsigned longest = 0;
        for (const auto& [route, hop] : routes_)
            if (route.second >= longest && masked(ip, route.second) == route.first) {
                longest = route.second;
                found = hop;
            }
        return found;
    }

private:
    static address masked(address ip, unsigned depth) {
        for (unsigned bit = depth; bit < 128; ++bit)
            ip[bit / 8] &= static_cast<std::uint8_t>(~(0x80U >> (bit % 8)));
        return ip;
    }

    std::map<std::pair<address, unsigned>, std::uint64_t> routes_;
};

class source {
public:
    std::uint32_t below(std::uint32_t bound) { return static_cast<std::uint32_t>(random_() % bound); }
    /// Few different ones, so that routes lie within each other.
    address ip(std::size_t bytes) {
        address made{};
        for (std::size_t i = 0; i < bytes; ++i)
            made[i] = static_cast<std::uint8_t>(random_() & (i % 3 == 0 ? 0x81U : i % 3 == 1 ? 0x10U : 0x03U));
        return made;
    }

private:
    std::mt19937 random_{7};
};

std::uint32_t in_host_order(const address& ip) {
    return static_cast<std::uint32_t>(ip[0]) << 24U | static_cast<std::uint32_t>(ip[1]) << 16U |
           static_cast<std::uint32_t>(ip[2]) << 8U | ip[3];
}

rte_ipv6_addr as_argument(const address& ip) {
    rte_ipv6_addr made;
    std::memcpy(made.a, ip.data(), ip.size());
    return made;
}

TEST(dpdk_routes_model, lpm_agrees) {
    const rte_lpm_config config{.max_rules = 4096, .number_tbl8s = 256, .flags = 0};
    rte_lpm* const lpm = rte_lpm_create("model", 0, &config);
    model expected;
    source from;
    for (int round = 0; round < 3000; ++round) {
        const address route = from.ip(4);
        const auto depth = static_cast<std::uint8_t>(1 + from.below(32));
        if (from.below(3) != 0) {
            const std::uint32_t hop = from.below(1U << 24U);
            ASSERT_EQ(rte_lpm_add(lpm, in_host_order(route), depth, hop), 0);
            expected.set(route, depth, hop);
        } else {
            ASSERT_EQ(rte_lpm_delete(lpm, in_host_order(route), depth), expected.erase(route, depth) ? 0 : -EINVAL);
        }
        const address wanted = from.ip(4);
        const std::uint64_t hop = expected.lookup(wanted, UINT32_MAX);
        std::uint32_t found = 0;
        ASSERT_EQ(rte_lpm_lookup(lpm, in_host_order(wanted), &found), hop == UINT32_MAX ? -ENOENT : 0);
        ASSERT_EQ(found, hop == UINT32_MAX ? 0 : hop);
    }
    rte_lpm_free(lpm);
}

TEST(dpdk_routes_model, lpm6_agrees_after_deletions_in_bulk_too) {
    const rte_lpm6_config config{.max_rules = 4096, .number_tbl8s = 256, .flags = 0};
    rte_lpm6* const lpm = rte_lpm6_create("model", 0, &config);
    model expected;
    source from;
    for (int round = 0; round < 3000; ++round) {
        const address route = from.ip(16);
        auto depth = static_cast<std::uint8_t>(1 + from.below(128));
        rte_ipv6_addr ip = as_argument(route);
        if (from.below(3) != 0) {
            const std::uint32_t hop = from.below(1U << 21U);
            ASSERT_EQ(rte_lpm6_add(lpm, &ip, depth, hop), 0);
            expected.set(route, depth, hop);
        } else {
            ASSERT_EQ(rte_lpm6_delete_bulk_func(lpm, &ip, &depth, 1), 0);
            expected.erase(route, depth);
        }
        const address wanted = from.ip(16);
        rte_ipv6_addr argument = as_argument(wanted);
        std::int32_t found = 0;
        ASSERT_EQ(rte_lpm6_lookup_bulk_func(lpm, &argument, &found, 1), 0);
        ASSERT_EQ(found, static_cast<std::int32_t>(expected.lookup(wanted, UINT64_MAX)));
    }
    rte_lpm6_free(lpm);
}

/// With a default route that comes and goes after others.
TEST(dpdk_routes_model, fib6_agrees) {
    rte_fib6_conf conf{};
    conf.type = RTE_FIB6_TRIE;
    conf.default_nh = 5;
    conf.max_routes = 4096;
    conf.trie.nh_sz = RTE_FIB6_TRIE_8B;
    conf.trie.num_tbl8 = 256;
    rte_fib6* const fib = rte_fib6_create("model", 0, &conf);
    model expected;
    source from;
    for (int round = 0; round < 2000; ++round) {
        const address route = from.ip(16);
        const auto depth = static_cast<std::uint8_t>(round % 50 == 49 ? 0 : from.below(129));
        const rte_ipv6_addr ip = as_argument(route);
        const std::uint64_t hop = std::uint64_t{from.below(100)} << 50U;
        if (from.below(3) != 0) {
            ASSERT_EQ(rte_fib6_add(fib, &ip, depth, hop), 0);
            expected.set(route, depth, hop);
        } else {
            ASSERT_EQ(rte_fib6_delete(fib, &ip, depth), expected.erase(route, depth) ? 0 : -ENOENT);
        }
        const address wanted = from.ip(16);
        const rte_ipv6_addr argument = as_argument(wanted);
        std::uint64_t found = 0;
        ASSERT_EQ(rte_fib6_lookup_bulk(fib, &argument, &found, 1), 0);
        ASSERT_EQ(found, expected.lookup(wanted, 5));
    }
    rte_fib6_free(fib);
}

} // namespace THIS_TEST
