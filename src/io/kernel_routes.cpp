// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_messages.hpp"

#include <algorithm>
#include <cstring>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace xdpk::detail {

namespace {

kernel_route_kind kind_of(std::uint8_t type) {
    switch (type) {
    case RTN_UNICAST:
        return kernel_route_kind::unicast;
    case RTN_LOCAL:
        return kernel_route_kind::local;
    case RTN_BROADCAST:
    case RTN_ANYCAST:
    case RTN_MULTICAST:
        return kernel_route_kind::group;
    case RTN_BLACKHOLE:
        return kernel_route_kind::blackhole;
    case RTN_UNREACHABLE:
        return kernel_route_kind::unreachable;
    case RTN_PROHIBIT:
        return kernel_route_kind::prohibit;
    default:
        return kernel_route_kind::other;
    }
}

/// RTA_VIA: a gateway with its family in front.
std::optional<ip_address> via_of(const nlattr* via) {
    if (via == nullptr || ::mnl_attr_get_payload_len(via) < sizeof(rtvia))
        return std::nullopt;
    const auto* const fixed = static_cast<const rtvia*>(::mnl_attr_get_payload(via));
    const std::size_t length = ::mnl_attr_get_payload_len(via) - sizeof(rtvia);
    const auto* const bytes = reinterpret_cast<const char*>(fixed + 1);
    if (fixed->rtvia_family == AF_INET6 && length == sizeof(ipv6_address)) {
        ipv6_address address;
        std::memcpy(&address, bytes, sizeof(address));
        return address;
    }
    if (fixed->rtvia_family == AF_INET && length == sizeof(ipv4_address)) {
        ipv4_address address;
        std::memcpy(&address, bytes, sizeof(address));
        return address;
    }
    return std::nullopt;
}

std::optional<ip_address> gateway_of(const nlattr* gateway, const nlattr* via, int family) {
    return gateway != nullptr ? address_of(gateway, family) : via_of(via);
}

bool is_dead(unsigned flags) { return (flags & (RTNH_F_DEAD | RTNH_F_LINKDOWN)) != 0; }

std::vector<kernel_next_hop> hops_in(const nlattr* multipath, int family) {
    std::vector<kernel_next_hop> hops;
    const auto* at = static_cast<const char*>(::mnl_attr_get_payload(multipath));
    std::size_t left = ::mnl_attr_get_payload_len(multipath);
    while (left >= sizeof(rtnexthop)) {
        const auto* const hop = reinterpret_cast<const rtnexthop*>(at);
        if (hop->rtnh_len < sizeof(rtnexthop) || hop->rtnh_len > left)
            break;
        const char* const attributes = at + sizeof(rtnexthop);
        const char* const end = at + hop->rtnh_len;
        const auto get = [&](std::uint16_t type) { return find_between(attributes, end, type); };
        if (!is_dead(hop->rtnh_flags))
            hops.push_back({.ifindex = hop->rtnh_ifindex,
                            .gateway = gateway_of(get(RTA_GATEWAY), get(RTA_VIA), family),
                            .weight = static_cast<std::uint16_t>(hop->rtnh_hops + 1)});
        const std::size_t step = std::min<std::size_t>(RTNH_ALIGN(hop->rtnh_len), left);
        at += step;
        left -= step;
    }
    return hops;
}

} // namespace

std::optional<ip_address> address_of(const nlattr* attribute, int family) {
    const auto read = [attribute]<class Address>(Address address) -> std::optional<ip_address> {
        if (attribute == nullptr || ::mnl_attr_get_payload_len(attribute) != sizeof(address))
            return std::nullopt;
        std::memcpy(&address, ::mnl_attr_get_payload(attribute), sizeof(address));
        return address;
    };
    if (family == AF_INET)
        return read(ipv4_address{});
    return family == AF_INET6 ? read(ipv6_address{}) : std::nullopt;
}

std::optional<kernel_route> read_route(const nlmsghdr* message) {
    const auto* const fixed = static_cast<const rtmsg*>(::mnl_nlmsg_get_payload(message));
    const int family = fixed->rtm_family;
    if ((family != AF_INET && family != AF_INET6) || (fixed->rtm_flags & RTM_F_CLONED) != 0)
        return std::nullopt;
    const auto get = [&](std::uint16_t type) { return find_attribute(message, sizeof(rtmsg), type); };
    const ip_address any = family == AF_INET ? ip_address(ipv4_address{}) : ip_address(ipv6_address{});
    kernel_route route{.table = u32_of(get(RTA_TABLE)).value_or(fixed->rtm_table),
                       .destination = address_of(get(RTA_DST), family).value_or(any),
                       .length = fixed->rtm_dst_len,
                       .metric = u32_of(get(RTA_PRIORITY)).value_or(0),
                       .kind = kind_of(fixed->rtm_type)};
    if (const nlattr* const multipath = get(RTA_MULTIPATH))
        route.hops = hops_in(multipath, family);
    else if (const auto ifindex = u32_of(get(RTA_OIF)); ifindex && !is_dead(fixed->rtm_flags))
        route.hops = {
            {.ifindex = static_cast<int>(*ifindex), .gateway = gateway_of(get(RTA_GATEWAY), get(RTA_VIA), family)}};
    return route;
}

} // namespace xdpk::detail
