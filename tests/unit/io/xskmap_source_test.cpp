// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xskmap_source.hpp>

#include "base/unix_address.hpp"
#include "support/temporary_directory.hpp"

#include <xdpk/base/fd.hpp>

#include <cstdlib>
#include <fstream>
#include <gtest/gtest.h>
#include <sys/socket.h>

namespace xdpk {
namespace THIS_TEST {

using kind = xskmap_source::kind;

std::optional<xskmap_source> source(const std::string& option) {
    return read_xskmap_source(port_spec("eth0" + option));
}

TEST(xskmap_source, is_an_option_of_the_port) {
    EXPECT_EQ(source(""), std::nullopt);
    EXPECT_EQ(source(",xskmap=own"), xskmap_source{});
    EXPECT_EQ(source(",xskmap=pin:/sys/fs/bpf/x"), (xskmap_source{.from = kind::pin, .path = "/sys/fs/bpf/x"}));
    EXPECT_EQ(source(",xskmap=uds:/run/a:b"), (xskmap_source{.from = kind::uds, .path = "/run/a:b"}));
    EXPECT_FALSE(source(",xskmap=own")->borrowed());
    EXPECT_TRUE(source(",xskmap=uds:/run/a")->borrowed());
    for (const char* bad : {"", "pin", "pin:", "uds:", "own:", "/tmp/afxdp.sock", "Pin:/x"})
        EXPECT_THROW(static_cast<void>(source(std::string(",xskmap=") + bad)), usage_error) << bad;
}

class plugin_environment_of_a_pod : public testing::Test {
protected:
    // A file or socket there, with all directories on the way.
    void make(const std::string& name, bool is_socket = false) {
        const std::string path = directory_ / name;
        std::filesystem::create_directories(std::filesystem::path(path).parent_path());
        if (is_socket) {
            const fd socket(::socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
            const unix_address address(path);
            EXPECT_EQ(::bind(socket.get(), address.get(), address.size()), 0);
        } else {
            std::ofstream(path) << "";
        }
    }

    xskmap_source find(const std::string& variable, const std::string& ifname = "eth0") {
        return find_xskmap_source(ifname, {.variables = {"HOME=/", variable},
                                           .directory = directory_ / "dp",
                                           .first_socket = directory_ / "afxdp.sock"});
    }

    test::temporary_directory directory_;
};

TEST_F(plugin_environment_of_a_pod, lists_devices_by_pool) {
    make("dp/eth0/afxdp.sock", true);
    const xskmap_source found{
        .from = kind::uds, .path = directory_ / "dp/eth0/afxdp.sock", .found = "AFXDP_DEVICES_MYPOOL"};
    EXPECT_EQ(find("AFXDP_DEVICES_MYPOOL=eth0"), found);
    EXPECT_EQ(find("AFXDP_DEVICES_MYPOOL=eth1 eth0 eth2"), found);
    EXPECT_EQ(find("AFXDP_DEVICES=eth0").found, "AFXDP_DEVICES");
    for (const char* other : {"AFXDP_DEVICES_MYPOOL=eth00 eth", "AFXDP_DEVICES_MYPOOL=", "AFXDP_DEVICESX=eth0",
                              "MY_AFXDP_DEVICES=eth0", "AFXDP_DEVICES_MYPOOL", "OTHER=eth0"})
        EXPECT_EQ(find(other), xskmap_source{}) << other;
    EXPECT_EQ(find("AFXDP_DEVICES_MYPOOL=eth1", "eth1"), xskmap_source{}); // nothing is mounted for it
}

TEST_F(plugin_environment_of_a_pod, a_pinned_map_goes_before_a_socket) {
    make("dp/eth0/xsks_map");
    make("dp/eth0/afxdp.sock", true);
    EXPECT_EQ(find("AFXDP_DEVICES_A=eth0").path, directory_ / "dp/eth0/xsks_map");
    EXPECT_EQ(find("AFXDP_DEVICES_A=eth0").from, kind::pin);
}

TEST_F(plugin_environment_of_a_pod, has_the_socket_where_old_plugins_put_it) {
    make("dp/eth0/afxdp.sock"); // no socket
    EXPECT_EQ(find("AFXDP_DEVICES=eth0"), xskmap_source{});
    make("afxdp.sock", true);
    EXPECT_EQ(find("AFXDP_DEVICES=eth0").path, directory_ / "afxdp.sock");
}

TEST(pod_name, is_told_or_the_hosts) {
    EXPECT_EQ(read_pod_name("pod-1"), "pod-1");
    EXPECT_FALSE(read_pod_name(std::nullopt).empty());
    ASSERT_EQ(::setenv("XDPK_POD_NAME", "from-environment", 1), 0);
    EXPECT_EQ(read_pod_name(std::nullopt), "from-environment");
    EXPECT_EQ(read_pod_name("pod-1"), "pod-1");
    ::unsetenv("XDPK_POD_NAME");
    for (const std::string& bad : {std::string(), std::string("a b"), std::string("a,b"), std::string(254, 'x')})
        EXPECT_THROW(static_cast<void>(read_pod_name(bad)), usage_error) << bad;
}

} // namespace THIS_TEST
} // namespace xdpk
