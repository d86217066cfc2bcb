// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port.hpp>

#include "support/capture_files.hpp"
#include "support/frames.hpp"
#include "support/rig.hpp"
#include "support/temporary_directory.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::frame_of;
using test::rig;

class pcap_receive : public testing::Test {
protected:
    /// Writes a file; gives the port's options to replay it.
    std::string replaying(const std::vector<std::string>& packets) {
        test::write_capture(directory / "in.pcap", packets);
        return "pcap:rx=" + (directory / "in.pcap");
    }
    static std::vector<std::string> next(rig& r) {
        burst b(r.pool());
        r.queue().receive(b);
        std::vector<std::string> texts;
        for (const packet& p : b)
            texts.push_back(test::text_of(b, p));
        return texts;
    }
    static std::size_t count_until_exhausted(rig& r) {
        std::size_t count = 0;
        while (!r.queue().exhausted())
            count += next(r).size();
        return count;
    }

    test::temporary_directory directory;
};

TEST_F(pcap_receive, gives_the_packets_of_the_file) {
    const std::vector<std::string> packets{frame_of(14), frame_of(60), frame_of(1514)};
    rig r({replaying(packets)});
    EXPECT_FALSE(r.queue().exhausted());
    EXPECT_FALSE(r.queue().can_wait());
    EXPECT_EQ(next(r), packets);
    EXPECT_TRUE(r.queue().exhausted());
    EXPECT_TRUE(next(r).empty());
    EXPECT_EQ(r.counters().rx_packets.get(), 3);
    EXPECT_EQ(r.counters().rx_bytes.get(), 14 + 60 + 1514);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(pcap_receive, leaves_room_for_headers) {
    rig r({replaying({frame_of(60)})});
    burst b(r.pool());
    r.queue().receive(b);
    EXPECT_EQ(r.pool().address_of(b[0].data) % r.pool().chunk(), frame_data_offset);
    EXPECT_EQ(b[0].in_port, 0);
}

TEST_F(pcap_receive, spreads_large_packets_over_frames) {
    const std::vector<std::string> packets{frame_of(1664), frame_of(1665), frame_of(9018), frame_of(65535)};
    rig r({replaying(packets)});
    burst b(r.pool());
    r.queue().receive(b);
    ASSERT_EQ(b.size(), 4);
    EXPECT_EQ(b[0].rest_count, 0);
    EXPECT_EQ(b[1].rest_count, 1);
    EXPECT_EQ(b[2].rest_count, 5);
    for (std::uint32_t i = 0; i < b.size(); ++i)
        EXPECT_EQ(test::text_of(b, b[i]), packets[i]);
    EXPECT_EQ(r.counters().rx_bytes.get(), 1664 + 1665 + 9018 + 65535);
}

TEST_F(pcap_receive, keeps_packets_whole_at_the_end_of_a_burst) {
    const std::vector<std::string> packets(30, frame_of(65535));
    rig r({replaying(packets)}, 1024);
    const std::vector<std::string> first = next(r);
    EXPECT_EQ(first.size(), burst::segment_capacity / 39);
    EXPECT_THAT(first, testing::Each(packets.front()));
    EXPECT_EQ(first.size() + count_until_exhausted(r), packets.size());
}

TEST_F(pcap_receive, replays_as_often_as_told) {
    const std::vector<std::string> packets(100, frame_of(60));
    const std::string port = replaying(packets);
    rig once({port});
    EXPECT_EQ(count_until_exhausted(once), 100);
    rig thrice({port + ",loop=3"});
    EXPECT_EQ(count_until_exhausted(thrice), 300);
    rig for_ever({port + ",loop=0"});
    for (int i = 0; i < 1000; ++i)
        ASSERT_EQ(next(for_ever).size(), burst::capacity);
    EXPECT_FALSE(for_ever.queue().exhausted());
}

TEST_F(pcap_receive, has_nothing_to_replay_in_an_empty_file) {
    for (const char* options : {"", ",loop=5", ",loop=0"}) {
        rig r({replaying({}) + options});
        EXPECT_TRUE(r.queue().exhausted()) << options;
        EXPECT_TRUE(next(r).empty());
    }
}

TEST_F(pcap_receive, drops_what_is_no_ethernet_frame) {
    rig r({replaying({frame_of(13), "", frame_of(20)})});
    EXPECT_EQ(next(r), std::vector{frame_of(20)});
    EXPECT_EQ(r.counters().rx_invalid.get(), 2);
    EXPECT_EQ(r.counters().rx_packets.get(), 1);
    rig nothing_else({replaying({"x"}) + ",loop=0"});
    EXPECT_TRUE(next(nothing_else).empty());
}

TEST_F(pcap_receive, goes_on_when_frames_come_back) {
    const std::vector<std::string> packets{frame_of(60), frame_of(3000), frame_of(70)};
    rig r({replaying(packets)}, 4);
    std::vector<frame_address> taken(3);
    for (frame_address& frame : taken)
        frame = r.pool().take();
    EXPECT_EQ(next(r), std::vector{packets[0]});
    EXPECT_EQ(r.counters().starved.get(), 1);
    EXPECT_TRUE(next(r).empty());
    EXPECT_FALSE(r.queue().exhausted());
    for (const frame_address frame : taken)
        r.pool().give(frame);
    EXPECT_EQ(next(r), (std::vector{packets[1], packets[2]}));
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(pcap_receive, stops) {
    rig r({replaying({frame_of(60)}) + ",loop=0"});
    EXPECT_EQ(next(r).size(), burst::capacity);
    r.port().stop();
    EXPECT_TRUE(next(r).empty());
}

TEST_F(pcap_receive, asks_for_the_frames_that_a_burst_takes) {
    EXPECT_EQ(open_port(port_spec(replaying({frame_of(60)})))->facts().frames, 64);
    EXPECT_EQ(open_port(port_spec(replaying({frame_of(60), frame_of(9000)})))->facts().frames, 64 * 6);
    EXPECT_EQ(open_port(port_spec(replaying({frame_of(200000)})))->facts().frames, 64 + 512);
}

} // namespace THIS_TEST
} // namespace xdpk
