// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>
#include <xdpk/io/port.hpp>

#include "support/capture_files.hpp"
#include "support/rig.hpp"
#include "support/temporary_directory.hpp"

#include <cerrno>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;

class pcap_port_errors : public testing::Test {
protected:
    static std::string refusal(const std::string& port) {
        try {
            test::rig(std::vector{port}, 16);
        } catch (const error& failure) {
            EXPECT_THAT(failure.what(), testing::Not(HasSubstr("\n")));
            return failure.what();
        }
        return "not refused";
    }
    std::string with_contents(const std::string& bytes) {
        std::ofstream(directory / "in.pcap", std::ios::binary) << bytes;
        return "pcap:rx=" + (directory / "in.pcap");
    }

    test::temporary_directory directory;
};

TEST_F(pcap_port_errors, no_file) {
    EXPECT_THAT(refusal("pcap:"), HasSubstr("no file given; write pcap:rx=FILE"));
    EXPECT_THAT(refusal("pcap:loop=3"), HasSubstr("no file given"));
    EXPECT_THAT(refusal("pcap:file.pcap"), HasSubstr("no file given"));
}

TEST_F(pcap_port_errors, missing_file) {
    EXPECT_EQ(refusal("pcap:rx=" + (directory / "absent")),
              (directory / "absent") +
                  ": open capture file: No such file or directory (ENOENT); give rx= a file to replay");
}

TEST_F(pcap_port_errors, not_a_capture) {
    EXPECT_THAT(refusal(with_contents("GIF89a, and some more bytes")), HasSubstr("not a capture file"));
    EXPECT_THAT(refusal(with_contents("")), HasSubstr("not a capture file"));
    EXPECT_THAT(refusal("pcap:rx=" + directory.path()), HasSubstr("Is a directory"));
}

TEST_F(pcap_port_errors, cut_off) {
    const std::string path = directory / "in.pcap";
    test::write_capture(path, {test::frame_of(60), test::frame_of(60)});
    std::filesystem::resize_file(path, std::filesystem::file_size(path) - 1);
    const std::string line = refusal("pcap:rx=" + path);
    EXPECT_THAT(line, HasSubstr("read packet 2"));
    EXPECT_THAT(line, HasSubstr("damaged or cut off"));
}

TEST_F(pcap_port_errors, other_link_type) {
    test::write_capture(directory / "in.pcap", {test::frame_of(60)}, DLT_RAW);
    EXPECT_EQ(refusal("pcap:rx=" + (directory / "in.pcap")),
              (directory / "in.pcap") + ": its link type is RAW; capture on an Ethernet device");
}

TEST_F(pcap_port_errors, directory_that_cannot_be_written) {
    EXPECT_THAT(refusal("pcap:tx=" + (directory / "absent/out.pcap")),
                HasSubstr("absent/out.pcap: create capture file: No such file or directory (ENOENT)"));
    EXPECT_THAT(refusal("pcap:tx=" + directory.path()), HasSubstr("EISDIR"));
    EXPECT_THAT(refusal("pcap:tx=/sys/out.pcap"), HasSubstr("give tx= a file in a directory that you may write to"));
}

TEST_F(pcap_port_errors, same_file) {
    test::write_capture(directory / "in.pcap", {test::frame_of(60)});
    EXPECT_THAT(refusal("pcap:rx=" + (directory / "in.pcap") + ",tx=" + (directory / "./in.pcap")),
                HasSubstr("rx and tx are the same file"));
    EXPECT_EQ(test::read_capture(directory / "in.pcap").size(), 1);
}

TEST_F(pcap_port_errors, packet_for_more_frames_than_there_are) {
    test::write_capture(directory / "in.pcap", {test::frame_of(60000)});
    EXPECT_THAT(refusal("pcap:rx=" + (directory / "in.pcap")),
                HasSubstr("a packet of 60000 bytes does not fit 16 frames; use more --frames"));
}

TEST_F(pcap_port_errors, unknown_options) {
    EXPECT_THAT(refusal("pcap:rx=a,lop=1"), HasSubstr("did you mean \"loop\"?"));
    EXPECT_THAT(refusal(with_contents("") + ",loop=-1"), HasSubstr("whole number"));
}

TEST(pcap_port, has_one_queue_and_no_address) {
    const test::temporary_directory directory;
    const auto port = open_port(port_spec("pcap:tx=" + (directory / "out.pcap")));
    EXPECT_EQ(port->facts().name, directory / "out.pcap");
    EXPECT_EQ(port->facts().kind, "pcap");
    EXPECT_EQ(port->facts().queues, 1);
    EXPECT_EQ(port->facts().mac, mac_address{});
    EXPECT_TRUE(port->status().up);
}

// Wireshark writes pcapng by default. This is a section, an interface and one enhanced packet of 60 bytes.
TEST(pcap_port, reads_pcapng) {
    const auto word = [](std::uint32_t value) { return std::string(reinterpret_cast<const char*>(&value), 4); };
    const std::string section =
        word(0x0a0d0d0a) + word(28) + word(0x1a2b3c4d) + word(1) + word(~0U) + word(~0U) + word(28);
    const std::string interface = word(1) + word(20) + word(DLT_EN10MB) + word(0) + word(20);
    const std::string packet =
        word(6) + word(92) + word(0) + word(0) + word(0) + word(60) + word(60) + test::frame_of(60) + word(92);
    const test::temporary_directory directory;
    std::ofstream(directory / "in.pcapng", std::ios::binary) << section << interface << packet;
    test::rig r({"pcap:rx=" + (directory / "in.pcapng")});
    burst b(r.pool());
    r.queue().receive(b);
    ASSERT_EQ(b.size(), 1);
    EXPECT_EQ(std::string(reinterpret_cast<const char*>(b[0].data), b[0].length), test::frame_of(60));
}

} // namespace THIS_TEST
} // namespace xdpk
