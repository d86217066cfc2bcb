// SPDX-License-Identifier: BSD-3-Clause
#include "base/vectors_wanted.hpp"
#include "table/lpm_builder.hpp"
#include "table/lpm_lookup.hpp"

#include "support/grace_period.hpp"
#include "support/random_seed.hpp"

#include <array>
#include <atomic>
#include <gtest/gtest.h>
#include <memory>
#include <random>
#include <span>
#include <thread>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr std::size_t readers = 2;
constexpr std::size_t burst = 32;
constexpr std::uint16_t always = 100; ///< next hops from here on belong to routes that stay

/// A table whose lookups are one variant's; a thread checker sees all loads of the portable one.
class table_of_parts {
public:
    explicit table_of_parts(detail::lpm_lookup<4> lookup) : lookup_(lookup) {}

    void insert(const ipv4_prefix& p, std::uint16_t next_hop) {
        routes_.set(p.masked(), next_hop);
        builder_.apply(routes_, p.masked());
    }

    void erase(const ipv4_prefix& p) {
        if (routes_.erase(p.masked()))
            builder_.apply(routes_, p.masked());
    }

    void look_up(std::span<const ipv4_address> wanted, std::span<std::uint16_t> found) const noexcept {
        lookup_({root_.data(), memory_.get()}, wanted.front().bytes.data(), found.data(), wanted.size());
    }

    void reclaim() { builder_.pool().reclaim(); }

private:
    static constexpr std::size_t units = std::size_t{1} << 22U;

    detail::lpm_lookup<4> lookup_;
    std::unique_ptr<std::byte[]> memory_ =
        std::make_unique<std::byte[]>(units * detail::lpm_unit + detail::lpm_read_ahead);
    std::vector<detail::lpm_entry> root_ = std::vector<detail::lpm_entry>(std::size_t{1} << 16U);
    detail::route_map<ipv4_address> routes_;
    detail::lpm_builder<ipv4_address> builder_{root_, memory_.get(), units};
};

/// Routes of all lengths come and go with next hops below `always`; 10.20.30.0/24 and the default route stay.
void write(table_of_parts& table, grace_period<readers>& grace, std::uint64_t seed) {
    std::mt19937_64 random(seed);
    for (int i = 1; i < 20'000; ++i) {
        const ipv4_prefix p{ipv4_address::from_integer(0x0A140000U | (static_cast<std::uint32_t>(random()) & 0xFFFFU)),
                            static_cast<std::uint8_t>(9 + random() % 24)};
        if (p.length >= 24 && p.masked().address.bytes[2] == 30)
            continue;
        if (random() % 2 == 0)
            table.insert(p, static_cast<std::uint16_t>(random() % always));
        else
            table.erase(p);
        if (i % 64 != 0)
            continue;
        grace.wait();
        table.reclaim();
    }
}

void read(const table_of_parts& table, grace_period<readers>& grace, std::size_t self, std::uint64_t seed,
          const std::atomic<bool>& stop) {
    std::mt19937_64 random(seed);
    std::array<ipv4_address, burst> wanted{};
    std::array<std::uint16_t, burst> found{};
    while (!stop.load(std::memory_order_relaxed)) {
        for (ipv4_address& a : wanted)
            a = ipv4_address::from_integer(0x0A140000U | (static_cast<std::uint32_t>(random()) & 0xFFFFU));
        wanted[0] = {{192, 0, 2, 1}};
        wanted[1] = {{10, 20, 30, static_cast<std::uint8_t>(random())}};
        table.look_up(wanted, found);
        EXPECT_EQ(found[0], always);
        EXPECT_EQ(found[1], always + 1);
        for (const std::uint16_t next_hop : found)
            EXPECT_LE(next_hop, always + 1);
        grace.quiescent(self);
    }
    grace.leave(self);
}

void run(detail::lpm_lookup<4> lookup) {
    const random_seed seed;
    table_of_parts table(lookup);
    grace_period<readers> grace;
    std::atomic<bool> stop{false};
    table.insert({{}, 0}, always);
    table.insert({{{10, 20, 30, 0}}, 24}, always + 1);
    std::vector<std::thread> threads;
    for (std::size_t i = 0; i < readers; ++i)
        threads.emplace_back([&, i] { read(table, grace, i, seed.value() + i, stop); });
    write(table, grace, seed.value());
    stop = true;
    for (std::thread& t : threads)
        t.join();
}

TEST(lpm, is_read_while_it_is_written) { run(detail::lpm_lookup_portable<4>); }

TEST(lpm, is_read_with_vectors_while_it_is_written) {
    if (!detail::vectors_wanted || !detail::has_lpm_lookup_avx512())
        GTEST_SKIP() << "this CPU has no AVX-512, or the thread sanitizer could not follow";
    run(detail::lpm_lookup_avx512<4>);
}

/// The variants of the lookup agree; on a CPU without AVX-512 there is only one.
TEST(lpm, looks_up_alike_with_and_without_vectors) {
    if (!detail::has_lpm_lookup_avx512())
        GTEST_SKIP() << "this CPU has no AVX-512";
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    constexpr std::size_t units = std::size_t{1} << 20U;
    const auto memory = std::make_unique<std::byte[]>(units * detail::lpm_unit + detail::lpm_read_ahead);
    std::vector<detail::lpm_entry> root(std::size_t{1} << 16U);
    detail::route_map<ipv6_address> routes;
    detail::lpm_builder<ipv6_address> builder(root, memory.get(), units);
    std::vector<ipv6_address> wanted;
    for (int i = 0; i < 1000; ++i) {
        ip_prefix<ipv6_address> p{.length = static_cast<std::uint8_t>(random() % 129)};
        for (std::uint8_t& byte : p.address.bytes)
            byte = static_cast<std::uint8_t>(random() % 8 == 0 ? random() : 1);
        wanted.push_back(p.address);
        routes.set(p.masked(), static_cast<std::uint16_t>(i));
        builder.apply(routes, p.masked());
        builder.pool().reclaim();
    }
    const detail::lpm_view view{root.data(), memory.get()};
    std::vector<std::uint16_t> plain(wanted.size());
    std::vector<std::uint16_t> vectors(wanted.size());
    detail::lpm_lookup_portable<16>(view, wanted.front().bytes.data(), plain.data(), wanted.size());
    detail::lpm_lookup_avx512<16>(view, wanted.front().bytes.data(), vectors.data(), wanted.size());
    EXPECT_EQ(plain, vectors);
}

} // namespace THIS_TEST
} // namespace xdpk
