// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/ip_translation.hpp>

#include <xdpk/net/checksum.hpp>
#include <xdpk/net/headers.hpp>

#include "support/random_seed.hpp"

#include <cstring>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using bytes = std::vector<std::byte>;

const std::array<std::uint8_t, 16> from4{192, 0, 2, 1};
const std::array<std::uint8_t, 16> to4{198, 51, 100, 7};
const std::array<std::uint8_t, 16> from6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1};
const std::array<std::uint8_t, 16> to6{0x20, 1, 0xd, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2};

template <class... Parts>
bytes join(const Parts&... parts) {
    bytes all;
    const auto add = [&all](const auto& part) {
        const auto raw = std::as_bytes(std::span(&part, 1));
        all.insert(all.end(), raw.begin(), raw.end());
    };
    (add(parts), ...);
    return all;
}

ipv4_header ipv4(std::uint16_t payload, ip_proto protocol = ip_proto::udp) {
    return {.version_ihl = 0x45,
            .tos = 0xb9,
            .total_length = be16{static_cast<std::uint16_t>(20 + payload)},
            .id = be16{0x1234},
            .fragment = {},
            .ttl = 17,
            .protocol = protocol,
            .checksum = {},
            .source = {},
            .destination = {}};
}

ipv6_header ipv6(std::uint16_t payload, ip_proto next = ip_proto::udp) {
    return {.version_class_flow = be32{0x6b912345},
            .payload_length = be16{payload},
            .next_header = next,
            .hop_limit = 17,
            .source = {},
            .destination = {}};
}

/// An IPv4 header with these options.
bytes with_options(std::array<std::uint8_t, 8> options) {
    ipv4_header ip = ipv4(8 + 100);
    ip.version_ihl = 0x47;
    return join(ip, options);
}

template <class Header>
Header header_of(const translated_header& made) {
    Header header;
    std::memcpy(&header, made.bytes.data(), sizeof(header));
    return header;
}

TEST(IpTranslation, ipv4_becomes_ipv6) {
    const auto read = read_common_header(join(ipv4(100, ip_proto::icmp)));
    ASSERT_TRUE(read);
    const translated_header made = translate_header(*read, from6, to6, be16{7});
    EXPECT_EQ(made.length, 40);
    EXPECT_EQ(made.protocol, ip_proto::icmpv6);
    const auto ip = header_of<ipv6_header>(made);
    EXPECT_EQ(ip.version_class_flow, be32{0x6b900000});
    EXPECT_EQ(ip.payload_length, be16{100});
    EXPECT_EQ(ip.next_header, ip_proto::icmpv6);
    EXPECT_EQ(ip.hop_limit, 17);
    EXPECT_EQ(ip.source.bytes, from6);
    EXPECT_EQ(ip.destination.bytes, to6);
}

TEST(IpTranslation, ipv6_becomes_ipv4_and_small_packets_may_be_fragmented) {
    for (const std::uint16_t payload : std::array<std::uint16_t, 3>{100, 1240, 1241}) {
        const auto read = read_common_header(join(ipv6(payload, ip_proto::icmpv6)));
        ASSERT_TRUE(read);
        const translated_header made = translate_header(*read, from4, to4, be16{7});
        EXPECT_EQ(made.length, 20);
        const auto ip = header_of<ipv4_header>(made);
        EXPECT_EQ(ip.version_ihl, 0x45);
        EXPECT_EQ(ip.tos, 0xb9);
        EXPECT_EQ(ip.total_length.host(), 20 + payload);
        EXPECT_EQ(ip.id, be16{7});
        EXPECT_EQ(ip.fragment.host(), payload > 1240 ? ipv4_header::dont_fragment : 0);
        EXPECT_EQ(ip.ttl, 17);
        EXPECT_EQ(ip.protocol, ip_proto::icmp);
        EXPECT_TRUE(has_valid_checksum(ip));
        EXPECT_EQ(ip.source, (ipv4_address{{192, 0, 2, 1}}));
        EXPECT_EQ(ip.destination, (ipv4_address{{198, 51, 100, 7}}));
    }
}

TEST(IpTranslation, fragments_stay_fragments) {
    ipv4_header ip = ipv4(64);
    ip.fragment = be16{ipv4_header::more_fragments | 3};
    const auto read = read_common_header(join(ip));
    ASSERT_TRUE(read);
    const translated_header six = translate_header(*read, from6, to6, be16{7});
    EXPECT_EQ(six.length, 48);
    EXPECT_EQ(header_of<ipv6_header>(six).payload_length, be16{72});
    const auto back = read_common_header(six.bytes);
    ASSERT_TRUE(back);
    EXPECT_TRUE(back->is_fragment());
    const translated_header four = translate_header(*back, from4, to4, be16{7});
    const auto again = header_of<ipv4_header>(four);
    EXPECT_EQ(again.fragment, ip.fragment);
    EXPECT_EQ(again.id, ip.id);
    EXPECT_EQ(again.total_length, ip.total_length);
}

