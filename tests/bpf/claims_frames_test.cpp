// SPDX-License-Identifier: BSD-3-Clause
// What is hard to read in a frame, and who gets it then.
#include "claims_rig.hpp"

#include <array>
#include <gtest/gtest.h>
#include <linux/capability.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace xdpk;
using namespace xdpk::test;
using enum ip_proto;

constexpr std::size_t ip_at = 14;
constexpr std::size_t ip6_next_at = ip_at + 6;
constexpr std::size_t behind_ip6 = ip_at + 40;

frame dns6() { return build_packet(to("2001:db8::1", udp, 53)); }

TEST(claims_frames, ports_stand_behind_ipv4_options) {
    const claiming rig({"udp/53"});
    frame f = build_packet(to("192.0.2.1", udp, 53));
    for (unsigned words = 6; words <= 15; ++words) {
        f = inserted(f, ip_at + 20, {1, 1, 1, 0});
        EXPECT_TRUE(rig.takes(changed(f, ip_at, 0x40 + words)));
        EXPECT_FALSE(rig.takes(changed(f, ip_at, 0x40 + words - 1))) << "options taken for ports";
    }
}

TEST(claims_frames, ports_stand_behind_extension_headers) {
    const claiming rig({"udp/53"});
    const claiming proto({"udp"});
    for (const unsigned next : {0U, 43U, 60U}) {
        const frame one = changed(inserted(dns6(), behind_ip6, {17, 0, 0, 0, 0, 0, 0, 0}), ip6_next_at, next);
        EXPECT_TRUE(rig.takes(one)) << next;
        const frame longer =
            changed(inserted(dns6(), behind_ip6, {17, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0}), ip6_next_at, next);
        EXPECT_TRUE(rig.takes(longer)) << next;
    }
    EXPECT_FALSE(rig.takes(changed(inserted(dns6(), behind_ip6, {17, 2, 0, 0, 0, 0, 0, 0}), ip6_next_at, 0)));
    frame f = dns6();
    f = changed(inserted(f, behind_ip6, {17, 0, 0, 0, 0, 0, 0, 0}), ip6_next_at, 60);
    for (int headers = 2; headers <= 8; ++headers)
        f = inserted(f, behind_ip6, {60, 0, 0, 0, 0, 0, 0, 0});
    EXPECT_TRUE(rig.takes(f)) << "eight of them";
    f = inserted(f, behind_ip6, {60, 0, 0, 0, 0, 0, 0, 0});
    EXPECT_FALSE(rig.takes(f)) << "nine";
    EXPECT_FALSE(proto.takes(f));
    EXPECT_TRUE(claiming({"2001:db8::1"}).takes(f));
}

TEST(claims_frames, authenticated_packets_are_of_that_protocol) {
    const frame f = changed(inserted(dns6(), behind_ip6, {17, 4, 0, 0, 0, 0, 0, 0}), ip6_next_at, 51);
    EXPECT_TRUE(claiming({"ah"}).takes(f));
    EXPECT_FALSE(claiming({"udp/53"}).takes(f));
}

TEST(claims_frames, fragments_have_no_ports_in_ipv4) {
    const claiming ports({"udp/53"});
    const claiming without({"udp+192.0.2.1"});
    const frame whole = build_packet(to("192.0.2.1", udp, 53));
    const frame do_not_fragment = changed(whole, ip_at + 6, 0x40);
    EXPECT_TRUE(ports.takes(do_not_fragment));
    for (const auto& [high, low] : {std::pair{0x20U, 0U}, {0x20U, 1U}, {0U, 1U}, {0x1fU, 0xffU}}) {
        const frame fragment = changed(changed(whole, ip_at + 6, high), ip_at + 7, low);
        EXPECT_FALSE(ports.takes(fragment)) << "the first one neither, or a datagram would go two ways";
        EXPECT_TRUE(without.takes(fragment));
    }
}

TEST(claims_frames, fragments_have_no_ports_in_ipv6) {
    const claiming ports({"udp/53"});
    const claiming without({"udp+2001:db8::1"});
    const auto fragment = [](unsigned next, unsigned high, unsigned low) {
        return changed(inserted(dns6(), behind_ip6, {next, 0, high, low, 0, 0, 0, 1}), ip6_next_at, 44);
    };
    EXPECT_TRUE(ports.takes(fragment(17, 0, 0))) << "RFC 6946: the only fragment is the datagram";
    EXPECT_TRUE(ports.takes(fragment(17, 0, 6))) << "reserved bits";
    for (const auto& [high, low] : {std::pair{0U, 1U}, {0U, 8U}, {1U, 1U}, {0xffU, 0xf8U}}) {
        EXPECT_FALSE(ports.takes(fragment(17, high, low)));
        EXPECT_TRUE(without.takes(fragment(17, high, low)));
    }
    EXPECT_FALSE(without.takes(fragment(60, 0, 1))) << "first and later fragments say destination options";
    EXPECT_TRUE(claiming({"proto/60"}).takes(fragment(60, 0, 8)));
}

