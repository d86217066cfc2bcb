// SPDX-License-Identifier: BSD-3-Clause
#include "xdpk/gen_options.hpp"

#include <xdpk/base/error.hpp>

#include <CLI/CLI.hpp>
#include <gtest/gtest.h>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::tool;

constexpr mac_address own{{2, 0, 0, 0, 0, 0x99}};

// The options as the command line `xdpk gen IFNAME …` gives them.
gen_options parsed(const std::string& line) {
    CLI::App app;
    gen_options options;
    add_gen_options(app, options);
    app.parse("v0 " + line);
    return options;
}

std::string contradiction_in(const std::string& line) { return contradiction(parsed(line)); }

TEST(gen_options, defaults_are_the_smallest_udp_frames) {
    const gen_options o = parsed("");
    const traffic_spec t = traffic_of(o, own);
    EXPECT_EQ(o.method, gen_method::live);
    EXPECT_EQ(t.sizes, std::vector<std::uint32_t>{60});
    EXPECT_EQ(t.flows, 1U);
    EXPECT_EQ(t.packet.source_mac, own);
    EXPECT_EQ(t.packet.protocol, ip_proto::udp);
    EXPECT_EQ(to_string(t.packet.source), "198.18.0.1");
    EXPECT_FALSE(t.stamped);
}

TEST(gen_options, describe_the_packet) {
    const gen_options o = parsed("--ip 6 --proto tcp --vlan 5 --src-mac 02:00:00:00:00:aa --dst-mac 02:00:00:00:00:bb "
                                 "--src 2001:db8::1 --dst 2001:db8::2 --sport 5 --dport 6 --flows 10k --stamp");
    const traffic_spec t = traffic_of(o, own);
    EXPECT_EQ(t.packet.protocol, ip_proto::tcp);
    EXPECT_EQ(t.packet.vlans[0], 5);
    EXPECT_EQ(to_string(t.packet.source_mac), "02:00:00:00:00:aa");
    EXPECT_EQ(to_string(t.packet.destination_mac), "02:00:00:00:00:bb");
    EXPECT_EQ(to_string(t.packet.source), "2001:db8::1");
    EXPECT_EQ(to_string(t.packet.destination), "2001:db8::2");
    EXPECT_EQ(t.packet.source_port, 5);
    EXPECT_EQ(t.packet.destination_port, 6);
    EXPECT_EQ(t.flows, 10'000U);
    EXPECT_TRUE(t.stamped);
    EXPECT_EQ(traffic_of(parsed("--ip 6 --proto icmp"), own).packet.protocol, ip_proto::icmpv6);
    EXPECT_EQ(traffic_of(parsed("--proto icmp"), own).packet.protocol, ip_proto::icmp);
}

TEST(gen_options, sizes_count_the_check_sequence) {
    EXPECT_EQ(traffic_of(parsed("--size 1518"), own).sizes, std::vector<std::uint32_t>{1514});
    EXPECT_EQ(traffic_of(parsed("--ip 6"), own).sizes, std::vector<std::uint32_t>{62});
    EXPECT_EQ(traffic_of(parsed("--ip 6 --stamp"), own).sizes, std::vector<std::uint32_t>{80});
}

TEST(gen_options, sizes_hold_the_headers) {
    try {
        (void)traffic_of(parsed("--size imix --ip 6 --proto tcp --stamp"), own);
        FAIL() << "64 bytes are too few for IPv6 and TCP";
    } catch (const error& failure) {
        EXPECT_EQ(std::string(failure.what()), "--size imix: 64 bytes are too few for the headers and stamp; these "
                                               "packets take 96 bytes or more");
    }
}

TEST(gen_options, quantities_have_multipliers) {
    const gen_options o = parsed("--rate 1.5M --count 2k");
    EXPECT_EQ(o.rate, 1.5e6);
    EXPECT_EQ(o.count, 2000U);
}

TEST(gen_options, refuse_nonsense) {
    for (const char* line : {"--size 12", "--flows 0", "--rate fast", "--count 1.5", "--ip 5", "--proto sctp",
                             "--vlan 4095", "--src 1.2.3", "--src-mac 1:2", "--threads 0", "--batch 257",
                             "--duration -1", "--method dpdk", "--sport 65536"})
        EXPECT_THROW((void)parsed(line), CLI::ParseError) << line;
}

TEST(gen_options, contradictions_are_named) {
    EXPECT_EQ(contradiction_in("--flows 3 --threads 2 --cores 0,1"), "");
    EXPECT_EQ(contradiction_in("--method pcap --file x --timing"), "");
    for (const char* line : {"--method pcap", "--file x", "--timing", "--method pcap --file x --timing --rate 5",
                             "--method pcap --file x --threads 2", "--method pcap --file x --size 64",
                             "--threads 2 --cores 1", "--threads 2 --cores 1,1", "--src ::1", "--ip 6 --dst 1.2.3.4"})
        EXPECT_NE(contradiction_in(line), "") << line;
}

} // namespace THIS_TEST
