// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/eal_options.hpp"

#include <xdpk/base/error.hpp>

#include <getopt.h>
#include <gtest/gtest.h>

namespace THIS_TEST {

using xdpk::dpdk::eal_options;

// A command line, and how many words of it EAL has read.
struct command_line {
    explicit command_line(std::vector<std::string> words) : texts(std::move(words)) {
        texts.insert(texts.begin(), "program");
        for (std::string& text : texts)
            arguments.push_back(text.data());
    }
    eal_options parse() {
        return xdpk::dpdk::parse_options(static_cast<int>(arguments.size()), arguments.data(), used);
    }

    std::vector<std::string> texts;
    std::vector<char*> arguments;
    int used = 0;
};

TEST(eal_options, stops_at_the_programs_own) {
    command_line line({"--lcores", "0", "-n", "4", "--no-huge", "-m512", "--", "-p", "3"});
    EXPECT_EQ(line.parse().memory_channels, 4U);
    EXPECT_EQ(line.used, 7);
    command_line bare({"--lcores=0"});
    EXPECT_EQ(bare.parse().lcores->size(), 1U);
    EXPECT_EQ(bare.used, 1);
}

TEST(eal_options, leaves_getopt_as_it_was) {
    command_line line({"--lcores", "0", "--", "-p"});
    optind = 1;
    static_cast<void>(line.parse());
    EXPECT_EQ(optind, 1);
}

TEST(eal_options, devices_in_the_order_given) {
    command_line line({"--vdev", "net_af_xdp0,iface=eth0,queue_count=2", "-a", "eth1", "--vdev=vdev:net_null0"});
    const auto devices = line.parse().devices;
    ASSERT_EQ(devices.size(), 3U);
    EXPECT_EQ(devices[0].name, "net_af_xdp0");
    EXPECT_EQ(devices[0].arguments, "iface=eth0,queue_count=2");
    EXPECT_EQ(devices[1].name, "eth1");
    EXPECT_EQ(devices[2].name, "net_null0");
}

TEST(eal_options, says_what_is_wrong) {
    const std::vector<std::vector<std::string>> wrong{
        {"--bogus"},    {"-Z"},     {"-l", "0", "-c", "1"}, {"--proc-type=third"},   {"--proc-type", "x"},
        {"-n", "four"}, {"--vdev"}, {"--iova-mode", "xx"},  {"--log-level", "loud"}, {"-a", "ffff:ff:1f.7"}};
    for (const auto& words : wrong)
        EXPECT_THROW(static_cast<void>(command_line(words).parse()), xdpk::error) << words[0];
}

} // namespace THIS_TEST
