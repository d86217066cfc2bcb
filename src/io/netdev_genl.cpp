// SPDX-License-Identifier: BSD-3-Clause
#include "netdev_genl.hpp"

#include <algorithm>
#include <cerrno>
#include <linux/genetlink.h>
#include <sys/socket.h>

namespace xdpk::detail {

namespace {

std::uint16_t find_family(netlink& socket, const char* name) {
    netlink_message message(GENL_ID_CTRL, 0);
    message.extra<genlmsghdr>() = {.cmd = CTRL_CMD_GETFAMILY, .version = 1, .reserved = 0};
    ::mnl_attr_put_strz(message.header(), CTRL_ATTR_FAMILY_NAME, name);
    std::uint16_t id = 0;
    const int code = socket.request(message, [&](const nlmsghdr* answer) {
        if (const nlattr* attribute = find_attribute(answer, sizeof(genlmsghdr), CTRL_ATTR_FAMILY_ID))
            id = ::mnl_attr_get_u16(attribute);
    });
    return code == 0 ? id : std::uint16_t{0};
}

const nlattr* attribute_of(const nlmsghdr* answer, std::uint16_t type) {
    return find_attribute(answer, sizeof(genlmsghdr), type);
}

} // namespace

netdev_genl::netdev_genl() : socket_(NETLINK_GENERIC), family_(find_family(socket_, "netdev")) {}

int netdev_genl::ask(std::uint8_t command, std::uint16_t ifindex_attribute, int ifindex, bool dump,
                     const netlink::handler& each) {
    if (family_ == 0)
        return EOPNOTSUPP;
    netlink_message message(family_, dump ? std::uint16_t{NLM_F_DUMP} : std::uint16_t{0});
    message.extra<genlmsghdr>() = {.cmd = command, .version = 1, .reserved = 0};
    ::mnl_attr_put_u32(message.header(), ifindex_attribute, static_cast<std::uint32_t>(ifindex));
    return socket_.request(message, each);
}

std::optional<netdev_capabilities> netdev_genl::capabilities(int ifindex) {
    std::optional<netdev_capabilities> found;
    const auto read = [&](const nlmsghdr* answer) {
        const auto bits = uint_of(attribute_of(answer, netdev::dev_xdp_features));
        if (bits)
            found = {.features = decode_xdp_features(*bits),
                     .zero_copy_max_segments = u32_of(attribute_of(answer, netdev::dev_zc_max_segments))};
    };
    return ask(netdev::dev_get, netdev::dev_ifindex, ifindex, false, read) == 0 ? found : std::nullopt;
}

std::vector<netdev_queue> netdev_genl::queues(int ifindex) {
    std::vector<netdev_queue> found;
    const auto read = [&](const nlmsghdr* answer) {
        const auto id = u32_of(attribute_of(answer, netdev::queue_id));
        const auto type = u32_of(attribute_of(answer, netdev::queue_type));
        if (id && type)
            found.push_back({.id = *id,
                             .rx = *type == 0,
                             .xsk = attribute_of(answer, netdev::queue_xsk) != nullptr,
                             .napi_id = u32_of(attribute_of(answer, netdev::queue_napi_id))});
    };
    if (ask(netdev::queue_get, netdev::queue_ifindex, ifindex, true, read) != 0)
        found.clear();
    return found;
}

std::vector<unsigned> netdev_genl::napi_ids(int ifindex) {
    std::vector<unsigned> found;
    const auto read = [&](const nlmsghdr* answer) {
        if (const auto id = u32_of(attribute_of(answer, netdev::napi_id)))
            found.push_back(*id);
    };
    if (ask(netdev::napi_get, netdev::napi_ifindex, ifindex, true, read) != 0)
        found.clear();
    return found;
}

std::optional<busy_poll_settings> netdev_genl::busy_poll(int ifindex) {
    std::optional<busy_poll_settings> least;
    const auto read = [&](const nlmsghdr* answer) {
        const auto defer = u32_of(attribute_of(answer, netdev::napi_defer_hard_irqs));
        const auto timeout = uint_of(attribute_of(answer, netdev::napi_gro_flush_timeout));
        if (!defer || !timeout)
            return;
        // A queue whose interrupts stay on is what limits the interface.
        if (!least)
            least = {.defer_hard_irqs = *defer, .gro_flush_timeout_ns = *timeout};
        least->defer_hard_irqs = std::min(least->defer_hard_irqs, *defer);
        least->gro_flush_timeout_ns = std::min(least->gro_flush_timeout_ns, *timeout);
    };
    return ask(netdev::napi_get, netdev::napi_ifindex, ifindex, true, read) == 0 ? least : std::nullopt;
}

} // namespace xdpk::detail
