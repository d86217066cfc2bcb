// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/config_reader.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using namespace std::chrono_literals;

// What a form makes of a value as TOML has it; nothing if it refuses it.
template <class T, class Form>
std::optional<T> read(const std::string& value, const Form& form) {
    T result{};
    const config_node root = parse_toml("v = " + value, "test");
    const bool right = form.parse(std::get<config_node::table>(root.value).front().value, result);
    return right ? std::optional(result) : std::nullopt;
}

template <class T>
std::optional<T> read(const std::string& value) {
    return read<T>(value, typename default_form<T>::type{});
}

TEST(config_form, text) {
    EXPECT_EQ(read<std::string>(R"("a b")"), "a b");
    EXPECT_EQ(read<std::string>("3"), std::nullopt);
    EXPECT_EQ(read<std::string>(R"("")"), std::nullopt);
    EXPECT_EQ(read<std::string>(R"("")", form::text{.least = 0}), "");
    EXPECT_EQ(read<std::string>(R"("a\u0000b")"), std::nullopt);
}

TEST(config_form, flag) {
    EXPECT_EQ(read<bool>("true"), true);
    EXPECT_EQ(read<bool>("false"), false);
    EXPECT_EQ(read<bool>("1"), std::nullopt);
    EXPECT_EQ(read<bool>(R"("true")"), std::nullopt);
}

TEST(config_form, whole_numbers_fit_their_type_and_range) {
    EXPECT_EQ(read<std::uint8_t>("255"), 255);
    EXPECT_EQ(read<std::uint8_t>("256"), std::nullopt);
    EXPECT_EQ(read<std::uint8_t>("-1"), std::nullopt);
    EXPECT_EQ(read<std::uint64_t>("-1"), std::nullopt);
    EXPECT_EQ(read<std::uint64_t>("9223372036854775807"), 9223372036854775807U);
    EXPECT_EQ(read<int>("-7"), -7);
    EXPECT_EQ(read<int>("7.0"), std::nullopt);
    EXPECT_EQ(read<int>(R"("7")"), std::nullopt);
    const form::whole<unsigned> few{.least = 2, .most = 4};
    EXPECT_EQ(read<unsigned>("1", few), std::nullopt);
    EXPECT_EQ(read<unsigned>("2", few), 2);
    EXPECT_EQ(read<unsigned>("4", few), 4);
    EXPECT_EQ(read<unsigned>("5", few), std::nullopt);
    EXPECT_EQ(few.wanted(), "a whole number from 2 to 4");
}

