// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <arpa/inet.h>

#include <cstdint>
#include <cstring>
#include <string>

#include <cmdline_cirbuf.h>
#include <cmdline_parse_bool.h>
#include <cmdline_parse_etheraddr.h>
#include <cmdline_parse_ipaddr.h>
#include <cmdline_parse_num.h>
#include <cmdline_parse_portlist.h>
#include <cmdline_parse_string.h>

namespace THIS_TEST {

int parse_number(cmdline_numtype type, const char* text, std::int64_t& value, unsigned size = sizeof(std::int64_t)) {
    cmdline_parse_token_num_t token{{&cmdline_token_num_ops, 0}, {type}};
    value = 0;
    return cmdline_parse_num(&token.hdr, text, &value, size);
}

TEST(cmdline_tokens, numbers_are_of_their_type_and_base) {
    std::int64_t value = 0;
    EXPECT_EQ(parse_number(RTE_UINT8, "255 x", value), 3);
    EXPECT_EQ(value, 255);
    EXPECT_EQ(parse_number(RTE_UINT8, "256", value), -1);
    EXPECT_EQ(parse_number(RTE_UINT16, "0xfF", value), 4);
    EXPECT_EQ(value, 255);
    EXPECT_EQ(parse_number(RTE_UINT16, "0b101", value), 5);
    EXPECT_EQ(value, 5);
    EXPECT_EQ(parse_number(RTE_UINT32, "017", value), 3);
    EXPECT_EQ(value, 15);
    EXPECT_EQ(parse_number(RTE_INT64, "-9223372036854775808", value), 20);
    EXPECT_EQ(value, INT64_MIN);
    EXPECT_EQ(parse_number(RTE_INT64, "9223372036854775808", value), -1);
    for (const char* const text : {"", "-", "0x", "0b2", "08", "1x", "+1", "-0x1", "1.5"})
        EXPECT_EQ(parse_number(RTE_INT32, text, value), -1) << text;
    EXPECT_EQ(parse_number(RTE_UINT32, "-1", value), -1);
    EXPECT_EQ(parse_number(RTE_UINT32, "1", value, 2), -1);
}

#if XDPK_DPDK_RELEASE >= 2507
TEST(cmdline_tokens, numbers_may_be_real) {
    cmdline_parse_token_num_t token{{&cmdline_token_num_ops, 0}, {RTE_FLOAT_DOUBLE}};
    double value = 0;
    EXPECT_EQ(cmdline_parse_num(&token.hdr, "-1.5e3", &value, sizeof(value)), 6);
    EXPECT_EQ(value, -1500.0);
    EXPECT_EQ(cmdline_parse_num(&token.hdr, "1,5", &value, sizeof(value)), -1);
}
#endif

TEST(cmdline_tokens, words_are_one_of_those_given_or_fit) {
    cmdline_parse_token_string_t token{{&cmdline_token_string_ops, 0}, {"one#two"}};
    cmdline_fixed_string_t word;
    EXPECT_EQ(cmdline_parse_string(&token.hdr, "two three", word, sizeof(word)), 3);
    EXPECT_STREQ(word, "two");
    EXPECT_EQ(cmdline_parse_string(&token.hdr, "tw", word, sizeof(word)), -1);
    EXPECT_EQ(cmdline_parse_string(&token.hdr, "one#two", word, 3), -1);
    token.string_data.str = nullptr;
    EXPECT_EQ(cmdline_parse_string(&token.hdr, std::string(127, 'a').c_str(), word, sizeof(word)), 127);
    EXPECT_EQ(cmdline_parse_string(&token.hdr, std::string(128, 'a').c_str(), word, sizeof(word)), -1);
    EXPECT_EQ(cmdline_complete_get_nb_string(&token.hdr), 0);
}

TEST(cmdline_tokens, addresses_are_of_the_kinds_asked_for) {
    cmdline_parse_token_ipaddr_t token{{&cmdline_token_ipaddr_ops, 0}, {CMDLINE_IPADDR_V4 | CMDLINE_IPADDR_V6}};
    cmdline_ipaddr_t address{};
    EXPECT_EQ(cmdline_parse_ipaddr(&token.hdr, "10.0.0.1 x", &address, sizeof(address)), 8);
    EXPECT_EQ(address.family, AF_INET);
    EXPECT_EQ(address.addr.ipv4.s_addr, htonl(0x0a000001));
    EXPECT_EQ(cmdline_parse_ipaddr(&token.hdr, "::1", &address, sizeof(address)), 3);
    EXPECT_EQ(address.family, AF_INET6);
    EXPECT_EQ(cmdline_parse_ipaddr(&token.hdr, "10.0.0.0/8", &address, sizeof(address)), -1);
    token.ipaddr_data.flags = CMDLINE_IPADDR_V4 | CMDLINE_IPADDR_NETWORK;
    EXPECT_EQ(cmdline_parse_ipaddr(&token.hdr, "10.0.0.0/8", &address, sizeof(address)), 10);
    EXPECT_EQ(address.prefixlen, 8U);
    for (const char* const text : {"10.0.0.0", "10.0.0.0/33", "10.0.0.0/", "10.0.0.0/-1", "::/8", "10.0.0/8"})
        EXPECT_EQ(cmdline_parse_ipaddr(&token.hdr, text, &address, sizeof(address)), -1) << text;
}

TEST(cmdline_tokens, ethernet_addresses_have_two_forms) {
    const std::uint8_t expected[] = {2, 0, 0, 0, 0x1a, 9};
    for (const char* const text : {"02:00:00:00:1a:09", "0200:0000:1A09"}) {
        std::uint8_t mac[6]{};
        EXPECT_EQ(cmdline_parse_etheraddr(nullptr, text, mac, sizeof(mac)), static_cast<int>(std::strlen(text)));
        EXPECT_EQ(std::memcmp(mac, expected, sizeof(mac)), 0);
        EXPECT_EQ(cmdline_parse_etheraddr(nullptr, text, mac, 5), -1);
    }
    std::uint8_t mac[6];
    for (const char* const text : {"", "02:00:00:00:1a", "02:00:00:00:1a:0g", "0200-0000-1a09", "02:00:00:00:1a:09x"})
        EXPECT_EQ(cmdline_parse_etheraddr(nullptr, text, mac, sizeof(mac)), -1) << text;
}

TEST(cmdline_tokens, port_lists_are_ranges) {
    cmdline_portlist_t ports{};
    EXPECT_EQ(cmdline_parse_portlist(nullptr, "0-3,7,31 x", &ports, sizeof(ports)), 8);
    EXPECT_EQ(ports.map, 0x8000008fU);
    for (const char* const text : {"", "32", "3-1", "1,", "1-", ",1", "a", "1;2"})
        EXPECT_EQ(cmdline_parse_portlist(nullptr, text, &ports, sizeof(ports)), -1) << text;
}

TEST(cmdline_cirbuf, wraps_and_aligns) {
    char memory[4];
    cirbuf ring{};
    ASSERT_EQ(cirbuf_init(&ring, memory, 2, sizeof(memory)), 0);
    EXPECT_EQ(cirbuf_add_buf_tail(&ring, "abc", 3), 3);
    EXPECT_EQ(cirbuf_add_head_safe(&ring, 'z'), 0);
    EXPECT_EQ(cirbuf_add_tail_safe(&ring, 'd'), -EINVAL);
    char text[8]{};
    EXPECT_EQ(cirbuf_get_buf_head(&ring, text, sizeof(text)), 4);
    EXPECT_STREQ(text, "zabc");
    EXPECT_EQ(cirbuf_del_head_safe(&ring), 0);
    EXPECT_EQ(cirbuf_align_right(&ring), 0);
    EXPECT_EQ(std::string(memory + 1, 3), "abc");
    EXPECT_EQ(cirbuf_align_left(&ring), 0);
    EXPECT_EQ(std::string(memory, 3), "abc");
    EXPECT_EQ(cirbuf_get_tail(&ring), 'c');
    EXPECT_EQ(cirbuf_del_buf_tail(&ring, 3), 0);
    EXPECT_TRUE(CIRBUF_IS_EMPTY(&ring));
    EXPECT_EQ(cirbuf_del_tail_safe(&ring), -EINVAL);
}

} // namespace THIS_TEST
