// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/fd.hpp>

#include <fcntl.h>
#include <gtest/gtest.h>
#include <sys/eventfd.h>

namespace xdpk {
namespace THIS_TEST {

fd open_one() { return fd(::eventfd(0, EFD_CLOEXEC)); }
bool is_open(int number) { return ::fcntl(number, F_GETFD) != -1; }

TEST(fd, closes_when_it_dies) {
    int number = -1;
    {
        const fd one = open_one();
        number = one.get();
        EXPECT_TRUE(one);
        EXPECT_TRUE(is_open(number));
    }
    EXPECT_FALSE(is_open(number));
}

TEST(fd, is_moved_not_copied) {
    fd one = open_one();
    const int number = one.get();
    const fd two(std::move(one));
    EXPECT_EQ(two.get(), number);
    EXPECT_FALSE(one); // NOLINT(bugprone-use-after-move): what is left is what this is about
    EXPECT_TRUE(is_open(number));
}

TEST(fd, assignment_leaves_none_open) {
    int first = -1;
    int second = -1;
    {
        fd one = open_one();
        fd two = open_one();
        first = one.get();
        second = two.get();
        one = std::move(two);
        EXPECT_EQ(one.get(), second);
    }
    EXPECT_FALSE(is_open(first));
    EXPECT_FALSE(is_open(second));
}

TEST(fd, reset_closes_once) {
    fd one = open_one();
    const int number = one.get();
    one.reset();
    EXPECT_FALSE(one);
    EXPECT_FALSE(is_open(number));
    const fd next = open_one();
    one.reset();
    EXPECT_TRUE(is_open(next.get()));
}

} // namespace THIS_TEST
} // namespace xdpk
