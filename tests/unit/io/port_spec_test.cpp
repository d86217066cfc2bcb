// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port_spec.hpp>

#include <xdpk/base/error.hpp>

#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;
using testing::IsEmpty;
using testing::Not;
using testing::StartsWith;

std::string refusal(const std::function<void()>& what) {
    try {
        what();
    } catch (const error& failure) {
        return failure.what();
    }
    return "not refused";
}

std::string refusal(std::string_view text) {
    return refusal([&] { const port_spec spec(text); });
}

TEST(port_spec, takes_a_bare_name_for_a_device) {
    const port_spec spec("eth0");
    EXPECT_EQ(spec.kind(), "xsk");
    EXPECT_EQ(spec.target(), "eth0");
    EXPECT_EQ(spec.text(), "eth0");
}

TEST(port_spec, reads_kind_target_and_options) {
    const port_spec spec("xsk:eth0,chunk=4096,queues=0-3");
    EXPECT_EQ(spec.kind(), "xsk");
    EXPECT_EQ(spec.target(), "eth0");
    EXPECT_EQ(spec.find("chunk"), "4096");
    EXPECT_EQ(spec.find("queues"), "0-3");
    EXPECT_EQ(spec.find("mode"), std::nullopt);
    EXPECT_EQ(port_spec("eth0,chunk=4096").find("chunk"), "4096");
}

TEST(port_spec, needs_no_target_before_options) {
    const port_spec spec("pcap:rx=in.pcap,tx=a=b.pcap");
    EXPECT_EQ(spec.kind(), "pcap");
    EXPECT_EQ(spec.target(), "");
    EXPECT_EQ(spec.find("rx"), "in.pcap");
    EXPECT_EQ(spec.find("tx"), "a=b.pcap");
    EXPECT_EQ(port_spec("loop:").target(), "");
}

TEST(port_spec, refuses_other_kinds) {
    EXPECT_EQ(refusal("xks:eth0"), "xks:eth0: unknown kind of port \"xks\"; kinds are xsk, pcap, loop, tap");
    EXPECT_THAT(refusal(":eth0"), HasSubstr("unknown kind of port \"\""));
}

TEST(port_spec, refuses_what_is_no_option) {
    const std::string rule = "options are written key=value and separated by commas";
    EXPECT_EQ(refusal("eth0,queues"), "eth0,queues: \"queues\" is not an option; " + rule);
    EXPECT_THAT(refusal("eth0,=3"), HasSubstr("\"=3\" is not an option"));
    EXPECT_THAT(refusal("eth0,"), HasSubstr("\"\" is not an option"));
    EXPECT_THAT(refusal("eth0,,chunk=2048"), HasSubstr("\"\" is not an option"));
    EXPECT_THAT(refusal("=3"), HasSubstr("\"=3\" is not an option"));
}

TEST(port_spec, proposes_the_option_that_was_meant) {
    const port_spec spec("eth0,quees=1");
    EXPECT_EQ(refusal([&] {
                  spec.allow({"mode", "queues", "chunk"});
              }),
              "eth0,quees=1: unknown option \"quees\"; did you mean \"queues\"?");
}

TEST(port_spec, lists_the_options_when_none_is_near) {
    const port_spec spec("eth0,colour=blue");
    EXPECT_EQ(refusal([&] {
                  spec.allow({"mode", "queues"});
              }),
              "eth0,colour=blue: unknown option \"colour\"; xsk ports know mode, queues");
}

TEST(port_spec, allows_what_is_known) {
    EXPECT_EQ(refusal([] { port_spec("eth0,mode=x").allow({"mode", "queues"}); }), "not refused");
}

TEST(port_spec, refuses_an_option_given_twice) {
    EXPECT_THAT(refusal("eth0,mode=auto,mode=native"), HasSubstr("\"mode\""));
}

std::string number_of(const std::string& value) {
    return refusal([&] { static_cast<void>(port_spec("eth0,n=" + value).number("n", 5, 2, 100)); });
}