TEST(IpTranslation, an_atomic_fragment_may_be_fragmented_with_its_identification) {
    const ipv6_fragment atomic{.next_header = ip_proto::tcp, .reserved = 0, .fragment = {}, .id = be32{0xaaaa5678}};
    const auto read = read_common_header(join(ipv6(1408, ip_proto::fragment), atomic));
    ASSERT_TRUE(read);
    EXPECT_FALSE(read->is_fragment());
    const auto ip = header_of<ipv4_header>(translate_header(*read, from4, to4, be16{7}));
    EXPECT_EQ(ip.id, be16{0x5678});
    EXPECT_EQ(ip.fragment, be16{});
    EXPECT_EQ(ip.total_length.host(), 1420);
    EXPECT_EQ(ip.protocol, ip_proto::tcp);
}

TEST(IpTranslation, options_are_ignored_but_source_routes_are_not) {
    const auto read = read_common_header(with_options({148, 4, 0, 0, 1, 1, 0, 0}));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->length, 28);
    EXPECT_EQ(read->payload_length, 100);
    EXPECT_FALSE(read_common_header(with_options({1, 131, 7, 4, 10, 0, 0, 1})));
    EXPECT_FALSE(read_common_header(with_options({137, 7, 4, 10, 0, 0, 1, 0})));
    EXPECT_TRUE(read_common_header(with_options({137, 7, 8, 10, 0, 0, 1, 0})));
    EXPECT_TRUE(read_common_header(with_options({0, 131, 7, 4, 10, 0, 0, 1})));
    EXPECT_FALSE(read_common_header(with_options({148, 1, 0, 0, 0, 0, 0, 0})));
    EXPECT_FALSE(read_common_header(with_options({148, 9, 0, 0, 0, 0, 0, 0})));
}

TEST(IpTranslation, extension_headers_are_skipped_but_used_routes_only) {
    const std::array<std::uint8_t, 8> options{60, 0, 1, 4};
    const std::array<std::uint8_t, 8> more{17, 0, 1, 4};
    const auto read = read_common_header(join(ipv6(116, ip_proto::hop_by_hop), options, more));
    ASSERT_TRUE(read);
    EXPECT_EQ(read->length, 56);
    EXPECT_EQ(read->payload_length, 100);
    EXPECT_EQ(read->protocol, ip_proto::udp);
    EXPECT_TRUE(read_common_header(join(ipv6(100, ip_proto::routing), std::array<std::uint8_t, 8>{17, 0, 4, 0})));
    EXPECT_FALSE(read_common_header(join(ipv6(100, ip_proto::routing), std::array<std::uint8_t, 8>{17, 0, 4, 1})));
    EXPECT_FALSE(read_common_header(join(ipv6(100, ip_proto::ah), std::array<std::uint8_t, 8>{17, 0})));
    EXPECT_FALSE(read_common_header(join(ipv6(100, ip_proto::fragment), std::array<std::uint8_t, 8>{60}, more)));
    EXPECT_FALSE(read_common_header(join(ipv6(4, ip_proto::hop_by_hop), more)));
}

TEST(IpTranslation, what_the_other_version_does_not_have_is_refused) {
    for (const ip_proto protocol : {ip_proto::igmp, ip_proto::icmpv6, ip_proto::hop_by_hop, ip_proto::fragment})
        EXPECT_FALSE(read_common_header(join(ipv4(100, protocol))));
    EXPECT_FALSE(read_common_header(join(ipv6(100, ip_proto::icmp))));
    EXPECT_FALSE(read_common_header(join(ipv6(65516))));
    EXPECT_TRUE(read_common_header(join(ipv6(65515))));
    EXPECT_FALSE(read_common_header({}));
}

TEST(IpTranslation, nothing_is_read_behind_the_packet) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    for (int i = 0; i < 20000; ++i) {
        // Of its own size, so that a sanitizer sees what is read behind it.
        const std::size_t size = random() % 90;
        const auto packet = std::make_unique<std::byte[]>(size);
        for (std::size_t k = 0; k < size; ++k)
            packet[k] = std::byte(random());
        if (size != 0)
            packet[0] = std::byte(i % 2 == 0 ? 0x45 + random() % 3 : 0x60);
        if (size > 6)
            packet[6] = std::byte(std::array{0, 43, 44, 60}[random() % 4]);
        if (const auto read = read_common_header({packet.get(), size})) {
            EXPECT_LE(read->length, size);
            EXPECT_LE(translate_header(*read, from6, to4, {}).length, 48);
        }
    }
}

} // namespace THIS_TEST
} // namespace xdpk
