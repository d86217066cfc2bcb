// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/checksum.hpp>

#include <bit>
#include <gtest/gtest.h>
#include <random>

namespace THIS_TEST {

using namespace xdpk;

struct message {
    be16 port;
    be32 sequence;
    ipv4_address v4;
    ipv6_address v6;
};

std::span<const std::byte> bytes_of(const message& data) { return std::as_bytes(std::span(&data, 1)); }

message random_message(std::mt19937& random) {
    std::array<std::uint8_t, sizeof(message)> data{};
    for (auto& byte : data)
        byte = static_cast<std::uint8_t>(random());
    return std::bit_cast<message>(data);
}

ones_complement_sum difference(const message& before, const message& after) {
    ones_complement_sum sum;
    sum.replace(before.port, after.port);
    sum.replace(before.sequence, after.sequence);
    sum.replace(before.v4, after.v4);
    sum.replace(before.v6, after.v6);
    return sum;
}

TEST(checksum_update, equals_the_recomputed_checksum) {
    std::mt19937 random{1};
    for (int round = 0; round < 20000; ++round) {
        const message before = random_message(random);
        const message after = random_message(random);
        const be16 updated = updated_checksum(internet_checksum(bytes_of(before)), difference(before, after));
        ASSERT_EQ(updated, internet_checksum(bytes_of(after)));
    }
}

TEST(checksum_update, of_a_difference_kept_in_16_bits) {
    std::mt19937 random{2};
    for (int round = 0; round < 2000; ++round) {
        const message before = random_message(random);
        const message after = random_message(random);
        const ones_complement_sum kept{difference(before, after).folded()};
        ASSERT_EQ(updated_checksum(internet_checksum(bytes_of(before)), kept), internet_checksum(bytes_of(after)));
    }
}

TEST(checksum_update, gives_the_example_of_rfc_1624) {
    // §4: checksum dd2f, a field goes from 5555 to 3285; equation 2 of RFC 1141 would give ffff, right is 0000.
    ones_complement_sum change;
    change.replace(be16{0x5555}, be16{0x3285});
    EXPECT_EQ(updated_checksum(be16{0xdd2f}, change), be16{0x0000});
}

TEST(checksum_update, of_one_field_for_every_16_bit_value) {
    message data{be16{0}, be32{0x01020304}, {}, {}};
    const be16 original = internet_checksum(bytes_of(data));
    for (unsigned value = 0; value <= 0xffff; ++value) {
        ones_complement_sum change;
        change.replace(be16{0}, be16{static_cast<std::uint16_t>(value)});
        data.port = be16{static_cast<std::uint16_t>(value)};
        ASSERT_EQ(updated_checksum(original, change), internet_checksum(bytes_of(data))) << value;
    }
}

TEST(udp_checksum, sends_zero_as_all_ones) {
    ones_complement_sum sum;
    sum.add(be16{0xffff});
    EXPECT_EQ(sum.checksum(), be16{0});
    EXPECT_EQ(udp_checksum(sum), be16{0xffff});
    sum.add(be16{1});
    EXPECT_EQ(udp_checksum(sum), sum.checksum());
}

TEST(udp_checksum, stays_absent_when_updated) {
    ones_complement_sum change;
    change.replace(be16{1}, be16{2});
    EXPECT_EQ(updated_udp_checksum(be16{0}, change), be16{0});
}

TEST(udp_checksum, is_never_updated_to_absent) {
    ones_complement_sum change;
    change.replace(be16{0x5555}, be16{0x3285});
    EXPECT_EQ(updated_udp_checksum(be16{0xdd2f}, change), be16{0xffff});
    change = {};
    change.replace(be16{1}, be16{2});
    EXPECT_EQ(updated_udp_checksum(be16{0x1234}, change), be16{0x1233});
}

} // namespace THIS_TEST