TEST(config_form, quantities_have_decimal_units) {
    const form::quantity<std::uint64_t> rate{.least = 1};
    EXPECT_EQ(read<std::uint64_t>("1000", rate), 1000);
    EXPECT_EQ(read<std::uint64_t>(R"("10k")", rate), 10'000);
    EXPECT_EQ(read<std::uint64_t>(R"("0.3k")", rate), 300);
    EXPECT_EQ(read<std::uint64_t>(R"("1.5G")", rate), 1'500'000'000);
    EXPECT_EQ(read<std::uint64_t>(R"("1T")", rate), 1'000'000'000'000);
    for (const char* wrong : {R"("")", R"("k")", R"("10K")", R"("10 k")", R"("10kk")", R"("0")", R"("-1k")", "1.5",
                              R"("1.5")", R"("0.0001k")", R"("1e3")", R"("nan")", R"("99999999999T")"})
        EXPECT_EQ(read<std::uint64_t>(wrong, rate), std::nullopt) << wrong;
    EXPECT_EQ(rate.show(2'000'000), "\"2M\"");
    EXPECT_EQ(rate.show(1'500), "1500");
}

TEST(config_form, sizes_have_binary_units) {
    const form::size<std::uint32_t> size{};
    EXPECT_EQ(read<std::uint32_t>(R"("64K")", size), 65536);
    EXPECT_EQ(read<std::uint32_t>(R"("1M")", size), 1048576);
    EXPECT_EQ(read<std::uint32_t>(R"("4G")", size), std::nullopt);
    EXPECT_EQ(read<std::uint32_t>(R"("64k")", size), std::nullopt);
    EXPECT_EQ(size.show(65536), "\"64K\"");
}

TEST(config_form, durations) {
    using std::chrono::milliseconds;
    using std::chrono::seconds;
    EXPECT_EQ(read<seconds>(R"("30s")"), 30s);
    EXPECT_EQ(read<seconds>(R"("2h4m")"), 7440s);
    EXPECT_EQ(read<seconds>(R"("1d")"), 24h);
    EXPECT_EQ(read<milliseconds>(R"("1s500ms")"), 1500ms);
    EXPECT_EQ(read<std::chrono::nanoseconds>(R"("5us")"), 5us);
    for (const char* wrong : {R"("")", "30", R"("30")", R"("30 s")", R"("4m2h")", R"("1m1m")", R"("1.5s")", R"("-1s")",
                              R"("1x")", R"("s")", R"("500ms")", R"("400d")", R"("4000000000d")"})
        EXPECT_EQ(read<seconds>(wrong), std::nullopt) << wrong;
    const form::duration<seconds> some{.least = 1s, .most = 90s};
    EXPECT_EQ(read<seconds>(R"("0s")", some), std::nullopt);
    EXPECT_EQ(read<seconds>(R"("91s")", some), std::nullopt);
    EXPECT_EQ(some.wanted(), R"(a duration such as "30s" or "1h30m", from "1s" to "1m30s" in steps of "1s")");
}

TEST(config_form, counts_of_a_unit) {
    const form::count_of<std::chrono::seconds, std::uint16_t> in_seconds{.least = 1};
    EXPECT_EQ(read<std::uint16_t>(R"("5m")", in_seconds), 300);
    EXPECT_EQ(read<std::uint16_t>(R"("0s")", in_seconds), std::nullopt);
    EXPECT_EQ(read<std::uint16_t>(R"("1d")", in_seconds), std::nullopt);
    EXPECT_EQ(in_seconds.show(300), "\"5m\"");
    const form::count_of<std::chrono::seconds, std::uint64_t> long_time{};
    EXPECT_EQ(read<std::uint64_t>(R"("365d")", long_time), 365 * 86400);
}

TEST(config_form, addresses_and_prefixes) {
    EXPECT_EQ(to_string(*read<ip_address>(R"("2001:db8::1")")), "2001:db8::1");
    EXPECT_EQ(read<ipv4_address>(R"("2001:db8::1")"), std::nullopt);
    EXPECT_EQ(read<ipv6_address>(R"("192.0.2.1")"), std::nullopt);
    EXPECT_EQ(read<mac_address>(R"("02:00:00:00:00:01")"), (mac_address{{2, 0, 0, 0, 0, 1}}));
    EXPECT_EQ(read<mac_address>(R"("02-00-00-00-00-01")"), std::nullopt);
    EXPECT_EQ(to_string(*read<ipv4_prefix>(R"("10.0.0.0/8")")), "10.0.0.0/8");
    EXPECT_EQ(read<ipv4_prefix>(R"("10.0.0.1/8")"), std::nullopt);
    EXPECT_EQ(read<ipv6_prefix>(R"("2001:db8::1/32")"), std::nullopt);
    EXPECT_EQ(form::spelling<address_block>::to_text(*read<address_block>(R"("2001:db8::/32")")), "2001:db8::/32");
    EXPECT_EQ(read<address_block>("[]"), std::nullopt);
}

TEST(config_form, protocols_by_name_or_number) {
    EXPECT_EQ(read<ip_proto>(R"("tcp")"), ip_proto::tcp);
    EXPECT_EQ(read<ip_proto>("17"), ip_proto::udp);
    EXPECT_EQ(read<ip_proto>(R"("58")"), ip_proto::icmpv6);
    EXPECT_EQ(read<ip_proto>("256"), std::nullopt);
    EXPECT_EQ(read<ip_proto>(R"("TCP")"), std::nullopt);
    EXPECT_EQ(form::spelling<ip_proto>::to_text(static_cast<ip_proto>(253)), "253");
}

TEST(config_form, port_ranges) {
    const auto range = read<port_range>(R"("1000-2000")");
    EXPECT_EQ(range->first, 1000);
    EXPECT_EQ(range->last, 2000);
    EXPECT_EQ(read<port_range>("80")->last, 80);
    EXPECT_EQ(form::spelling<port_range>::to_text(*range), "1000-2000");
    for (const char* wrong : {"65536", "-1", R"("2-1")", R"("-")", R"("1-")", R"("1-2-3")", R"("http")", "1.0"})
        EXPECT_FALSE(read<port_range>(wrong)) << wrong;
}

} // namespace THIS_TEST
} // namespace xdpk
