// SPDX-License-Identifier: BSD-3-Clause
#include "run/control_socket.hpp"

#include "base/unix_address.hpp"
#include "run/control_client.hpp"

#include "support/temporary_directory.hpp"

#include <xdpk/base/error.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <poll.h>
#include <sys/stat.h>
#include <thread>
#include <unistd.h>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;

class control_socket_lines : public testing::Test {
protected:
    control_socket_lines()
        : server_(path_, [this](std::string_view line) {
              lines_.emplace_back(line);
              return reply_.empty() ? "<" + std::string(line) + ">" : reply_;
          }) {}

    [[nodiscard]] fd connect() const {
        const unix_address address(path_);
        fd socket(::socket(AF_UNIX, SOCK_STREAM | SOCK_NONBLOCK, 0));
        EXPECT_EQ(::connect(socket.get(), address.get(), address.size()), 0);
        return socket;
    }

    static void send(const fd& socket, std::string_view text) {
        EXPECT_EQ(::send(socket.get(), text.data(), text.size(), MSG_NOSIGNAL), static_cast<ssize_t>(text.size()));
    }

    // Serves until nothing is left to do; gives what arrived at the client, with "EOF" where the server hung up.
    std::string talk(const fd& socket) {
        std::string text;
        std::string piece(1U << 16U, '\0');
        for (;;) {
            pollfd wait{.fd = server_.wait_fd(), .events = POLLIN, .revents = 0};
            const bool more = ::poll(&wait, 1, 0) == 1;
            server_.serve();
            const ssize_t got = ::recv(socket.get(), piece.data(), piece.size(), 0);
            if (got == 0 || (got < 0 && errno == ECONNRESET))
                return text + "EOF";
            text.append(piece, 0, got > 0 ? static_cast<std::size_t>(got) : 0);
            if (got < 0 && !more)
                return text;
        }
    }

    test::temporary_directory directory_;
    std::string path_ = directory_ / "socket";
    std::vector<std::string> lines_;
    std::string reply_;
    control_socket server_;
};

TEST_F(control_socket_lines, is_for_its_user_alone) {
    struct stat there {};
    ASSERT_EQ(::lstat(path_.c_str(), &there), 0);
    EXPECT_EQ(there.st_mode & 07777U, 0600U);
}

TEST_F(control_socket_lines, answers_each_line) {
    const fd socket = connect();
    EXPECT_EQ(talk(socket), "");
    send(socket, "one\ntw");
    EXPECT_EQ(talk(socket), "<one>\n");
    send(socket, "o\n\nfour");
    EXPECT_EQ(talk(socket), "<two>\n<>\n");
    ::shutdown(socket.get(), SHUT_WR);
    EXPECT_EQ(talk(socket), "EOF");
    EXPECT_THAT(lines_, testing::ElementsAre("one", "two", ""));
}

TEST_F(control_socket_lines, answers_what_was_asked_before_the_client_left) {
    const fd socket = connect();
    send(socket, "one\ntwo\n");
    ::shutdown(socket.get(), SHUT_WR);
    EXPECT_EQ(talk(socket), "<one>\n<two>\nEOF");
}

TEST_F(control_socket_lines, bounds_a_line) {
    const fd socket = connect();
    send(socket, std::string(control_socket::longest_line - 1, 'x') + "\n");
    EXPECT_EQ(talk(socket).size(), control_socket::longest_line + 2);
    send(socket, std::string(control_socket::longest_line, 'x'));
    EXPECT_THAT(talk(socket), testing::AllOf(HasSubstr(R"("ok":false)"), testing::EndsWith("EOF")));
    EXPECT_EQ(lines_.size(), 1);
}

TEST_F(control_socket_lines, a_client_that_does_not_read_keeps_nobody_waiting) {
    const fd slow = connect();
    reply_.assign(1U << 23U, 'y');
    send(slow, "1\n2\n3\n");
    server_.serve();
    server_.serve();
    EXPECT_EQ(lines_.size(), 1); // its further requests wait until it takes the first answer
    reply_.clear();
    const fd quick = connect();
    send(quick, "quick\n");
    EXPECT_EQ(talk(quick), "<quick>\n");
    const std::string all = talk(slow);
    EXPECT_EQ(all.size(), (1U << 23U) + 1 + 8);
    EXPECT_THAT(all, testing::EndsWith("y\n<2>\n<3>\n"));
}

TEST_F(control_socket_lines, clients_come_and_go) {
    for (int i = 0; i < 100; ++i) {
        const fd socket = connect();
        send(socket, "x\n");
        server_.serve();
    }
    std::vector<fd> many;
    for (std::size_t i = 0; i < control_socket::most_clients; ++i) {
        many.push_back(connect());
        EXPECT_EQ(talk(many.back()), "") << i;
    }
    const fd refused = connect();
    EXPECT_THAT(talk(refused), testing::AllOf(HasSubstr("too many clients"), testing::EndsWith("EOF")));
    many.pop_back();
    server_.serve();
    const fd welcome = connect();
    send(welcome, "x\n");
    EXPECT_EQ(talk(welcome), "<x>\n");
}

TEST_F(control_socket_lines, the_client_side_asks_one_line) {
    std::string answer;
    std::thread client([&] { answer = ask(path_, "hello"); });
    pollfd wait{.fd = server_.wait_fd(), .events = POLLIN, .revents = 0};
    while (lines_.empty()) {
        ::poll(&wait, 1, 1000);
        server_.serve();
    }
    client.join();
    EXPECT_EQ(answer, "<hello>");
    EXPECT_THROW((void)ask(directory_ / "absent", "hello"), error);
}

} // namespace THIS_TEST
} // namespace xdpk
