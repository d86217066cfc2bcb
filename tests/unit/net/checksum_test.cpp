// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/checksum.hpp>

#include <algorithm>
#include <bit>
#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace THIS_TEST {

using namespace xdpk;
using bytes = std::vector<std::byte>;

bytes random_bytes(std::mt19937& random, std::size_t length) {
    bytes data(length);
    std::generate(data.begin(), data.end(), [&] { return static_cast<std::byte>(random()); });
    return data;
}

/// RFC 1071 §1, word by word, written for clarity.
std::uint16_t model(std::span<const std::byte> data) {
    std::uint32_t sum = 0;
    for (std::size_t i = 0; i < data.size(); ++i) {
        sum += std::to_integer<std::uint32_t>(data[i]) << (i % 2 == 0 ? 8U : 0U);
        sum = (sum & 0xffffU) + (sum >> 16U);
    }
    return static_cast<std::uint16_t>(~sum);
}

TEST(checksum, agrees_with_the_rfc_example) {
    // RFC 1071 §3: the words 0001 f203 f4f5 f6f7 sum to ddf2.
    const auto data = std::bit_cast<std::array<std::byte, 8>>(be64{0x0001'f203'f4f5'f6f7});
    EXPECT_EQ(internet_checksum(data).host(), static_cast<std::uint16_t>(~0xddf2U));
}

TEST(checksum, of_every_length_at_every_alignment) {
    std::mt19937 random{1};
    const bytes data = random_bytes(random, 512);
    for (std::size_t offset = 0; offset < 32; ++offset)
        for (std::size_t length = 0; length + offset <= 300; ++length) {
            const auto piece = std::span(data).subspan(offset, length);
            ASSERT_EQ(internet_checksum(piece).host(), model(piece)) << offset << " " << length;
        }
}

TEST(checksum, of_long_random_data) {
    std::mt19937 random{2};
    for (int round = 0; round < 300; ++round) {
        const bytes data = random_bytes(random, random() % 70000);
        ASSERT_EQ(internet_checksum(data).host(), model(data)) << data.size();
    }
}

TEST(checksum, carries_out_of_all_ones) {
    for (const std::size_t length : {1U, 2U, 7U, 8U, 64U, 65535U, 1U << 20U}) {
        const bytes data(length, std::byte{0xff});
        ASSERT_EQ(internet_checksum(data).host(), model(data)) << length;
    }
}

TEST(checksum, reads_nothing_outside_of_its_span) {
    std::mt19937 random{3};
    for (std::size_t length = 0; length < 80; ++length) {
        const bytes exact = random_bytes(random, length);
        ASSERT_EQ(internet_checksum(exact).host(), model(exact));
    }
}

TEST(checksum, of_pieces_is_that_of_the_whole) {
    std::mt19937 random{4};
    for (int round = 0; round < 200; ++round) {
        const bytes data = random_bytes(random, random() % 2000 + 2);
        const std::size_t cut = random() % (data.size() / 2) * 2;
        ones_complement_sum sum;
        sum.add(std::span(data).first(cut));
        sum = ones_complement_sum(sum.folded());
        sum.add(std::span(data).subspan(cut));
        ASSERT_EQ(sum.checksum(), internet_checksum(data));
    }
}

TEST(checksum, of_fields_is_that_of_their_bytes) {
    std::mt19937 random{5};
    const bytes data = random_bytes(random, 64);
    const auto at = [&]<class T>(T value) {
        std::memcpy(&value, data.data(), sizeof(value));
        ones_complement_sum sum;
        sum.add(value);
        EXPECT_EQ(sum.checksum().host(), model(std::span(data).first(sizeof(value))));
    };
    at(be16{});
    at(be32{});
    at(ipv4_address{});
    at(ipv6_address{});
    at(ipv4_header{});
}

/// A header with options, random but for its length, followed by nothing.
bytes random_ipv4_header(std::mt19937& random) {
    const std::size_t words = 5 + random() % 11;
    bytes data = random_bytes(random, words * 4);
    data[0] = static_cast<std::byte>(0x40U | words);
    return data;
}

TEST(checksum, of_ipv4_headers) {
    std::mt19937 random{6};
    for (int round = 0; round < 2000; ++round) {
        bytes data = random_ipv4_header(random);
        auto& ip = *reinterpret_cast<ipv4_header*>(data.data());
        ASSERT_EQ(has_valid_checksum(ip), model(data) == 0);
        const be16 right = header_checksum(ip);
        ip.checksum = be16{};
        ASSERT_EQ(right.host(), model(data));
        ip.checksum = right;
        ASSERT_TRUE(has_valid_checksum(ip));
        data[random() % data.size()] ^= std::byte{0x10};
        ASSERT_FALSE(has_valid_checksum(*reinterpret_cast<ipv4_header*>(data.data())));
    }
}

template <class Header>
void expect_pseudo_header_sum(const Header& ip, bytes expected) {
    const ones_complement_sum sum = pseudo_header_sum(ip, ip_proto::udp, 0x0102);
    EXPECT_EQ(sum.checksum().host(), model(expected));
}

TEST(checksum, of_pseudo_headers) {
    std::mt19937 random{7};
    const auto source = random_bytes(random, 16);
    const auto destination = random_bytes(random, 16);
    const auto concatenate = [&](std::size_t length) {
        bytes data(source.begin(), source.begin() + static_cast<std::ptrdiff_t>(length));
        data.insert(data.end(), destination.begin(), destination.begin() + static_cast<std::ptrdiff_t>(length));
        const std::array<std::uint8_t, 4> tail{0, 17, 0x01, 0x02};
        std::transform(tail.begin(), tail.end(), std::back_inserter(data), [](auto b) { return std::byte{b}; });
        return data;
    };
    ipv4_header v4{};
    std::memcpy(&v4.source, source.data(), 4);
    std::memcpy(&v4.destination, destination.data(), 4);
    expect_pseudo_header_sum(v4, concatenate(4));
    ipv6_header v6{};
    std::memcpy(&v6.source, source.data(), 16);
    std::memcpy(&v6.destination, destination.data(), 16);
    expect_pseudo_header_sum(v6, concatenate(16));
}

} // namespace THIS_TEST
