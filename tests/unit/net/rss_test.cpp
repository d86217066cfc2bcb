// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/rss.hpp>

#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;

/// "Verifying the RSS Hash Calculation", Microsoft.
struct vector_row {
    const char* destination;
    std::uint16_t destination_port;
    const char* source;
    std::uint16_t source_port;
    std::uint32_t addresses;
    std::uint32_t with_ports;
};

const vector_row rows[] = {
    {"161.142.100.80", 1766, "66.9.149.187", 2794, 0x323e8fc2, 0x51ccc178},
    {"65.69.140.83", 4739, "199.92.111.2", 14230, 0xd718262a, 0xc626b0ea},
    {"12.22.207.184", 38024, "24.19.198.95", 12898, 0xd2d0a5de, 0x5c2b394a},
    {"209.142.163.6", 2217, "38.27.205.30", 48228, 0x82989176, 0xafc7327f},
    {"202.188.127.2", 1303, "153.39.163.191", 44251, 0x5d1809c5, 0x10e828a2},
    {"3ffe:2501:200:3::1", 1766, "3ffe:2501:200:1fff::7", 2794, 0x2cc18cd5, 0x40207d3d},
    {"ff02::1", 4739, "3ffe:501:8::260:97ff:fe40:efab", 14230, 0x0f0c461c, 0xdde51bbf},
    {"fe80::200:f8ff:fe21:67cf", 38024, "3ffe:1900:4545:3:200:f8ff:fe21:67cf", 44251, 0x4b61e985, 0x02d1feef},
};

void set_address(std::array<std::uint8_t, 16>& to, const char* text) {
    std::visit([&](const auto& address) { std::copy(address.bytes.begin(), address.bytes.end(), to.begin()); },
               parse_ip(text).value());
}

flow_key key_of(const vector_row& row) {
    flow_key key;
    set_address(key.source, row.source);
    set_address(key.destination, row.destination);
    key.source_port = be16{row.source_port};
    key.destination_port = be16{row.destination_port};
    key.protocol = ip_proto::tcp;
    key.ip_version = parse_ipv4(row.source) ? 4 : 6;
    return key;
}

TEST(rss, agrees_with_microsofts_verification_suite) {
    for (const vector_row& row : rows) {
        const flow_key key = key_of(row);
        EXPECT_EQ(rss_hash(key, rss_fields::addresses, microsoft_rss_key), row.addresses) << row.source;
        EXPECT_EQ(rss_hash(key, rss_fields::addresses_and_ports, microsoft_rss_key), row.with_ports) << row.source;
    }
}

TEST(rss, hashes_no_ports_of_protocols_without_any) {
    flow_key key = key_of(rows[0]);
    key.protocol = ip_proto::icmp;
    EXPECT_EQ(rss_hash(key, rss_fields::addresses_and_ports, microsoft_rss_key), rows[0].addresses);
}

TEST(rss, both_ways_with_a_key_that_repeats_itself) {
    std::array<std::uint8_t, 40> repeated{};
    for (std::size_t i = 0; i < repeated.size(); ++i)
        repeated[i] = i % 2 == 0 ? 0x6d : 0x5a;
    for (const vector_row& row : rows) {
        const flow_key key = key_of(row);
        EXPECT_EQ(rss_hash(key, rss_fields::addresses_and_ports, repeated),
                  rss_hash(reversed(key), rss_fields::addresses_and_ports, repeated));
    }
}

TEST(toeplitz, reads_a_short_key_as_zeros_behind) {
    const std::array<std::uint8_t, 1> input{0xff};
    const std::array<std::uint8_t, 4> key{0, 0, 0, 1};
    // The windows of the key at bits 0 to 7 hold its one bit at positions 0 to 7.
    EXPECT_EQ(toeplitz_hash(input, key), 0xffU);
    EXPECT_EQ(toeplitz_hash(input, {}), 0U);
    EXPECT_EQ(toeplitz_hash({}, key), 0U);
}

} // namespace THIS_TEST
