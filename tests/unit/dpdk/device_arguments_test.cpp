// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/device_arguments.hpp"

#include <xdpk/base/error.hpp>

#include <gtest/gtest.h>
#include <string>

namespace THIS_TEST {

using xdpk::dpdk::af_xdp_arguments;

std::string refusal(const char* text) {
    try {
        static_cast<void>(af_xdp_arguments::parse("net_af_xdp0", text));
    } catch (const xdpk::error& refused) {
        return refused.what();
    }
    return {};
}

TEST(dpdk_device_arguments, has_the_drivers_defaults) {
    const af_xdp_arguments a = af_xdp_arguments::parse("net_af_xdp0", "iface=eth0");
    EXPECT_EQ(a.interface, "eth0");
    EXPECT_EQ(a.start_queue, 0U);
    EXPECT_FALSE(a.queue_count);
    EXPECT_FALSE(a.busy_budget);
    EXPECT_FALSE(a.force_copy || a.shared_umem || a.use_cni || a.use_pinned_map);
    EXPECT_EQ(a.mode, af_xdp_arguments::attach::automatic);
}

TEST(dpdk_device_arguments, reads_every_key) {
    const af_xdp_arguments a = af_xdp_arguments::parse(
        "net_af_xdp0", "iface=eth1,start_queue=2,queue_count=3,busy_budget=0,shared_umem=1,force_copy=1,mode=skb,"
                       "use_pinned_map=1,dp_path=/sys/fs/bpf/map");
    EXPECT_EQ(a.start_queue, 2U);
    EXPECT_EQ(a.queue_count, 3U);
    EXPECT_EQ(a.busy_budget, 0U);
    EXPECT_TRUE(a.shared_umem && a.force_copy && a.use_pinned_map);
    EXPECT_EQ(a.path, "/sys/fs/bpf/map");
    EXPECT_EQ(a.mode, af_xdp_arguments::attach::generic);
}

TEST(dpdk_device_arguments, finds_the_device_plugins_paths) {
    EXPECT_EQ(af_xdp_arguments::parse("x", "iface=eth0,use_cni=1").path, "/tmp/afxdp_dp/eth0/afxdp.sock");
    EXPECT_EQ(af_xdp_arguments::parse("x", "iface=eth0,use_pinned_map=1").path, "/tmp/afxdp_dp/eth0/xsks_map");
}

TEST(dpdk_device_arguments, names_what_is_wrong) {
    EXPECT_NE(refusal("queue_count=1").find("iface= is missing"), std::string::npos);
    EXPECT_NE(refusal("iface=eth0,queue_cout=1").find("did you mean 'queue_count'?"), std::string::npos);
    EXPECT_NE(refusal("iface=eth0,queue_count=0").find("queue_count=0"), std::string::npos);
    EXPECT_NE(refusal("iface=eth0,start_queue=x").find("start_queue=x"), std::string::npos);
    EXPECT_NE(refusal("iface=eth0,mode=fast").find("mode=fast"), std::string::npos);
    EXPECT_NE(refusal("iface=eth0,use_cni=1,use_pinned_map=1").find("exclude"), std::string::npos);
    EXPECT_NE(refusal("iface=eth0,dp_path=/x").find("dp_path needs"), std::string::npos);
    EXPECT_NE(refusal("iface=eth0,xdp_prog=x.o,use_cni=1").find("xdp_prog"), std::string::npos);
}

} // namespace THIS_TEST
