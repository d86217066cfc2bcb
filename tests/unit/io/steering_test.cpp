// SPDX-License-Identifier: BSD-3-Clause
#include "io/steering.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <gtest/gtest.h>
#include <linux/ethtool.h>
#include <netinet/in.h>

namespace xdpk {
namespace THIS_TEST {

using protocol = steering_filter::protocol;

steering_filter example(bool ipv6, protocol proto) {
    steering_filter filter{.ipv6 = ipv6, .proto = proto, .queue = 3};
    filter.source.address = {10, 1, 2, 0};
    filter.source.mask = {255, 255, 255, 0};
    if (proto != protocol::any)
        filter.destination.port = 53;
    return filter;
}

TEST(steering, what_the_kernel_is_given_reads_back) {
    for (const bool ipv6 : {false, true})
        for (const protocol proto : {protocol::any, protocol::tcp, protocol::udp, protocol::sctp}) {
            const steering_filter filter = example(ipv6, proto);
            ethtool_rx_flow_spec spec{};
            detail::encode(filter, spec);
            EXPECT_EQ(detail::decode(spec), filter) << to_string(filter);
        }
}

TEST(steering, the_kernels_form_is_in_network_order) {
    ethtool_rx_flow_spec spec{};
    detail::encode(example(false, protocol::udp), spec);
    EXPECT_EQ(spec.flow_type, unsigned{UDP_V4_FLOW});
    EXPECT_EQ(spec.h_u.udp_ip4_spec.ip4src, htonl(0x0A010200));
    EXPECT_EQ(spec.m_u.udp_ip4_spec.ip4src, htonl(0xFFFFFF00));
    EXPECT_EQ(spec.m_u.udp_ip4_spec.ip4dst, 0);
    EXPECT_EQ(spec.h_u.udp_ip4_spec.pdst, htons(53));
    EXPECT_EQ(spec.m_u.udp_ip4_spec.pdst, 0xFFFF);
    EXPECT_EQ(spec.m_u.udp_ip4_spec.psrc, 0);
    EXPECT_EQ(spec.ring_cookie, 3);
    detail::encode(example(false, protocol::any), spec);
    EXPECT_EQ(spec.h_u.usr_ip4_spec.ip_ver, ETH_RX_NFC_IP4);
}

TEST(steering, other_peoples_filters_are_not_ours) {
    ethtool_rx_flow_spec spec{};
    detail::encode(example(false, protocol::udp), spec);
    spec.m_u.udp_ip4_spec.tos = 0xFF;
    EXPECT_FALSE(detail::decode(spec)) << "looks at the TOS too";
    detail::encode(example(false, protocol::udp), spec);
    spec.ring_cookie = RX_CLS_FLOW_DISC;
    EXPECT_FALSE(detail::decode(spec)) << "drops";
    detail::encode(example(false, protocol::udp), spec);
    spec.flow_type = ETHER_FLOW;
    EXPECT_FALSE(detail::decode(spec)) << "of another kind";
}

TEST(steering, a_device_without_filters_says_so) {
    const nic_steering loopback("lo");
    try {
        loopback.add(example(false, protocol::udp));
        FAIL() << "the loopback device has no filters";
    } catch (const error& failure) {
        const std::string text = failure.what();
        EXPECT_NE(text.find("udp from 10.1.2.0/24 to port 53 -> queue 3"), std::string::npos) << text;
        EXPECT_NE(text.find("no steering filters"), std::string::npos) << text;
    }
    EXPECT_FALSE(loopback.remove(0));
}

} // namespace THIS_TEST
} // namespace xdpk
