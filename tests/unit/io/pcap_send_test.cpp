// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/port.hpp>

#include "support/capture_files.hpp"
#include "support/frames.hpp"
#include "support/rig.hpp"
#include "support/temporary_directory.hpp"

#include <chrono>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using test::captured;
using test::frame_of;
using test::put;
using test::rig;
using test::send_all;

class pcap_send : public testing::Test {
protected:
    std::vector<captured> written() { return test::read_capture(path); }
    std::vector<std::string> written_bytes() {
        std::vector<std::string> list;
        for (const captured& packet : written())
            list.push_back(packet.bytes);
        return list;
    }

    test::temporary_directory directory;
    std::string path = directory / "out.pcap";
    std::string port = "pcap:tx=" + path;
};

std::int64_t now() {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(std::chrono::system_clock::now().time_since_epoch())
        .count();
}

TEST_F(pcap_send, writes_what_is_sent) {
    rig r({port});
    EXPECT_TRUE(r.queue().exhausted());
    burst b(r.pool());
    put(b, frame_of(60));
    put(b, frame_of(1000), 0, {frame_of(500), frame_of(7)});
    send_all(r.queue(), b);
    EXPECT_TRUE(test::all_back(r.pool()));
    r.queue().close();
    EXPECT_THAT(written_bytes(), testing::ElementsAre(frame_of(60), frame_of(1000) + frame_of(500) + frame_of(7)));
    EXPECT_EQ(r.counters().tx_packets.get(), 2);
    EXPECT_EQ(r.counters().tx_bytes.get(), 60 + 1507);
    EXPECT_TRUE(r.port().status().up);
}

TEST_F(pcap_send, writes_only_what_is_for_it) {
    rig r({port, "loop:"});
    burst b(r.pool());
    put(b, frame_of(60)).out_port = 0;
    put(b, frame_of(61)).out_port = 1;
    r.queue(0).send(b, false);
    b.recycle(b[1]);
    b.release();
    r.queue(0).close();
    EXPECT_EQ(written_bytes(), std::vector{frame_of(60)});
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(pcap_send, stamps_with_nanoseconds) {
    const std::int64_t before = now();
    rig r({port});
    for (int i = 0; i < 50; ++i) {
        burst b(r.pool());
        put(b, frame_of(60));
        send_all(r.queue(), b);
    }
    r.queue().close();
    const std::int64_t after = now();
    std::int64_t last = before;
    bool finer_than_microseconds = false;
    for (const captured& packet : written()) {
        EXPECT_GE(packet.nanoseconds, last);
        last = packet.nanoseconds;
        finer_than_microseconds = finer_than_microseconds || last % 1000 != 0;
    }
    EXPECT_LE(last, after);
    EXPECT_TRUE(finer_than_microseconds);
}

TEST_F(pcap_send, writes_what_it_can_read_again) {
    std::vector<std::string> packets;
    for (std::size_t length = 14; length < 70000; length += length / 7 + 1)
        packets.push_back(frame_of(length));
    test::write_capture(directory / "in.pcap", packets);
    rig r({"pcap:rx=" + (directory / "in.pcap") + ",tx=" + path});
    while (!r.queue().exhausted()) {
        burst b(r.pool());
        r.queue().receive(b);
        send_all(r.queue(), b);
    }
    r.queue().close();
    EXPECT_EQ(written_bytes(), packets);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(pcap_send, is_there_without_a_packet) {
    rig r({port});
    r.queue().close();
    EXPECT_TRUE(written().empty());
}

TEST_F(pcap_send, drops_everything_when_there_is_no_file) {
    test::write_capture(directory / "in.pcap", {frame_of(60)});
    rig r({"pcap:rx=" + (directory / "in.pcap")});
    burst b(r.pool());
    r.queue().receive(b);
    send_all(r.queue(), b);
    EXPECT_EQ(r.counters().tx_invalid.get(), 1);
    EXPECT_EQ(r.counters().tx_packets.get(), 0);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(pcap_send, drops_what_is_longer_than_a_capture_file_holds) {
    rig r({port}, 400, 4096);
    burst b(r.pool());
    put(b, frame_of(64), 0, std::vector<std::string>(80, frame_of(3700)));
    send_all(r.queue(), b);
    EXPECT_EQ(r.counters().tx_invalid.get(), 1);
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(pcap_send, says_when_the_disk_is_full) {
    if (!std::ofstream("/dev/full").is_open())
        GTEST_SKIP() << "no /dev/full";
    rig r({"pcap:tx=/dev/full"}, 1024);
    for (int i = 0; i < 100; ++i) {
        burst b(r.pool());
        for (std::uint32_t n = 0; n < burst::capacity; ++n)
            put(b, frame_of(1500));
        send_all(r.queue(), b);
    }
    EXPECT_GT(r.counters().tx_full.get(), 0);
    EXPECT_EQ(r.counters().tx_full.get() + r.counters().tx_packets.get(), 6400);
    EXPECT_TRUE(test::all_back(r.pool()));
    EXPECT_FALSE(r.port().status().up);
    EXPECT_EQ(r.port().status().trouble, "write /dev/full: No space left on device (ENOSPC)");
}

TEST_F(pcap_send, says_at_the_end_that_the_disk_was_full) {
    if (!std::ofstream("/dev/full").is_open())
        GTEST_SKIP() << "no /dev/full";
    rig r({"pcap:tx=/dev/full"});
    burst b(r.pool());
    put(b, frame_of(60));
    send_all(r.queue(), b);
    r.queue().close();
    EXPECT_THAT(r.port().status().trouble, testing::HasSubstr("ENOSPC"));
}

} // namespace THIS_TEST
} // namespace xdpk
