// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/link_counters.hpp>

#include "netlink.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>

namespace xdpk {

using namespace detail;

std::optional<link_counters> read_link_counters(const std::string& ifname) {
    netlink_message message(RTM_GETLINK, 0);
    message.extra<ifinfomsg>();
    ::mnl_attr_put_strz(message.header(), IFLA_IFNAME, ifname.c_str());
    std::optional<link_counters> found;
    const int code = netlink(NETLINK_ROUTE).request(message, [&](const nlmsghdr* answer) {
        const nlattr* all = find_attribute(answer, sizeof(ifinfomsg), IFLA_STATS64);
        if (all == nullptr)
            return;
        // Not aligned to 8 bytes, and longer or shorter on other kernels.
        rtnl_link_stats64 s{};
        std::memcpy(&s, ::mnl_attr_get_payload(all), std::min<std::size_t>(sizeof s, ::mnl_attr_get_payload_len(all)));
        found = {.tx_packets = s.tx_packets, .tx_dropped = s.tx_dropped + s.tx_errors};
    });
    if (code != 0 && code != ENODEV)
        throw error({.where = ifname, .what = "read its counters", .code = code});
    return found;
}

} // namespace xdpk
