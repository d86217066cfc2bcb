// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/flow_hash.hpp>

#include <algorithm>
#include <cmath>
#include <cstring>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace THIS_TEST {

using namespace xdpk;

constexpr std::uint32_t flows = 1U << 17U;

flow_key base_key(std::uint8_t version) {
    flow_key key;
    key.source = {10, 0, 0, 1};
    key.destination = {10, 0, 0, 2};
    if (version == 6)
        key.source[15] = key.destination[14] = 7;
    key.source_port = be16{1024};
    key.destination_port = be16{80};
    key.protocol = ip_proto::tcp;
    key.ip_version = version;
    return key;
}

void set_address(std::array<std::uint8_t, 16>& address, std::size_t at, std::uint32_t value) {
    const be32 wire{value};
    std::memcpy(address.data() + at, &wire, sizeof(wire));
}

/// How a traffic mix numbers its flows.
struct mix {
    std::string name;
    std::function<flow_key(std::uint32_t)> flow;
};

std::ostream& operator<<(std::ostream& out, const mix& each) { return out << each.name; }

flow_key with_ports(std::uint32_t n, std::uint8_t version) {
    flow_key key = base_key(version);
    key.source_port = be16{static_cast<std::uint16_t>(n)};
    key.destination_port = be16{static_cast<std::uint16_t>(80 + (n >> 16U))};
    return key;
}

flow_key with_source(std::uint32_t value, std::uint8_t version) {
    flow_key key = base_key(version);
    set_address(key.source, version == 6 ? 12 : 0, value);
    return key;
}

const std::vector<mix> mixes = {
    {"ports", [](std::uint32_t n) { return with_ports(n, 4); }},
    {"ports6", [](std::uint32_t n) { return with_ports(n, 6); }},
    {"hosts", [](std::uint32_t n) { return with_source(0x0a000000 + n, 4); }},
    {"hosts6", [](std::uint32_t n) { return with_source(n, 6); }},
    {"networks", [](std::uint32_t n) { return with_source(n << 12U, 4); }},
    {"networks6",
     [](std::uint32_t n) {
         flow_key key = base_key(6);
         set_address(key.source, 4, n);
         return key;
     }},
    {"port_follows_host",
     [](std::uint32_t n) {
         flow_key key = with_source(0x0a000000 + n, 4);
         key.source_port = be16{static_cast<std::uint16_t>(n)};
         return key;
     }},
    {"pairs_of_hosts",
     [](std::uint32_t n) {
         flow_key key = with_source(0x0a000000 + (n & 0x3ffU), 4);
         set_address(key.destination, 0, 0x0b000000 + (n >> 10U));
         return key;
     }},
    {"zones",
     [](std::uint32_t n) {
         flow_key key = with_ports(n >> 8U, 4);
         key.zone = static_cast<std::uint16_t>(n & 0xffU);
         return key;
     }},
};

using hash_function = std::uint32_t (*)(const flow_key&, std::uint64_t);

/// Pearson's statistic of `flows` hashes in 1,024 buckets, in standard deviations from what chance gives.
double deviation(const mix& traffic, hash_function hash, unsigned shift) {
    constexpr std::size_t buckets = 1024;
    std::vector<double> counts(buckets);
    for (std::uint32_t n = 0; n < flows; ++n)
        ++counts[hash(traffic.flow(n), 0) >> shift & (buckets - 1)];
    const double expected = double{flows} / buckets;
    double chi_squared = 0;
    for (const double count : counts)
        chi_squared += (count - expected) * (count - expected) / expected;
    return (chi_squared - (buckets - 1)) / std::sqrt(2.0 * (buckets - 1));
}

class flow_hash_of : public testing::TestWithParam<mix> {};

TEST_P(flow_hash_of, is_evenly_distributed_in_low_and_high_bits) {
    for (const unsigned shift : {0U, 11U, 22U}) {
        EXPECT_LT(deviation(GetParam(), flow_hash, shift), 5) << shift;
        EXPECT_LT(deviation(GetParam(), symmetric_flow_hash, shift), 5) << shift;
    }
}

TEST_P(flow_hash_of, rarely_collides) {
    std::vector<std::uint32_t> hashes(flows);
    for (std::uint32_t n = 0; n < flows; ++n)
        hashes[n] = flow_hash(GetParam().flow(n));
    std::sort(hashes.begin(), hashes.end());
    const auto distinct = std::unique(hashes.begin(), hashes.end()) - hashes.begin();
    EXPECT_LE(flows - distinct, 12) << "chance gives 2";
}

INSTANTIATE_TEST_SUITE_P(mix, flow_hash_of, testing::ValuesIn(mixes), [](const auto& row) { return row.param.name; });

flow_key random_key(std::mt19937_64& random) {
    flow_key::words words{};
    std::generate(words.begin(), words.end(), std::ref(random));
    return std::bit_cast<flow_key>(words);
}

TEST(flow_hash, changes_half_of_its_bits_with_every_bit_of_the_key) {
    constexpr int rounds = 400;
    std::mt19937_64 random{1};
    for (std::size_t bit = 0; bit < sizeof(flow_key) * 8; ++bit) {
        double changed = 0;
        for (int round = 0; round < rounds; ++round) {
            const flow_key key = random_key(random);
            flow_key::words words = key.to_words();
            words[bit / 64] ^= std::uint64_t{1} << bit % 64;
            changed += std::popcount(flow_hash(key) ^ flow_hash(std::bit_cast<flow_key>(words)));
        }
        EXPECT_NEAR(changed / rounds, 16, 1.5) << bit;
    }
}

TEST(flow_hash, of_the_two_directions) {
    std::mt19937_64 random{2};
    int equal = 0;
    for (int round = 0; round < 1000; ++round) {
        const flow_key key = random_key(random);
        ASSERT_EQ(symmetric_flow_hash(key), symmetric_flow_hash(reversed(key)));
        equal += flow_hash(key) == flow_hash(reversed(key)) ? 1 : 0;
    }
    EXPECT_EQ(equal, 0);
}

TEST(flow_hash, tells_crossed_ports_apart) {
    flow_key key = base_key(4);
    const std::uint32_t before = symmetric_flow_hash(key);
    std::swap(key.source_port, key.destination_port);
    EXPECT_NE(symmetric_flow_hash(key), before);
}

TEST(flow_hash, depends_on_the_seed) {
    std::mt19937_64 random{3};
    double changed = 0;
    for (int round = 0; round < 1000; ++round) {
        const flow_key key = random_key(random);
        changed += std::popcount(flow_hash(key, random()) ^ flow_hash(key, random()));
    }
    EXPECT_NEAR(changed / 1000, 16, 1);
}

} // namespace THIS_TEST
