// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/big_endian.hpp>
#include <xdpk/net/ethernet.hpp>

#include <cstring>
#include <gtest/gtest.h>
#include <type_traits>

namespace THIS_TEST {

using namespace xdpk;

template <class T>
T read(const std::array<std::uint8_t, sizeof(T)>& wire) {
    T value;
    std::memcpy(&value, wire.data(), sizeof(value));
    return value;
}

TEST(big_endian, reads_the_most_significant_byte_first) {
    EXPECT_EQ(read<be16>({0x12, 0x34}).host(), 0x1234);
    EXPECT_EQ(read<be32>({0x12, 0x34, 0x56, 0x78}).host(), 0x12345678U);
    EXPECT_EQ(read<be64>({1, 2, 3, 4, 5, 6, 7, 8}).host(), 0x0102030405060708U);
}

TEST(big_endian, writes_what_it_reads) {
    EXPECT_EQ(be16{0x1234}, read<be16>({0x12, 0x34}));
    EXPECT_EQ(be32{0x12345678}, read<be32>({0x12, 0x34, 0x56, 0x78}));
    EXPECT_EQ(be64{0x0102030405060708}, read<be64>({1, 2, 3, 4, 5, 6, 7, 8}));
}

TEST(big_endian, raw_is_the_integer_in_memory) {
    const be32 value{0x0a000001};
    std::uint32_t memory = 0;
    std::memcpy(&memory, &value, sizeof(memory));
    EXPECT_EQ(value.raw(), memory);
    EXPECT_EQ(be32::from_raw(memory), value);
}

TEST(big_endian, orders_by_value_not_by_bytes) {
    EXPECT_LT(be16{0x00ff}, be16{0x0100});
    EXPECT_LT(be32{0x0000ffff}, be32{0x00010000});
    EXPECT_GT(be64{0x0100}, be64{0x00ff});
}

TEST(big_endian, holds_enumerations) {
    const auto type = read<big_endian<ether_type>>({0x86, 0xdd});
    EXPECT_EQ(type.host(), ether_type::ipv6);
    EXPECT_EQ(type, big_endian{ether_type::ipv6});
}

TEST(big_endian, is_usable_in_constant_expressions) {
    static_assert(be16{0x1234}.host() == 0x1234);
    static_assert(be32{} == be32{0});
    static_assert(ipv4_address{{10, 0, 0, 1}}.to_integer() == 0x0a000001);
    static_assert(ipv4_address::from_integer(0x0a000001) == ipv4_address{{10, 0, 0, 1}});
}

TEST(big_endian, does_not_mix_with_integers_by_itself) {
    static_assert(!std::is_convertible_v<std::uint16_t, be16>);
    static_assert(!std::is_convertible_v<be16, std::uint16_t>);
    static_assert(!std::is_constructible_v<big_endian<ether_type>, std::uint16_t>);
    static_assert(std::is_trivially_copyable_v<be32>);
}

} // namespace THIS_TEST
