// SPDX-License-Identifier: BSD-3-Clause
#include "link.hpp"

#include "netlink.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <linux/if.h>
#include <linux/if_link.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>
#include <utility>

namespace xdpk::detail {

namespace {

// The attribute that carries the program depends on the mode; IFLA_XDP_PROG_ID is absent when several are attached.
constexpr std::array<std::pair<std::uint16_t, xdp_mode>, 3> program_ids{{
    {IFLA_XDP_DRV_PROG_ID, xdp_mode::native},
    {IFLA_XDP_SKB_PROG_ID, xdp_mode::generic},
    {IFLA_XDP_HW_PROG_ID, xdp_mode::hardware},
}};

std::vector<attached_program> programs_of(const nlattr* xdp) {
    std::vector<attached_program> programs;
    for (const auto& [attribute, mode] : program_ids)
        if (const auto id = u32_of(find_nested(xdp, attribute)))
            programs.push_back({.id = *id, .mode = mode});
    return programs;
}

void read_peer(link& found, const nlattr* ifindex, const nlattr* name_space) {
    if (const auto index = u32_of(ifindex))
        found.peer_ifindex = static_cast<int>(*index);
    if (const auto id = u32_of(name_space))
        found.peer_namespace = static_cast<int>(*id);
}

link parse(const nlmsghdr* answer) {
    const auto* fixed = static_cast<const ifinfomsg*>(::mnl_nlmsg_get_payload(answer));
    const auto get = [&](std::uint16_t type) { return find_attribute(answer, sizeof(ifinfomsg), type); };
    link found{.ifindex = fixed->ifi_index,
               .name = std::string{text_of(get(IFLA_IFNAME))},
               .kind = std::string{text_of(find_nested(get(IFLA_LINKINFO), IFLA_INFO_KIND))},
               .mtu = u32_of(get(IFLA_MTU)).value_or(0),
               .up = (fixed->ifi_flags & IFF_UP) != 0,
               .carrier = (fixed->ifi_flags & IFF_LOWER_UP) != 0,
               .rx_queues = u32_of(get(IFLA_NUM_RX_QUEUES)).value_or(1),
               .tx_queues = u32_of(get(IFLA_NUM_TX_QUEUES)).value_or(1),
               .programs = programs_of(get(IFLA_XDP)),
               .parent_bus = std::string{text_of(get(IFLA_PARENT_DEV_BUS_NAME))},
               .parent_device = std::string{text_of(get(IFLA_PARENT_DEV_NAME))}};
    read_peer(found, get(IFLA_LINK), get(IFLA_LINK_NETNSID));
    const nlattr* address = get(IFLA_ADDRESS);
    if (address != nullptr && ::mnl_attr_get_payload_len(address) == found.mac.bytes.size())
        std::copy_n(static_cast<const std::uint8_t*>(::mnl_attr_get_payload(address)), found.mac.bytes.size(),
                    found.mac.bytes.begin());
    return found;
}

std::optional<link> ask(netlink_message& message) {
    std::optional<link> found;
    const int code = netlink(NETLINK_ROUTE).request(message, [&](const nlmsghdr* answer) { found = parse(answer); });
    if (code != 0 && code != ENODEV)
        throw error({.where = "netlink", .what = "read an interface", .code = code});
    return found;
}

} // namespace

std::optional<link> find_link(const std::string& ifname) {
    if (ifname.empty() || ifname.size() >= IFNAMSIZ)
        return std::nullopt;
    netlink_message message(RTM_GETLINK, 0);
    message.extra<ifinfomsg>();
    ::mnl_attr_put_strz(message.header(), IFLA_IFNAME, ifname.c_str());
    return ask(message);
}

std::optional<link> find_link(int ifindex) {
    netlink_message message(RTM_GETLINK, 0);
    message.extra<ifinfomsg>().ifi_index = ifindex;
    return ask(message);
}

std::vector<link> all_links() {
    netlink_message message(RTM_GETLINK, NLM_F_DUMP);
    message.extra<ifinfomsg>();
    std::vector<link> found;
    const int code =
        netlink(NETLINK_ROUTE).request(message, [&](const nlmsghdr* answer) { found.push_back(parse(answer)); });
    if (code != 0)
        throw error({.where = "netlink", .what = "list interfaces", .code = code});
    std::sort(found.begin(), found.end(), [](const link& a, const link& b) { return a.ifindex < b.ifindex; });
    return found;
}

} // namespace xdpk::detail