TEST(claims_frames, what_is_cut_off_fits_as_far_as_it_goes) {
    const frame v4 = build_packet(to("192.0.2.1", udp, 53));
    const frame v6 = changed(inserted(dns6(), behind_ip6, {17, 0, 0, 0, 0, 0, 0, 0}), ip6_next_at, 0);
    const claiming ports({"udp/53"});
    const claiming protocol({"udp"});
    const claiming destination({"192.0.2.1", "2001:db8::1"});
    const claiming type({"ipv4", "ipv6"});
    for (std::size_t length = 14; length <= v4.size(); ++length) {
        const auto cut = std::span(v4).first(length);
        EXPECT_EQ(ports.takes(cut), length >= ip_at + 24) << length;
        EXPECT_EQ(protocol.takes(cut), length >= ip_at + 20) << length;
        EXPECT_EQ(destination.takes(cut), length >= ip_at + 20) << length;
        EXPECT_TRUE(type.takes(cut)) << length;
    }
    for (std::size_t length = 14; length <= v6.size(); ++length) {
        const auto cut = std::span(v6).first(length);
        EXPECT_EQ(ports.takes(cut), length >= behind_ip6 + 12) << length;
        EXPECT_EQ(protocol.takes(cut), length >= behind_ip6 + 8) << length;
        EXPECT_EQ(destination.takes(cut), length >= behind_ip6) << length;
        EXPECT_TRUE(type.takes(cut)) << length;
    }
}

TEST(claims_frames, headers_of_another_version_are_not_read) {
    const claiming rig({"udp", "192.0.2.1", "2001:db8::1"});
    const frame v4 = build_packet(to("192.0.2.1", udp));
    for (const unsigned first : {0x00U, 0x44U, 0x55U, 0x65U})
        EXPECT_FALSE(rig.takes(changed(v4, ip_at, first))) << first;
    EXPECT_FALSE(rig.takes(changed(dns6(), ip_at, 0x45)));
}

TEST(claims_frames, tags_are_read_up_to_two) {
    const claiming rig({"udp/53"});
    const frame plain = build_packet(to("192.0.2.1", udp, 53));
    const frame one = inserted(plain, 12, {0x81, 0, 0, 7});
    const frame two = inserted(one, 12, {0x88, 0xa8, 0, 8});
    const frame three = inserted(two, 12, {0x81, 0, 0, 9});
    EXPECT_TRUE(rig.takes(one));
    EXPECT_TRUE(rig.takes(two));
    EXPECT_TRUE(rig.takes(inserted(one, 12, {0x81, 0, 0, 9})));
    EXPECT_FALSE(rig.takes(three));
    EXPECT_TRUE(claiming({"vlan/9"}).takes(three));
    EXPECT_TRUE(claiming({"vlan/0"}).takes(inserted(plain, 12, {0x81, 0, 0xe0, 0}))) << "a priority only";
    EXPECT_FALSE(claiming({"vlan/7"}).takes(std::span(one).first(16))) << "half a tag";
}

// Programs of operators who grant CAP_BPF alone: the verifier then takes no address that is not surely harmless.
TEST(claims_frames, the_program_needs_no_right_to_trace) {
    const pid_t child = ::fork();
    if (child == 0) {
        __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        std::array<__user_cap_data_struct, 2> rights{};
        rights[CAP_NET_ADMIN / 32].effective = rights[CAP_NET_ADMIN / 32].permitted = 1U << (CAP_NET_ADMIN % 32);
        rights[CAP_BPF / 32].effective = rights[CAP_BPF / 32].permitted = 1U << (CAP_BPF % 32);
        const bool dropped = ::syscall(SYS_capset, &header, rights.data()) == 0;
        redirect_bpf* const object = redirect_bpf__open();
        ::_exit(dropped && object != nullptr && redirect_bpf__load(object) == 0 ? 0 : 1);
    }
    int status = -1;
    ASSERT_EQ(::waitpid(child, &status, 0), child);
    EXPECT_EQ(status, 0);
}

} // namespace
