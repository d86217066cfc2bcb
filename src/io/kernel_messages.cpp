// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_messages.hpp"

#include <cstring>
#include <linux/if_addr.h>
#include <linux/neighbour.h>
#include <linux/rtnetlink.h>
#include <sys/socket.h>

namespace xdpk::detail {

namespace {

std::optional<mac_address> mac_of(const nlattr* attribute) {
    mac_address mac;
    if (attribute == nullptr || ::mnl_attr_get_payload_len(attribute) != sizeof(mac))
        return std::nullopt;
    std::memcpy(&mac, ::mnl_attr_get_payload(attribute), sizeof(mac));
    return mac;
}

std::optional<kernel_neighbour> read_neighbour(const nlmsghdr* message) {
    constexpr unsigned valid = NUD_REACHABLE | NUD_STALE | NUD_DELAY | NUD_PROBE | NUD_PERMANENT | NUD_NOARP;
    const auto* const fixed = static_cast<const ndmsg*>(::mnl_nlmsg_get_payload(message));
    const auto get = [&](std::uint16_t type) { return find_attribute(message, sizeof(ndmsg), type); };
    const std::optional<ip_address> address = address_of(get(NDA_DST), fixed->ndm_family);
    if (!address || (fixed->ndm_flags & NTF_PROXY) != 0)
        return std::nullopt;
    return kernel_neighbour{.ifindex = fixed->ndm_ifindex,
                            .address = *address,
                            .mac = (fixed->ndm_state & valid) != 0 ? mac_of(get(NDA_LLADDR)) : std::nullopt,
                            .permanent = (fixed->ndm_state & NUD_PERMANENT) != 0};
}

std::optional<kernel_address> read_address(const nlmsghdr* message) {
    constexpr unsigned not_yet = IFA_F_TENTATIVE | IFA_F_DADFAILED;
    const auto* const fixed = static_cast<const ifaddrmsg*>(::mnl_nlmsg_get_payload(message));
    const auto get = [&](std::uint16_t type) { return find_attribute(message, sizeof(ifaddrmsg), type); };
    // On a point-to-point link IFA_ADDRESS is the other end's.
    const nlattr* const own = get(IFA_LOCAL);
    const std::optional<ip_address> address = address_of(own != nullptr ? own : get(IFA_ADDRESS), fixed->ifa_family);
    if (!address)
        return std::nullopt;
    const std::uint32_t flags = u32_of(get(IFA_FLAGS)).value_or(fixed->ifa_flags);
    return kernel_address{.ifindex = static_cast<int>(fixed->ifa_index),
                          .address = *address,
                          .length = fixed->ifa_prefixlen,
                          .usable = (flags & not_yet) == 0 || (flags & IFA_F_OPTIMISTIC) != 0};
}

template <class T>
std::optional<kernel_event> change(std::optional<T> what, bool present) {
    if (!what)
        return std::nullopt;
    return kernel_change<T>{.what = *std::move(what), .present = present};
}

} // namespace

std::optional<kernel_event> read_kernel_event(const nlmsghdr* message) {
    switch (message->nlmsg_type) {
    case RTM_NEWROUTE:
    case RTM_DELROUTE:
        return change(read_route(message), message->nlmsg_type == RTM_NEWROUTE);
    case RTM_NEWNEIGH:
    case RTM_DELNEIGH:
        return change(read_neighbour(message), message->nlmsg_type == RTM_NEWNEIGH);
    case RTM_NEWADDR:
    case RTM_DELADDR:
        return change(read_address(message), message->nlmsg_type == RTM_NEWADDR);
    default:
        return std::nullopt;
    }
}

} // namespace xdpk::detail
