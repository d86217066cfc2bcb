// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/decapsulator.hpp>

#include "stage/tunnel_packets.hpp"
#include "support/counters.hpp"
#include "support/random_seed.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/checksum.hpp>

#include <gmock/gmock.h>
#include <random>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using counts = std::map<std::string, std::uint64_t>;

const tunnel_row& row(std::string_view name) { return *std::ranges::find(tunnel_rows, name, &tunnel_row::name); }

/// Sends bytes that end where their memory does through a stage.
void pass(decapsulator& stage, const std::string& bytes) {
    std::vector<std::byte> exact(frame_data_offset + bytes.size());
    std::byte* const data =
        std::copy_n(reinterpret_cast<const std::byte*>(bytes.data()), bytes.size(), exact.data() + frame_data_offset) -
        bytes.size();
    frame_pool pool(exact.data(), 1, 2048);
    burst b(pool);
    b.push(pool.at(pool.take()) + (data - exact.data()), static_cast<std::uint32_t>(bytes.size()), 0);
    if (!packet_type::from_bits(describe(b, b[0]).type).malformed)
        stage(b);
}

counts counted_for(const tunnel_row& at, const std::string& bytes) {
    decapsulator stage({{end_of(at)}});
    pass(stage, bytes);
    return counted(stage);
}

/// The first `length` bytes of an untagged packet, as if it had never been longer.
std::string shortened(std::string whole, std::size_t length) {
    whole.resize(length);
    const auto set = [&whole](std::size_t at, std::size_t value) {
        whole[at] = static_cast<char>(value >> 8U);
        whole[at + 1] = static_cast<char>(value);
    };
    const bool v4 = whole[12] == 8;
    const std::size_t l4 = v4 ? 34 : 54;
    if (v4)
        set(16, length - 14);
    else
        set(18, length - l4);
    if (whole[v4 ? 23 : 20] == 17)
        set(l4 + 4, length - l4);
    return whole;
}

class broken_tunnels : public testing::TestWithParam<tunnel_row> {};

TEST_P(broken_tunnels, every_truncation_is_dropped) {
    const std::string whole = outer_of(GetParam());
    const bool udp = whole[GetParam().outer_version == 4 ? 23 : 20] == 17;
    const std::size_t least = (GetParam().outer_version == 4 ? 34U : 54U) + (udp ? 8U : 0U);
    for (std::size_t length = least; length < whole.size(); ++length) {
        const counts seen = counted_for(GetParam(), shortened(whole, length));
        EXPECT_TRUE(seen == counts({{"malformed", 1}}) || seen == counts({{"inner_malformed", 1}})) << length;
    }
    EXPECT_EQ(counted_for(GetParam(), shortened(whole, whole.size())), (counts{{"decapsulated", 1}}));
}

TEST_P(broken_tunnels, outer_fragments_are_dropped) {
    if (GetParam().outer_version == 6)
        return;
    std::string fragment = shortened(outer_of(GetParam()), 14 + 20 + 40);
    fragment[20] = 0x20;
    EXPECT_EQ(counted_for(GetParam(), fragment), (counts{{"fragment", 1}}));
    // Later fragments of UDP have no port that they could be known by.
    fragment[21] = 1;
    EXPECT_EQ(counted_for(GetParam(), fragment), fragment[23] == 17 ? counts{} : (counts{{"fragment", 1}}));
}

TEST_P(broken_tunnels, random_bytes_do_no_harm) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    decapsulator stage({{end_of(GetParam())}});
    const std::string whole = outer_of(GetParam());
    for (int i = 0; i < 3000; ++i) {
        std::string bytes = shortened(whole, whole.size() - (random() % 4 == 0 ? random() % 8 : 0));
        for (std::uint64_t changes = random() % 8; changes > 0; --changes)
            bytes[14 + random() % (bytes.size() - 14)] = static_cast<char>(random());
        pass(stage, bytes);
    }
    EXPECT_GT(count_of(stage, "decapsulated"), 0);
}

