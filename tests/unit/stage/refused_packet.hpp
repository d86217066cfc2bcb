// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "support/frames.hpp"

#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/stage/parse_headers.hpp>
#include <xdpk/stage/refusal.hpp>

#include <cstddef>
#include <gtest/gtest.h>
#include <span>
#include <string>
#include <vector>

namespace xdpk::test {

inline constexpr ipv6_address client6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1}};
inline constexpr ipv6_address server6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 2}};
inline constexpr ipv6_address router6{{0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9}};
inline constexpr ipv4_address client4{{198, 18, 0, 1}};
inline constexpr ipv4_address server4{{198, 19, 0, 1}};
inline constexpr ipv4_address router4{{198, 18, 0, 254}};

inline packet_spec spec6(packet_spec spec) {
    spec.source = client6;
    spec.destination = server6;
    return spec;
}

inline std::string text_of(std::span<const std::byte> bytes) {
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A packet that came in by port 3, was parsed, and is refused.
class refused_packet {
public:
    /// `first`: how much of it is in the first of several segments.
    explicit refused_packet(std::span<const std::byte> bytes, std::size_t first = 2048 - frame_data_offset)
        : before(text_of(bytes)), b_(memory_.pool) {
        std::vector<std::string> further;
        for (std::size_t at = first; at < before.size(); at += first)
            further.push_back(before.substr(at, first));
        put(b_, before.substr(0, first), 3, further);
        parse_headers()(b_);
        EXPECT_EQ(b_[0].out_port, unrouted) << "the packet to be refused is malformed";
        EXPECT_EQ(b_.rest(b_[0]).size(), further.size());
    }
    explicit refused_packet(const packet_spec& spec) : refused_packet(build_packet(spec)) {}

    /// Whether it was answered, as the rules for every answer say.
    [[nodiscard]] bool told(refusal why, const refusal_source& from = {}, std::uint16_t mtu = 0) {
        const bool answered = refuse(b_, b_[0], why, from, mtu);
        after = test::text_of(b_, b_[0]);
        answered ? check_answer() : check_untouched();
        return answered;
    }

    template <class Header>
    [[nodiscard]] const Header& at(std::size_t offset) const {
        return *header_at<Header>(std::as_bytes(std::span(after)), offset);
    }
    [[nodiscard]] const packet& descriptor() { return b_[0]; }
    [[nodiscard]] const ipv4_header& ip4() { return at<ipv4_header>(b_[0].l3); }
    [[nodiscard]] const ipv6_header& ip6() { return at<ipv6_header>(b_[0].l3); }
    [[nodiscard]] const icmp_header& icmp() { return at<icmp_header>(b_[0].l4); }
    [[nodiscard]] const tcp_header& tcp() { return at<tcp_header>(b_[0].l4); }
    /// What an ICMP error quotes.
    [[nodiscard]] std::string quoted() { return after.substr(b_[0].l4 + sizeof(icmp_header)); }
    /// The packet behind its Ethernet header and tags.
    [[nodiscard]] std::string sent() { return before.substr(b_[0].l3); }

    std::string before;
    std::string after;

private:
    void check_answer() {
        const packet now = b_[0];
        EXPECT_EQ(now.out_port, 3);
        EXPECT_EQ(now.rest_count, 0);
        EXPECT_EQ(memory_.pool.available(), memory_.pool.total() - 1);
        EXPECT_EQ(after.substr(0, 6), before.substr(6, 6));
        EXPECT_EQ(after.substr(6, 6), before.substr(0, 6));
        EXPECT_EQ(after.substr(12, now.l3 - 12U), before.substr(12, now.l3 - 12U));
        check_headers();
    }
    /// They are well formed, their checksums right, and the descriptor knows them.
    void check_headers() {
        const packet now = b_[0];
        parse_config strict;
        strict.checksums.fill(checksum_policy::verify);
        parse_headers(strict).operator()(b_);
        EXPECT_EQ(b_[0].out_port, 3) << "the answer is malformed or its checksums are wrong";
        EXPECT_EQ(b_[0].type, now.type);
        EXPECT_EQ(b_[0].l3, now.l3);
        EXPECT_EQ(b_[0].l4, now.l4);
        EXPECT_EQ(b_[0].hash, now.hash);
    }
    void check_untouched() {
        EXPECT_EQ(after, before);
        EXPECT_EQ(b_[0].out_port, unrouted);
        EXPECT_EQ(memory_.pool.available(), memory_.pool.total() - 1 - b_[0].rest_count);
    }

    frames memory_;
    burst b_;
};

} // namespace xdpk::test
