// SPDX-License-Identifier: BSD-3-Clause
#include "tap.hpp"

#include <cerrno>
#include <linux/capability.h>
#include <net/if.h>
#include <sys/syscall.h>
#include <thread>
#include <unistd.h>

namespace xdpk {
namespace THIS_TEST {

using test::packet_socket;
using test::rig;
using testing::HasSubstr;

class tap_port : public test::tap {
protected:
    static std::string refusal(const std::string& port) {
        try {
            static_cast<void>(open_port(port_spec(port)));
        } catch (const error& failure) {
            return failure.what();
        }
        return "not refused";
    }
    static bool exists(const char* name) { return ::if_nametoindex(name) != 0; }
    static int run(const char* command) { return std::system(command); } // NOLINT(cert-env33-c): ip in our namespace
};

TEST_F(tap_port, makes_a_device_that_goes_with_it) {
    EXPECT_FALSE(exists("t0"));
    {
        const auto port = open_port(port_spec("tap:t0"));
        EXPECT_TRUE(exists("t0"));
    }
    EXPECT_FALSE(exists("t0"));
}

TEST_F(tap_port, tells_the_facts_of_the_device) {
    const auto port = open_port(port_spec("tap:t0,mtu=4000"));
    EXPECT_EQ(port->facts().name, "t0");
    EXPECT_EQ(port->facts().kind, "tap");
    EXPECT_EQ(port->facts().mtu, 4000);
    EXPECT_EQ(port->facts().queues, 1);
    EXPECT_NE(port->facts().mac, mac_address{});
    EXPECT_EQ(run(("ip -br link show t0 | grep -q " + to_string(port->facts().mac)).c_str()), 0);
    EXPECT_TRUE(port->status().up);
}

TEST_F(tap_port, leaves_a_device_that_was_made_to_stay) {
    ASSERT_EQ(run("ip tuntap add t0 mode tap && ip link set t0 mtu 2000"), 0);
    { EXPECT_EQ(open_port(port_spec("tap:t0"))->facts().mtu, 2000); }
    EXPECT_TRUE(exists("t0"));
}

TEST_F(tap_port, has_several_queues) {
    const auto port = open_port(port_spec("tap:t0,queues=3"));
    EXPECT_EQ(port->facts().queues, 3);
    umem memory(64, 2048);
    const packet_socket kernel("t0");
    for (std::uint32_t i = 0; i < 3; ++i) {
        const auto q = port->open(i, 0, memory, static_cast<holder_id>(i + 1));
        burst b(memory.pool());
        test::put(b, frame(60, static_cast<char>('a' + i)));
        test::send_all(*q, b);
        EXPECT_EQ(kernel.receive(), frame(60, static_cast<char>('a' + i)));
    }
}

TEST_F(tap_port, comes_back_after_its_device_was_deleted) {
    rig r({"tap:t0"});
    EXPECT_EQ(r.port().look(), port_event::none);
    ASSERT_EQ(run("ip link del t0"), 0);
    EXPECT_EQ(r.port().look(), port_event::lost);
    EXPECT_FALSE(r.port().status().up);
    EXPECT_EQ(r.port().status().trouble, "the device is gone");
    r.port().disconnect(r.queue());
    EXPECT_TRUE(received(r, 0).empty());
    EXPECT_EQ(r.port().look(), port_event::returned);
    r.port().reconnect(r.queue(), 0, r.work.memory());
    EXPECT_TRUE(r.port().status().up);
    EXPECT_EQ(r.port().look(), port_event::none);
    const packet_socket kernel("t0");
    send(r, frame(60, 'a'));
    EXPECT_EQ(kernel.receive(), frame(60, 'a'));
    kernel.send(frame(60, 'b'));
    EXPECT_THAT(received(r), testing::ElementsAre(frame(60, 'b')));
    r.queue().close();
    EXPECT_TRUE(test::all_back(r.pool()));
}

TEST_F(tap_port, waits_while_its_name_is_taken) {
    rig r({"tap:t0"});
    ASSERT_EQ(run("ip link del t0 && ip link add t0 type veth peer name t1"), 0);
    EXPECT_EQ(r.port().look(), port_event::lost);
    EXPECT_EQ(r.port().look(), port_event::none);
    EXPECT_THAT(r.port().status().trouble, HasSubstr("belongs to a device that is no tap device"));
    ASSERT_EQ(run("ip link del t0"), 0);
    EXPECT_EQ(r.port().look(), port_event::returned);
}

TEST_F(tap_port, may_be_renamed) {
    rig r({"tap:t0"});
    ASSERT_EQ(run("ip link set t0 down && ip link set t0 name other"), 0);
    EXPECT_EQ(r.port().look(), port_event::none);
}

TEST_F(tap_port, says_why_not) {
    EXPECT_THAT(refusal("tap:"), HasSubstr("no name given"));
    EXPECT_THAT(refusal("tap:sixteen-letters-"), HasSubstr("the name is too long"));
    EXPECT_EQ(refusal("tap:lo"),
              "lo: open tap device: Invalid argument (EINVAL); that name belongs to a device that is "
              "no tap device, or is one with another number of queues");
    EXPECT_THAT(refusal("tap:t0,mtu=20"), HasSubstr("whole number from 68"));
    EXPECT_THAT(refusal("tap:t0,queue=2"), HasSubstr("did you mean \"queues\"?"));
    EXPECT_FALSE(exists("t0"));
}

TEST_F(tap_port, says_who_is_in_the_way) {
    const auto first = open_port(port_spec("tap:t0"));
    EXPECT_EQ(refusal("tap:t0"), "t0: open tap device: Device or resource busy (EBUSY); another process holds it: stop "
                                 "that one or choose another name");
}

// Capabilities belong to a thread.
TEST_F(tap_port, says_which_capability_is_missing) {
    std::string line;
    std::thread([&line] {
        __user_cap_header_struct header{.version = _LINUX_CAPABILITY_VERSION_3, .pid = 0};
        const __user_cap_data_struct none[2]{};
        ASSERT_EQ(::syscall(SYS_capset, &header, none), 0);
        line = refusal("tap:t0");
    }).join();
    EXPECT_THAT(line,
                testing::StartsWith("t0: open tap device: Operation not permitted (EPERM); run with CAP_NET_ADMIN"));
}

} // namespace THIS_TEST
} // namespace xdpk
