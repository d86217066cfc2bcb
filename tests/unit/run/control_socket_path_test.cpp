// SPDX-License-Identifier: BSD-3-Clause
#include "run/control_socket.hpp"

#include "base/unix_address.hpp"

#include "support/temporary_directory.hpp"

#include <xdpk/base/error.hpp>

#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;

class control_socket_path : public testing::Test {
protected:
    static std::string refusal(const std::string& path) {
        try {
            const control_socket socket(path, [](std::string_view) { return std::string(); });
        } catch (const error& failure) {
            return failure.what();
        }
        return "not refused";
    }
    test::temporary_directory directory_;
    std::string path_ = directory_ / "socket";
};

TEST_F(control_socket_path, goes_with_its_program) {
    EXPECT_EQ(refusal(path_), "not refused");
    EXPECT_FALSE(std::filesystem::exists(path_));
}

TEST_F(control_socket_path, a_dead_ones_is_replaced) {
    {
        const unix_address address(path_);
        const fd dead(::socket(AF_UNIX, SOCK_STREAM, 0));
        ASSERT_EQ(::bind(dead.get(), address.get(), address.size()), 0);
    }
    ASSERT_TRUE(std::filesystem::exists(path_));
    EXPECT_EQ(refusal(path_), "not refused");
}

TEST_F(control_socket_path, a_living_one_is_named) {
    const control_socket first(path_, [](std::string_view) { return std::string(); });
    EXPECT_THAT(refusal(path_), testing::AllOf(HasSubstr("EADDRINUSE"), HasSubstr(std::to_string(::getpid())),
                                               HasSubstr("listens there")));
    EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(control_socket_path, nothing_but_a_socket_is_removed) {
    std::ofstream(path_) << "precious";
    EXPECT_THAT(refusal(path_), HasSubstr("EEXIST"));
    EXPECT_EQ(std::filesystem::file_size(path_), 8);
}

TEST_F(control_socket_path, somebody_elses_is_left_alone) {
    {
        const control_socket first(path_, [](std::string_view) { return std::string(); });
        std::filesystem::remove(path_);
        std::ofstream(path_) << "another's";
    }
    EXPECT_TRUE(std::filesystem::exists(path_));
}

TEST_F(control_socket_path, must_be_possible) {
    EXPECT_THAT(refusal(directory_ / std::string(200, 'x')), HasSubstr("at most 107 bytes"));
    EXPECT_THAT(refusal(directory_ / "absent/socket"), HasSubstr("ENOENT"));
}

} // namespace THIS_TEST
} // namespace xdpk
