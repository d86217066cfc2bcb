// SPDX-License-Identifier: BSD-3-Clause
#include "xdpk/replay.hpp"

#include <xdpk/base/error.hpp>

#include "support/capture_files.hpp"

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <gtest/gtest.h>
#include <unistd.h>

namespace THIS_TEST {

using namespace xdpk;
using namespace xdpk::tool;
using namespace xdpk::test;
using namespace std::chrono_literals;

/// Frames of these lengths, captured at these times.
class replayed : public testing::Test {
protected:
    struct packet {
        std::size_t length = 0;
        std::int64_t nanoseconds = 0;
    };

    void write(const std::vector<packet>& packets) const {
        const std::unique_ptr<pcap_t, decltype(&::pcap_close)> format(
            ::pcap_open_dead_with_tstamp_precision(DLT_EN10MB, 65535, PCAP_TSTAMP_PRECISION_NANO), &::pcap_close);
        pcap_dumper_t* const file = ::pcap_dump_open(format.get(), path.c_str());
        ASSERT_NE(file, nullptr);
        for (const packet& p : packets) {
            const std::string bytes = frame_of(p.length);
            const auto length = static_cast<bpf_u_int32>(p.length);
            const pcap_pkthdr header{
                .ts = {.tv_sec = 1'700'000'000, .tv_usec = p.nanoseconds}, .caplen = length, .len = length};
            ::pcap_dump(reinterpret_cast<u_char*>(file), &header, reinterpret_cast<const u_char*>(bytes.data()));
        }
        ::pcap_dump_close(file);
    }
    void TearDown() override { std::remove(path.c_str()); }

    std::string path = testing::TempDir() + "replay-" + std::to_string(::getpid()) + ".pcap";
};

TEST_F(replayed, comes_round_again) {
    write({{60, 0}, {100, 1000}});
    const replay file(path, 3);
    EXPECT_EQ(file.size(), 6U);
    EXPECT_EQ(file.longest(), 100U);
    EXPECT_EQ(file.frame(0).size(), 60U);
    EXPECT_EQ(file.frame(1).size(), 100U);
    EXPECT_EQ(file.frame(4).size(), 60U);
    EXPECT_EQ(replay(path, 0).size(), std::numeric_limits<std::uint64_t>::max());
}

TEST_F(replayed, keeps_the_bytes) {
    write({{77, 0}});
    const std::string bytes = frame_of(77);
    EXPECT_TRUE(std::ranges::equal(replay(path, 1).frame(0), std::as_bytes(std::span(bytes))));
}

TEST_F(replayed, keeps_the_distances_to_the_nanosecond) {
    write({{60, 5}, {60, 1005}, {60, 4005}});
    const replay file(path, 0);
    EXPECT_EQ(file.offset(0), 0ns);
    EXPECT_EQ(file.offset(1), 1000ns);
    EXPECT_EQ(file.offset(2), 4000ns);
    // The mean distance, 2 us, is between the rounds.
    EXPECT_EQ(file.offset(3), 6000ns);
    EXPECT_EQ(file.offset(7), 13'000ns);
}

TEST_F(replayed, one_frame_alone_has_no_distance) {
    write({{60, 5}});
    EXPECT_EQ(replay(path, 0).offset(1000), 0ns);
}

TEST_F(replayed, leaves_out_what_is_no_frame) {
    write({{13, 0}, {60, 7}, {0, 9}, {61, 10}});
    const replay file(path, 1);
    EXPECT_EQ(file.size(), 2U);
    EXPECT_EQ(file.frame(1).size(), 61U);
    EXPECT_EQ(file.offset(1), 3ns);
}

TEST_F(replayed, needs_a_frame) {
    write({{13, 0}});
    EXPECT_THROW(replay(path, 1), error);
    write({});
    EXPECT_THROW(replay(path, 1), error);
}

TEST(replay, names_the_option) {
    try {
        (void)replay("/nonexistent.pcap", 1);
        FAIL();
    } catch (const error& failure) {
        EXPECT_NE(std::string(failure.what()).find("--file"), std::string::npos);
    }
}

} // namespace THIS_TEST
