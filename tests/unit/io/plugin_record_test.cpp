// SPDX-License-Identifier: BSD-3-Clause
#include "io/plugin_record.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace xdpk::plugin {
namespace THIS_TEST {

using namespace std::chrono_literals;

std::size_t open_descriptors() {
    const std::filesystem::directory_iterator all("/proc/self/fd");
    return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

class plugin_record : public testing::Test {
protected:
    plugin_record() {
        std::array<int, 2> both{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both.data()), 0);
        here_ = fd(both[0]);
        there_ = fd(both[1]);
    }

    // As send(), with several descriptors at once.
    template <std::size_t N>
    void send_descriptors(std::array<int, N> numbers) const {
        alignas(cmsghdr) std::array<std::byte, CMSG_SPACE(sizeof numbers)> room{};
        std::array text{'x'};
        iovec piece{.iov_base = text.data(), .iov_len = text.size()};
        msghdr header{};
        header.msg_iov = &piece;
        header.msg_iovlen = 1;
        header.msg_control = room.data();
        header.msg_controllen = room.size();
        cmsghdr* const part = CMSG_FIRSTHDR(&header);
        part->cmsg_level = SOL_SOCKET;
        part->cmsg_type = SCM_RIGHTS;
        part->cmsg_len = CMSG_LEN(sizeof numbers);
        std::memcpy(CMSG_DATA(part), numbers.data(), sizeof numbers);
        EXPECT_EQ(::sendmsg(there_.get(), &header, 0), 1);
    }

    fd here_;
    fd there_;
};

TEST_F(plugin_record, keeps_its_bounds) {
    EXPECT_EQ(send(there_.get(), "one"), 0);
    EXPECT_EQ(send(there_.get(), "two"), 0);
    const record first = receive(here_.get());
    EXPECT_EQ(first.what, reception::record);
    EXPECT_EQ(first.text, "one");
    EXPECT_FALSE(first.descriptor);
    EXPECT_FALSE(first.cut);
    EXPECT_EQ(receive(here_.get()).text, "two");
}

TEST_F(plugin_record, takes_a_descriptor_along) {
    const fd file(::open("/dev/null", O_RDONLY | O_CLOEXEC));
    EXPECT_EQ(send(there_.get(), "/fd_ack", file.get()), 0);
    const record got = receive(here_.get(), 1s);
    EXPECT_EQ(got.text, "/fd_ack");
    ASSERT_TRUE(got.descriptor);
    EXPECT_NE(got.descriptor.get(), file.get());
    EXPECT_NE(::fcntl(got.descriptor.get(), F_GETFD) & FD_CLOEXEC, 0);
}

TEST_F(plugin_record, refuses_more_than_one_descriptor_and_leaks_none) {
    const std::size_t before = open_descriptors();
    send_descriptors(std::array{0, 0});
    send_descriptors(std::array{0, 0, 0, 0, 0, 0, 0});
    for (int i = 0; i < 2; ++i) {
        const record got = receive(here_.get());
        EXPECT_EQ(got.what, reception::record);
        EXPECT_TRUE(got.cut);
        EXPECT_FALSE(got.descriptor);
    }
    EXPECT_EQ(open_descriptors(), before);
}

TEST_F(plugin_record, of_any_length_is_no_trouble) {
    EXPECT_EQ(send(there_.get(), std::string(longest_record, 'x')), 0);
    EXPECT_EQ(send(there_.get(), std::string(longest_record + 1, 'y'), here_.get()), 0);
    EXPECT_EQ(send(there_.get(), "z"), 0);
    EXPECT_FALSE(receive(here_.get()).cut);
    const record longer = receive(here_.get());
    EXPECT_TRUE(longer.cut);
    EXPECT_EQ(longer.text, std::string(longest_record, 'y'));
    EXPECT_FALSE(longer.descriptor);
    EXPECT_EQ(receive(here_.get()).text, "z");
}

TEST_F(plugin_record, is_waited_for_no_longer_than_said) {
    const auto start = std::chrono::steady_clock::now();
    EXPECT_EQ(receive(here_.get()).what, reception::late);
    EXPECT_EQ(receive(here_.get(), 20ms).what, reception::late);
    EXPECT_GE(std::chrono::steady_clock::now() - start, 20ms);
}

TEST_F(plugin_record, ends_with_the_connection) {
    EXPECT_EQ(send(there_.get(), ""), 0);
    EXPECT_EQ(receive(here_.get()).what, reception::closed);
    there_.reset();
    EXPECT_EQ(receive(here_.get(), 1s).what, reception::closed);
    EXPECT_EQ(send(here_.get(), "x"), EPIPE);
    const record got = receive(here_.get() + 1000);
    EXPECT_EQ(got.what, reception::failed);
    EXPECT_EQ(got.code, EBADF);
}

TEST_F(plugin_record, nobody_waits_for_a_peer_that_does_not_read) {
    int code = 0;
    for (int sent = 0; sent < 100'000 && code == 0; ++sent)
        code = send(there_.get(), "/fin");
    EXPECT_EQ(code, EAGAIN);
}

} // namespace THIS_TEST
} // namespace xdpk::plugin
