// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <unistd.h>

#include <cstdio>
#include <memory>
#include <string>

#include "cmdline_language.hpp"

#include <cmdline_socket.h>

namespace THIS_TEST {

/// A prompt whose output is kept.
class prompts : public testing::Test {
protected:
    prompts() {
        called.clear();
        EXPECT_EQ(pipe(pipe_), 0);
        prompt = cmdline_new(language, "> ", -1, pipe_[1]);
    }
    ~prompts() override {
        cmdline_free(prompt);
        close(pipe_[0]);
    }
    int type(const std::string& keys) { return cmdline_in(prompt, keys.data(), static_cast<int>(keys.size())); }
    std::string shown() {
        std::string text(4096, '\0');
        text.resize(static_cast<std::size_t>(read(pipe_[0], text.data(), text.size())));
        return text;
    }
    std::string line() { return rdline_get_buffer(cmdline_get_rdline(prompt)); }

    cmdline* prompt;

private:
    int pipe_[2];
};

TEST_F(prompts, run_what_is_typed_and_show_it) {
    EXPECT_EQ(type("show stats 7\r"), 13);
    EXPECT_EQ(called, "stats 7");
    EXPECT_EQ(shown(), "> show stats 7\r\n> ");
}

TEST_F(prompts, say_why_a_line_was_not_run) {
    type("nonsense\rshow stats\r");
    EXPECT_EQ(called, "");
    EXPECT_EQ(shown(), "> nonsense\r\nCommand not found\n> show stats\r\nBad arguments\n> ");
}

TEST_F(prompts, ask_for_tokens_that_are_given_on_request) {
    type("light on\r");
    EXPECT_EQ(called, "on");
    type("light off\r");
    EXPECT_EQ(called, "off");
    EXPECT_EQ(cmdline_parse(prompt, "light dim\n"), CMDLINE_PARSE_BAD_ARGS);
}

TEST_F(prompts, end_when_they_are_quit_or_the_file_ends) {
    EXPECT_LT(type("quit\rshow stats 1\r"), 0);
    EXPECT_EQ(called, "quit");
    cmdline* const other = cmdline_new(language, "", -1, -1);
    EXPECT_EQ(cmdline_in(other, "x\x7f\x04", 3), -1);
    cmdline_free(other);
}

TEST_F(prompts, complete_words_and_list_choices) {
    type("sh\tst\t1");
    EXPECT_EQ(line(), "show stat1");
    shown();
    type("\x7f\t");
    EXPECT_NE(shown().find("\r\n stats [Mul-choice STRING]: show stats|state <number>\r\n state ["), std::string::npos);
    type("s 9?");
    EXPECT_NE(shown().find("\r\n [UINT16]: show stats|state <number>\r\n"), std::string::npos);
    EXPECT_EQ(line(), "show stats 9");
}

TEST_F(prompts, edit_lines) {
    type("show x stats 4\x1b"
         "b\x1b"
         "b\x17\r");
    EXPECT_EQ(called, "stats 4");
    type("stats 5\x01show \x05\r");
    EXPECT_EQ(called, "stats 5");
    type("6\x01\x0bshow state \x19\r");
    EXPECT_EQ(called, "state 6");
    type("show stats 7\x03show stats 8\r");
    EXPECT_EQ(called, "stats 8");
    type("show stats 99\x1b[D\x04\r");
    EXPECT_EQ(called, "stats 9");
    type("xx show stats 10\x01\x1b"
         "d\r");
    EXPECT_EQ(called, "stats 10");
}

TEST_F(prompts, remember_lines_once) {
    type("show stats 1\rshow stats 1\r\rshow stats 2\rsh");
    type("\x1b[A\x1b[A\x1b[A");
    EXPECT_EQ(line(), "show stats 1");
    type("\x1b[B");
    EXPECT_EQ(line(), "show stats 2");
    type("\x0e\x0e");
    EXPECT_EQ(line(), "sh");
    EXPECT_STREQ(rdline_get_history_item(cmdline_get_rdline(prompt), 0), "show stats 2");
    EXPECT_EQ(rdline_get_history_item(cmdline_get_rdline(prompt), 2), nullptr);
}

TEST_F(prompts, drop_what_no_line_has_room_for) {
    type(std::string(1000, 'a'));
    EXPECT_EQ(line().size(), 511U);
    EXPECT_LT(rdline_add_history(cmdline_get_rdline(prompt), std::string(9000, 'b').c_str()), 0);
}

TEST(prompt_files, are_read_to_their_end_and_polled) {
    char path[] = "/tmp/xdpk-commands-XXXXXX";
    const int file = mkstemp(path);
    ASSERT_EQ(write(file, "show stats 1\nshow state 2\n", 26), 26);
    called.clear();
    cmdline* prompt = cmdline_file_new(language, "", path);
    ASSERT_NE(prompt, nullptr);
    cmdline_interact(prompt);
    EXPECT_EQ(called, "state 2");
    cmdline_free(prompt);
    prompt = cmdline_file_new(language, "", path);
    for (int i = 0; i < 13; ++i)
        EXPECT_EQ(cmdline_poll(prompt), RDLINE_RUNNING);
    EXPECT_EQ(called, "stats 1");
    cmdline_quit(prompt);
    EXPECT_EQ(cmdline_poll(prompt), RDLINE_EXITED);
    cmdline_free(prompt);
    close(file);
    unlink(path);
    EXPECT_EQ(cmdline_file_new(language, "", path), nullptr);
}

} // namespace THIS_TEST
