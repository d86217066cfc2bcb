// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/maglev.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <gtest/gtest.h>
#include <limits>
#include <numeric>
#include <random>
#include <string>
#include <unistd.h>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using backend_list = std::vector<maglev_backend>;

backend_list equal_backends(std::size_t count) {
    backend_list list(count);
    for (std::size_t i = 0; i < count; ++i)
        list[i].id = 0xC0A80000U + i;
    return list;
}

/// Entries by backend index.
std::vector<std::size_t> shares(const maglev_table& table, std::size_t backends) {
    std::vector<std::size_t> counts(backends);
    for (const std::uint16_t index : table.entries())
        ++counts.at(index);
    return counts;
}

void expect_fair(const maglev_table& table, const backend_list& backends) {
    const double all = std::accumulate(backends.begin(), backends.end(), 0.0,
                                       [](double sum, const maglev_backend& b) { return sum + b.weight; });
    const std::vector<std::size_t> counts = shares(table, backends.size());
    for (std::size_t i = 0; i < backends.size(); ++i) {
        const double fair = static_cast<double>(table.entries().size()) * backends[i].weight / all;
        EXPECT_LT(std::abs(static_cast<double>(counts[i]) - fair), 1.0) << "backend " << i;
        if (fair >= 65) {
            EXPECT_LE(std::abs(static_cast<double>(counts[i]) - fair), fair / 100) << "backend " << i;
        }
    }
}

/// How many entries that belong to neither backend `gone` nor to nobody have another owner in `after`.
std::size_t moved(const maglev_table& before, const maglev_table& after, std::uint16_t gone) {
    std::size_t count = 0;
    for (std::size_t i = 0; i < before.entries().size(); ++i)
        count += before.entries()[i] != gone && before.entries()[i] != after.entries()[i];
    return count;
}

std::uint64_t digest(const maglev_table& table, const backend_list& backends) {
    std::uint64_t sum = 14695981039346656037U;
    for (const std::uint16_t index : table.entries())
        sum = (sum ^ backends[index].id) * 1099511628211U;
    return sum;
}

class maglev_of_size : public testing::TestWithParam<std::size_t> {};

TEST_P(maglev_of_size, shares_equally) {
    const backend_list backends = equal_backends(GetParam());
    expect_fair(maglev_table(backends), backends);
}

TEST_P(maglev_of_size, shares_by_weight) {
    backend_list backends = equal_backends(GetParam());
    for (std::size_t i = 0; i < backends.size(); ++i)
        backends[i].weight = static_cast<std::uint32_t>(1 + i % 7);
    expect_fair(maglev_table(backends), backends);
}

INSTANTIATE_TEST_SUITE_P(backends, maglev_of_size, testing::Values(1, 2, 10, 100, 1000));

TEST(maglev, moves_at_most_one_percent_when_one_of_a_hundred_goes) {
    backend_list backends = equal_backends(100);
    const maglev_table before(backends);
    for (std::uint16_t gone = 0; gone < 100; gone += 9) {
        backends[gone].weight = 0;
        const maglev_table after(backends);
        backends[gone].weight = 1;
        EXPECT_LE(moved(before, after, gone), before.entries().size() / 100) << "without backend " << gone;
        EXPECT_EQ(std::ranges::count(after.entries(), gone), 0);
    }
}

TEST(maglev, does_not_depend_on_the_order_of_backends) {
    backend_list backends = equal_backends(50);
    for (maglev_backend& b : backends)
        b.weight = static_cast<std::uint32_t>(b.id % 5 + 1);
    const std::uint64_t expected = digest(maglev_table(backends, 4093, 7), backends);
    std::ranges::reverse(backends);
    EXPECT_EQ(digest(maglev_table(backends, 4093, 7), backends), expected);
    std::rotate(backends.begin(), backends.begin() + 13, backends.end());
    EXPECT_EQ(digest(maglev_table(backends, 4093, 7), backends), expected);
}

std::uint64_t digest_of_a_cluster() {
    backend_list backends = equal_backends(300);
    for (maglev_backend& b : backends)
        b.weight = static_cast<std::uint32_t>(b.id % 11);
    return digest(maglev_table(backends, maglev_table::default_size, 0x5EED), backends);
}

// Runs itself again; the other process only says what it came to.
TEST(maglev, is_the_same_in_another_process) {
    if (std::getenv("XDPK_TEST_NODE") != nullptr) {
        std::printf("digest %llx\n", 0ULL + digest_of_a_cluster());
        return;
    }
    const std::string command = "XDPK_TEST_NODE=1 GTEST_TOTAL_SHARDS=1 GTEST_SHARD_INDEX=0 exec /proc/" +
                                std::to_string(::getpid()) +
                                "/exe --gtest_filter=maglev.is_the_same_in_another_process";
    std::FILE* const node = ::popen(command.c_str(), "r");
    ASSERT_NE(node, nullptr);
    unsigned long long theirs = 0;
    char line[256];
    while (std::fgets(line, sizeof(line), node) != nullptr)
        std::sscanf(line, "digest %llx", &theirs);
    EXPECT_EQ(::pclose(node), 0);
    EXPECT_EQ(theirs, digest_of_a_cluster());
}

TEST(maglev, depends_on_the_seed) {
    const backend_list backends = equal_backends(10);
    EXPECT_NE(digest(maglev_table(backends, 65537, 1), backends), digest(maglev_table(backends, 65537, 2), backends));
}

TEST(maglev, finds_by_all_bits_of_the_hash) {
    const backend_list backends = equal_backends(3);
    const maglev_table table(backends, 251);
    EXPECT_EQ(table.find(0), table.entries().front());
    EXPECT_EQ(table.find(std::numeric_limits<std::uint32_t>::max()), table.entries().back());
    EXPECT_EQ(table.find(1U << 31U), table.entries()[125]);
}

TEST(maglev, has_nobody_to_find_without_weight) {
    backend_list backends = equal_backends(2);
    backends[0].weight = backends[1].weight = 0;
    EXPECT_EQ(maglev_table(backends, 251).find(12345), maglev_table::none);
    EXPECT_EQ(maglev_table({}, 251).find(12345), maglev_table::none);
}

TEST(maglev, refuses_what_it_cannot_build) {
    EXPECT_THROW(maglev_table(equal_backends(2), 65536), error);
    EXPECT_THROW(maglev_table(equal_backends(2), 0), error);
    EXPECT_THROW(maglev_table(equal_backends(2), 16'777'259), error); // prime, but too large
    EXPECT_THROW(maglev_table(equal_backends(65'535), 65537), error);
    EXPECT_THROW(maglev_table(backend_list{{.id = 1}, {.id = 2}, {.id = 1}}, 251), error);
}

TEST(maglev, takes_more_backends_than_entries) {
    const backend_list backends = equal_backends(1000);
    const maglev_table table(backends, 251);
    EXPECT_LE(std::ranges::max(shares(table, backends.size())), 1U);
}

TEST(maglev, takes_the_smallest_and_the_largest_weights) {
    backend_list backends = equal_backends(1000);
    backends[17].weight = std::numeric_limits<std::uint32_t>::max();
    const maglev_table table(backends, 251);
    EXPECT_EQ(std::ranges::count(table.entries(), 17), 251);
}

} // namespace THIS_TEST
} // namespace xdpk
