// SPDX-License-Identifier: BSD-3-Clause
#include "support/frames.hpp"
#include "support/nat_configs.hpp"
#include "support/nat_gateway.hpp"

#include <xdpk/net/packet_builder.hpp>
#include <xdpk/stage/parse_headers.hpp>

namespace xdpk::test {
namespace THIS_TEST {

/// What a flow cache does with one packet: parse, decide or find, rewrite.
class NatWire : public testing::Test {
protected:
    static std::optional<flow_key> key_of(const packet& p) {
        return extract_flow_key({p.data, p.length},
                                {.type = packet_type::from_bits(p.type), .l3_offset = p.l3, .l4_offset = p.l4});
    }

    /// The packet's key as it leaves, its checksums verified; nothing if it was dropped.
    std::optional<flow_key> pass(nat_gateway& g, const packet_spec& spec) {
        burst b(frames_.pool);
        const std::vector<std::byte> bytes = build_packet(spec);
        put(b, {reinterpret_cast<const char*>(bytes.data()), bytes.size()});
        parse_(b);
        const std::optional<flow_key> key = key_of(b[0]);
        EXPECT_TRUE(key);
        const std::optional<flow_key> leaves = g.send(*key);
        if (!leaves)
            return std::nullopt;
        xdpk_flow_record record{};
        detail::set_rewrite(record, *key, *leaves);
        detail::rewrite(b[0], record);
        parse_(b);
        EXPECT_NE(b[0].out_port, to_drop);
        EXPECT_EQ(key_of(b[0]), leaves);
        for (const named_counter& c : parse_.counters())
            EXPECT_EQ(c.value->get(), 0) << c.name;
        return leaves;
    }

    static parse_config verifying() {
        parse_config config;
        config.checksums.fill(checksum_policy::verify);
        return config;
    }

    frames frames_;
    parse_headers parse_{verifying()};
};

TEST_F(NatWire, ChecksumsAreRightAfterTranslation) {
    nat_gateway g(masquerade({.keep_port = false}));
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmp})
        for (const std::size_t size : {0U, 99U, 1400U}) {
            const packet_spec out{.source = ip("10.0.0.1"),
                                  .destination = ip("198.51.100.7"),
                                  .protocol = protocol,
                                  .source_port = 5000,
                                  .destination_port = 80,
                                  .frame_size = size};
            const auto left = pass(g, out);
            ASSERT_TRUE(left);
            EXPECT_EQ(left->source_address(), ip("192.0.2.1"));
            EXPECT_NE(left->source_port.host(), 0);
            const packet_spec back{.source = ip("198.51.100.7"),
                                   .destination = ip("192.0.2.1"),
                                   .protocol = protocol,
                                   .source_port = left->destination_port.host(),
                                   .destination_port = left->source_port.host(),
                                   .frame_size = size};
            EXPECT_EQ(destination_of(*pass(g, back)), (end_point{"10.0.0.1", 5000}));
        }
}

TEST_F(NatWire, ChecksumsAreRightOverIpv6AndInHairpins) {
    nat_config config{.pools = {{.name = "six", .addresses = {block("2001:db8::1")}}},
                      .rules = {{.name = "all", .source = block("fd00::/8"), .pool = "six"}}};
    nat_gateway g(config);
    for (const ip_proto protocol : {ip_proto::tcp, ip_proto::udp, ip_proto::icmpv6})
        EXPECT_EQ(pass(g, {.source = ip("fd00::5"),
                           .destination = ip("2001:db8:1::1"),
                           .protocol = protocol,
                           .source_port = 5000})
                      ->source_address(),
                  ip("2001:db8::1"));
    EXPECT_EQ(pass(g, {.source = ip("fd00::6"), .destination = ip("2001:db8::1"), .destination_port = 5000})
                  ->destination_address(),
              ip("fd00::5"));
}

} // namespace THIS_TEST
} // namespace xdpk::test