INSTANTIATE_TEST_SUITE_P(all, broken_tunnels, testing::ValuesIn(tunnel_rows),
                         [](const auto& row) { return row.param.name; });

/// A good packet, what is changed behind its outer IPv4 header (at 34), and what is counted.
struct error_row {
    std::string tunnel;
    std::size_t offset;
    std::string hex;
    std::string counter;
};

const std::vector<error_row> error_rows = {
    {"gre_4_in_4", 34, "8000", "unsupported"},      // checksum
    {"gre_4_in_4", 34, "4000", "unsupported"},      // routing
    {"gre_4_in_4", 34, "0001", "unsupported"},      // version
    {"gre_4_in_4", 36, "6558", "not_ip"},           // Ethernet
    {"gre_4_in_4", 34, "2000", "unknown_key"},      // an IP header for a key
    {"gre_4_in_4", 36, "86dd", "inner_malformed"},  // IPv4 called IPv6
    {"gue_4_in_4", 42, "20", "unsupported"},        // control
    {"gue_4_in_4", 42, "01", "unsupported"},        // options
    {"gue_4_in_4", 44, "8000", "unsupported"},      // a flag
    {"gue_4_in_4", 42, "80", "unsupported"},        // variant 2
    {"gue_4_in_4", 43, "11", "not_ip"},             // UDP
    {"vxlan_4_in_4", 42, "00", "malformed"},        // no network identifier
    {"vxlan_4_in_4", 42, "ff", "decapsulated"},     // reserved flags are ignored
    {"vxlan_4_in_4", 48, "00", "unknown_key"},      //
    {"vxlan_4_in_4", 62, "0806", "not_ip"},         // ARP
    {"vxlan_4_in_4", 62, "8100", "not_ip"},         // an inner VLAN tag
    {"geneve_4_in_4", 42, "40", "unsupported"},     // version 1
    {"geneve_4_in_4", 43, "80", "unsupported"},     // control
    {"geneve_4_in_4", 43, "40", "unsupported"},     // critical options
    {"geneve_4_in_4", 42, "3f", "malformed"},       // options past the packet
    {"geneve_4_in_4", 44, "0806", "not_ip"},        //
    {"ipip_4_in_4", 34, "65", "inner_malformed"},   // another IP version
    {"ipip_4_in_4", 36, "00ff", "inner_malformed"}, // longer than the outer packet
};

TEST(decapsulator, says_what_is_wrong) {
    for (const error_row& e : error_rows) {
        const std::string change = text_from_hex(e.hex);
        const std::string bytes = outer_of(row(e.tunnel)).replace(e.offset, change.size(), change);
        EXPECT_EQ(counted_for(row(e.tunnel), bytes), (counts{{e.counter, 1}})) << e.tunnel << " " << e.hex;
    }
}

TEST(decapsulator, ends_on_one_port_are_of_one_type) {
    const ip_address local = *parse_ip("192.0.2.2");
    const tunnel_endpoint vxlan{.type = tunnel_type::vxlan, .local = local, .key = 1, .port = 5000};
    const tunnel_endpoint geneve{.type = tunnel_type::geneve, .local = local, .key = 1, .port = 5000};
    EXPECT_THAT(
        [&] {
            decapsulator({{vxlan, geneve}});
        },
        testing::ThrowsMessage<error>(testing::HasSubstr(
            "geneve tunnel's end 192.0.2.2: a vxlan tunnel has the same port; choose another port")));
    EXPECT_THROW(decapsulator({{tunnel_endpoint{.type = tunnel_type::vxlan, .local = local}}}), error);
    EXPECT_THROW(decapsulator({{tunnel_endpoint{.local = local, .key = 1}}}), error);
    EXPECT_THROW(decapsulator({{tunnel_endpoint{.local = local, .port = 1}}}), error);
    EXPECT_THROW(decapsulator({{tunnel_endpoint{.local = local, .remote = *parse_ip("::1")}}}), error);
}

} // namespace THIS_TEST
} // namespace xdpk
