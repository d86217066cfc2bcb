// SPDX-License-Identifier: BSD-3-Clause
#include "io/plugin_message.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk::plugin {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::IsEmpty;

TEST(plugin_message, a_word_has_arguments) {
    const message plain = split("/config_busy_poll,20,64");
    EXPECT_EQ(plain.word, config_busy_poll);
    EXPECT_THAT(plain.arguments, ElementsAre("20", "64"));
    EXPECT_EQ(split("/fin").word, fin);
    EXPECT_THAT(split("/fin").arguments, IsEmpty());
}

TEST(plugin_message, what_others_put_around_words_does_not_matter) {
    using namespace std::string_view_literals;
    EXPECT_EQ(split("/connect, pod-1 "), split("/connect,pod-1"));
    EXPECT_EQ(split("/fin_ack\0"sv), split("/fin_ack"));
    EXPECT_EQ(split("/fin\0\0\0garbage,behind"sv), split("/fin"));
    EXPECT_EQ(split("/version\n"), split("/version"));
    EXPECT_EQ(split("/fd_ack,3").word, fd_ack);
}

TEST(plugin_message, a_word_is_whole) {
    EXPECT_NE(split("/fd_ackward").word, fd_ack);
    EXPECT_NE(split("/fd_nak").word, nak);
    EXPECT_NE(split("x/fin").word, fin);
    EXPECT_EQ(split("").word, "");
    EXPECT_EQ(split(" , ,").word, "");
    EXPECT_THAT(split(" , ,").arguments, ElementsAre("", ""));
}

TEST(plugin_message, is_put_together_without_spaces) {
    EXPECT_EQ(join(fin, {}), "/fin");
    EXPECT_EQ(join(xsk_socket, {"eth0", "3"}), "/xsk_socket,eth0,3");
}

TEST(plugin_message, json_is_no_answer_but_an_error_is) {
    EXPECT_TRUE(is_json("{}"));
    EXPECT_FALSE(is_json("/fd_ack,{"));
    EXPECT_FALSE(is_json(""));
    EXPECT_TRUE(is_json_error(R"-({"error":"invalid cmd (/version)"})-"));
    EXPECT_FALSE(is_json_error("{}"));
}

} // namespace THIS_TEST
} // namespace xdpk::plugin
