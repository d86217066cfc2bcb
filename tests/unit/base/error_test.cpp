// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>

#include <cerrno>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

std::string line(const error::parts& p) { return error(p).what(); }

TEST(error, is_one_line_of_where_what_reason_and_hint) {
    EXPECT_EQ(line({.where = "eth0 queue 3", .what = "bind AF_XDP socket", .code = ENODEV, .hint = "choose another"}),
              "eth0 queue 3: bind AF_XDP socket: No such device (ENODEV); choose another");
}

TEST(error, leaves_out_what_is_not_given) {
    EXPECT_EQ(line({.where = "eth0"}), "eth0");
    EXPECT_EQ(line({.what = "run"}), "run");
    EXPECT_EQ(line({.where = "eth0", .what = "run"}), "eth0: run");
    EXPECT_EQ(line({.where = "eth0", .code = EPERM}), "eth0: Operation not permitted (EPERM)");
    EXPECT_EQ(line({.what = "run", .hint = "walk"}), "run; walk");
}

TEST(error, keeps_the_code) {
    EXPECT_EQ(error({.what = "run", .code = EBUSY}).code(), EBUSY);
    EXPECT_EQ(error({.what = "run"}).code(), 0);
}

TEST(error, describes_numbers_it_does_not_know) {
    EXPECT_EQ(describe_errno(EBUSY), "Device or resource busy (EBUSY)");
    EXPECT_EQ(describe_errno(99999), "unknown error (99999)");
}

} // namespace THIS_TEST
} // namespace xdpk
