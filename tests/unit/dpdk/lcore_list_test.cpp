// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/lcore_list.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>

namespace THIS_TEST {

using xdpk::dpdk::lcore_map;
using xdpk::dpdk::list_numbers;
using xdpk::dpdk::mask_numbers;
using xdpk::dpdk::parse_lcores;

// "1:0 2:4,5": each lcore and its CPUs.
std::string text_of(const lcore_map& lcores) {
    std::string text;
    for (const auto& [id, cpus] : lcores) {
        text += (text.empty() ? "" : " ") + std::to_string(id) + ":";
        for (unsigned cpu = 0; cpu < CPU_SETSIZE; ++cpu)
            if (CPU_ISSET(cpu, &cpus))
                text += std::to_string(cpu) + ",";
        text.pop_back();
    }
    return text;
}

// The CPUs must be there: these are about CPU 0 alone, which all machines have.
TEST(lcore_list, several_lcores_share_a_cpu) {
    EXPECT_EQ(text_of(parse_lcores("(0-2)@0")), "0:0 1:0 2:0");
    EXPECT_EQ(text_of(parse_lcores("5@0,(7,9)@(0)")), "5:0 7:0 9:0");
    EXPECT_EQ(text_of(parse_lcores("0")), "0:0");
    EXPECT_EQ(text_of(parse_lcores("(3-1)@0")), "1:0 2:0 3:0");
    // A group without CPUs runs on the CPUs of all its numbers.
    EXPECT_EQ(text_of(parse_lcores("(0,100)")), "0:0,100 100:0,100");
}

TEST(lcore_list, refuses_what_it_does_not_understand) {
    for (const char* const wrong : {"", "a", "1-", "(1@0", "0,", "0@", "0x3", "128@0", "0,0", "0@1000000"})
        EXPECT_THROW(static_cast<void>(parse_lcores(wrong)), xdpk::error) << wrong;
}

TEST(lcore_list, names_the_cpu_that_is_not_there) {
    try {
        static_cast<void>(parse_lcores("3@1000"));
        FAIL() << "no error";
    } catch (const xdpk::error& refused) {
        EXPECT_NE(std::string(refused.what()).find("lcore 3"), std::string::npos) << refused.what();
    }
}

TEST(lcore_list, masks_and_lists_of_numbers) {
    EXPECT_EQ(mask_numbers("0x11"), (std::set<unsigned>{0, 4}));
    EXPECT_EQ(mask_numbers("F0"), (std::set<unsigned>{4, 5, 6, 7}));
    EXPECT_EQ(list_numbers("1,3-5"), (std::set<unsigned>{1, 3, 4, 5}));
    EXPECT_THROW(static_cast<void>(mask_numbers("0")), xdpk::error);
    EXPECT_THROW(static_cast<void>(mask_numbers("12g")), xdpk::error);
    EXPECT_THROW(static_cast<void>(list_numbers("1;2")), xdpk::error);
}

} // namespace THIS_TEST