TEST(port_spec, reads_whole_numbers) {
    EXPECT_EQ(port_spec("eth0").number("n", 5, 2, 100), 5);
    EXPECT_EQ(port_spec("eth0,n=2").number("n", 5, 2, 100), 2);
    EXPECT_EQ(port_spec("eth0,n=100").number("n", 5, 2, 100), 100);
    EXPECT_EQ(number_of("1"), "eth0,n=1: bad value \"1\" for option \"n\"; give a whole number from 2 to 100");
    for (const char* bad : {"101", "", "-3", "+3", " 3", "3 ", "3.0", "0x10", "three", "4294967298", "99999999999999"})
        EXPECT_THAT(number_of(bad), HasSubstr("give a whole number from 2 to 100")) << bad;
}

TEST(port_spec, reads_powers_of_two) {
    EXPECT_EQ(port_spec("eth0,n=64").power_of_two("n", 8, 4, 128), 64);
    EXPECT_EQ(port_spec("eth0").power_of_two("n", 8, 4, 128), 8);
    for (const char* bad : {"48", "2", "256", "x"})
        EXPECT_NE(
            refusal([&] { static_cast<void>(port_spec(std::string("eth0,n=") + bad).power_of_two("n", 8, 4, 128)); }),
            "not refused")
            << bad;
}

TEST(port_spec, reads_choices) {
    const std::vector<std::string_view> words{"auto", "native", "generic"};
    EXPECT_EQ(port_spec("eth0").choice("mode", words), 0);
    EXPECT_EQ(port_spec("eth0,mode=generic").choice("mode", words), 2);
    EXPECT_EQ(refusal([&] { static_cast<void>(port_spec("eth0,mode=fast").choice("mode", words)); }),
              "eth0,mode=fast: bad value \"fast\" for option \"mode\"; give one of auto, native, generic");
}

std::vector<std::uint32_t> queues_of(const std::string& value) {
    return port_spec("eth0,queues=" + value).queues("queues");
}

TEST(port_spec, reads_queue_numbers) {
    EXPECT_THAT(port_spec("eth0").queues("queues"), IsEmpty());
    EXPECT_THAT(queues_of("2"), ElementsAre(2));
    EXPECT_THAT(queues_of("0-3"), ElementsAre(0, 1, 2, 3));
    EXPECT_THAT(queues_of("5-7+2+0"), ElementsAre(0, 2, 5, 6, 7));
    EXPECT_THAT(queues_of("4095"), ElementsAre(4095));
}

TEST(port_spec, refuses_what_are_no_queue_numbers) {
    for (const char* bad : {"", "x", "1-", "-1", "3-1", "0-4096", "1++2", "1+", "0-1-2", "1,2"})
        EXPECT_THAT(refusal([&] { static_cast<void>(queues_of(bad)); }), Not("not refused")) << bad;
    EXPECT_THAT(refusal([] { static_cast<void>(queues_of("0-3+2")); }), HasSubstr("give each queue once"));
    EXPECT_THAT(refusal([] { static_cast<void>(queues_of("one")); }),
                AllOf(StartsWith("eth0,queues=one: bad value \"one\""), HasSubstr("0-3")));
}

TEST(port_spec, only_claims_may_be_given_several_times) {
    const port_spec spec("eth0,claim=udp/53,queues=0,claim=vlan/7+arp");
    EXPECT_THAT(spec.find_all("claim"), ElementsAre("udp/53", "vlan/7+arp"));
    EXPECT_THAT(spec.find_all("queues"), ElementsAre("0"));
    EXPECT_THAT(spec.find_all("mode"), IsEmpty());
    EXPECT_THAT(refusal([] { static_cast<void>(port_spec("eth0,queues=0,queues=1")); }), HasSubstr("is given twice"));
}

TEST(nearest, finds_slips_of_the_finger) {
    const std::vector<std::string_view> words{"queues", "mode", "zero_copy"};
    EXPECT_EQ(nearest("queue", words), "queues");
    EXPECT_EQ(nearest("qeuues", words), "queues");
    EXPECT_EQ(nearest("zerocopy", words), "zero_copy");
    EXPECT_EQ(nearest("mdoe", words), "mode");
}

TEST(nearest, finds_nothing_in_other_words) {
    EXPECT_EQ(nearest("promiscuous", {"queues", "mode"}), std::nullopt);
    EXPECT_EQ(nearest("x", {}), std::nullopt);
}

} // namespace THIS_TEST
} // namespace xdpk
