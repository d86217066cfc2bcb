// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/decapsulator.hpp>

#include <xdpk/stage/parse_headers.hpp>

#include "stage/tunnel_packets.hpp"
#include "support/counters.hpp"

#include <xdpk/net/checksum.hpp>

#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace test;
using counts = std::map<std::string, std::uint64_t>;

class decapsulation : public testing::TestWithParam<tunnel_row> {
protected:
    /// Sends a packet through a stage.
    packet& pass(decapsulator& stage, const std::string& bytes) {
        b.recycle();
        packet& p = put(b, bytes);
        parse(b);
        stage(b);
        return p;
    }

    frames memory;
    burst b{memory.pool};
    parse_headers parse;
};

TEST_P(decapsulation, undoes_what_encapsulation_does) {
    decapsulator stage({{end_of(GetParam())}});
    const std::string inner = inner_of(GetParam());
    const packet& p = pass(stage, outer_of(GetParam()));
    EXPECT_EQ(counted(stage), (counts{{"decapsulated", 1}}));
    EXPECT_EQ(text_of(b, p), inner);
    packet& direct = put(b, inner);
    parse(b);
    EXPECT_EQ(p.type, direct.type);
    EXPECT_EQ(p.l3, direct.l3);
    EXPECT_EQ(p.l4, direct.l4);
    EXPECT_EQ(p.hash, direct.hash);
    EXPECT_EQ(p.out_port, unrouted);
}

TEST_P(decapsulation, keeps_the_vlan_tag_and_leaves_padding) {
    decapsulator stage({{end_of(GetParam())}});
    const std::string tag("\x81\x00\x00\x07", 4);
    const std::string inner = inner_of(GetParam());
    const packet& p = pass(stage, outer_of(GetParam()).insert(12, tag) + "padding");
    EXPECT_EQ(text_of(b, p), std::string(inner).insert(12, tag));
    EXPECT_EQ(p.l3, 18);
}

TEST_P(decapsulation, takes_only_what_is_for_its_end) {
    tunnel_endpoint end = end_of(GetParam());
    end.local = *parse_ip(GetParam().outer_version == 4 ? "192.0.2.3" : "2001:db8::3");
    decapsulator stage({{end}});
    const packet& p = pass(stage, outer_of(GetParam()));
    EXPECT_EQ(text_of(b, p), outer_of(GetParam()));
    EXPECT_EQ(p.out_port, unrouted);
    EXPECT_TRUE(counted(stage).empty());
}

TEST_P(decapsulation, wants_its_key) {
    tunnel_endpoint end = end_of(GetParam());
    if (end.type != tunnel_type::gre && !end.key)
        return;
    end.key = end.key == 77 ? 78 : 77;
    decapsulator stage({{end}});
    EXPECT_EQ(pass(stage, outer_of(GetParam())).out_port, to_drop);
    EXPECT_EQ(counted(stage), (counts{{"unknown_key", 1}}));
}

TEST_P(decapsulation, wants_its_sender) {
    tunnel_endpoint end = end_of(GetParam());
    end.remote = config_of(GetParam()).source;
    tunnel_endpoint other = end;
    other.remote = end.local;
    decapsulator strict({{other}});
    pass(strict, outer_of(GetParam()));
    EXPECT_EQ(counted(strict), (counts{{"unknown_source", 1}}));
    decapsulator right({{other, end}});
    pass(right, outer_of(GetParam()));
    EXPECT_EQ(count_of(right, "decapsulated"), 1);
}

TEST_P(decapsulation, takes_packets_of_several_segments) {
    if (GetParam().inner_version == 6)
        return; // it has no bytes behind its headers
    decapsulator stage({{end_of(GetParam())}});
    const std::string whole = outer_of(GetParam());
    const std::size_t cut = whole.size() - 3;
    put(b, whole.substr(0, cut), 0, {whole.substr(cut, 1), whole.substr(cut + 1)});
    parse(b);
    stage(b);
    EXPECT_EQ(counted(stage), (counts{{"decapsulated", 1}}));
    EXPECT_EQ(text_of(b, b[0]), inner_of(GetParam()));
}

/// RFC 6040, figure 4: by inner and outer ECN field, what the packet has then; -1: it is dropped.
constexpr std::array<std::array<int, 4>, 4> ecn_after{{{0, 0, 0, -1}, {1, 1, 1, 3}, {2, 1, 2, 3}, {3, 3, 3, 3}}};

/// Gives the IP packet at an offset this ECN field, and no DSCP.
void set_ecn(std::string& bytes, std::size_t ip, std::size_t ecn) {
    const bool v4 = bytes[ip] == 0x45;
    bytes[ip] = v4 ? '\x45' : '\x60';
    bytes[ip + 1] = static_cast<char>(v4 ? ecn : ecn << 4U);
    if (auto* const header = reinterpret_cast<ipv4_header*>(&bytes[ip]); v4)
        header->checksum = header_checksum(*header);
}

TEST_P(decapsulation, passes_congestion_on) {
    for (std::size_t inner = 0; inner < 4; ++inner)
        for (std::size_t outer = 0; outer < 4; ++outer) {
            std::string expected = inner_of(GetParam());
            std::string bytes = outer_of(GetParam());
            set_ecn(bytes, 14, outer);
            set_ecn(bytes, bytes.size() - expected.size() + 14, inner);
            decapsulator stage({{end_of(GetParam())}});
            const packet& p = pass(stage, bytes);
            const int after = ecn_after[inner][outer];
            ASSERT_EQ(counted(stage), (counts{{after < 0 ? "congestion" : "decapsulated", 1}})) << inner << outer;
            set_ecn(expected, 14, static_cast<std::size_t>(after < 0 ? static_cast<int>(inner) : after));
            EXPECT_EQ(text_of(b, p), expected) << inner << outer;
        }
}

INSTANTIATE_TEST_SUITE_P(all, decapsulation, testing::ValuesIn(tunnel_rows),
                         [](const auto& row) { return row.param.name; });

} // namespace THIS_TEST
} // namespace xdpk
