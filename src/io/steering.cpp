// SPDX-License-Identifier: BSD-3-Clause
#include "steering.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fmt/format.h>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace xdpk {

namespace {

constexpr std::uint32_t most_filters = 1U << 16;

bool query(const std::string& ifname, void* data) {
    const fd socket(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    ifreq request{};
    ifname.copy(request.ifr_name, IF_NAMESIZE - 1);
    request.ifr_data = static_cast<char*>(data);
    return socket && ::ioctl(socket.get(), SIOCETHTOOL, &request) == 0;
}

/// How many filters there are and may be.
ethtool_rxnfc count_of(const std::string& ifname) {
    ethtool_rxnfc count{};
    count.cmd = ETHTOOL_GRXCLSRLCNT;
    // The kernel's own form of "none".
    return query(ifname, &count) ? count : ethtool_rxnfc{};
}

bool switch_on(const std::string& ifname) {
    ethtool_value flags{.cmd = ETHTOOL_GFLAGS, .data = 0};
    if (!query(ifname, &flags) || (flags.data & ETH_FLAG_NTUPLE) != 0)
        return false;
    flags.cmd = ETHTOOL_SFLAGS;
    flags.data |= ETH_FLAG_NTUPLE;
    return query(ifname, &flags);
}

// A driver that does not choose itself is given the last free place, as ethtool does.
std::uint32_t free_location(const ethtool_rxnfc& count, const std::vector<std::uint32_t>& taken) {
    if ((count.data & RX_CLS_LOC_SPECIAL) != 0)
        return RX_CLS_LOC_ANY;
    for (auto at = static_cast<std::uint32_t>(count.data); at > 0; --at)
        if (std::ranges::find(taken, at - 1) == taken.end())
            return at - 1;
    return RX_CLS_LOC_ANY;
}

std::optional<std::vector<std::uint32_t>> locations(const std::string& ifname) {
    const ethtool_rxnfc count = count_of(ifname);
    if (count.cmd == 0)
        return std::nullopt;
    const std::uint32_t most = std::min(count.rule_cnt, most_filters);
    std::vector<std::uint64_t> room((sizeof(ethtool_rxnfc) + std::size_t{most} * 4 + 7) / 8);
    ethtool_rxnfc header{};
    header.cmd = ETHTOOL_GRXCLSRLALL;
    header.rule_cnt = most;
    std::memcpy(room.data(), &header, sizeof header);
    if (!query(ifname, room.data()))
        return std::nullopt;
    std::memcpy(&header, room.data(), sizeof header);
    std::vector<std::uint32_t> list(std::min(header.rule_cnt, most));
    if (!list.empty())
        std::memcpy(list.data(), reinterpret_cast<const char*>(room.data()) + sizeof header, list.size() * 4);
    return list;
}

} // namespace

void nic_steering::fail(const std::string& what, int code) const {
    const bool none = code == EOPNOTSUPP || code == ENODEV;
    throw error({.where = ifname_,
                 .what = what,
                 .code = code,
                 .hint = none ? "the driver has no steering filters (ntuple); take [[device.filter]] out of the file"
                         : code == EPERM ? "needs CAP_NET_ADMIN"
                                         : "the driver may not take filters of this kind; ethtool -N tells more"});
}

std::vector<placed_filter> nic_steering::list() const {
    const auto at = locations(ifname_);
    if (!at)
        fail("list steering filters", errno);
    std::vector<placed_filter> found;
    for (const std::uint32_t location : *at) {
        ethtool_rxnfc rule{};
        rule.cmd = ETHTOOL_GRXCLSRULE;
        rule.fs.location = location;
        if (!query(ifname_, &rule))
            continue;
        if (const auto filter = detail::decode(rule.fs))
            found.push_back({.location = location, .filter = *filter});
    }
    return found;
}

std::uint32_t nic_steering::add(const steering_filter& filter) const {
    const std::string what = "set steering filter \"" + to_string(filter) + "\"";
    switch_on(ifname_);
    const auto taken = locations(ifname_);
    if (!taken)
        fail(what, errno);
    for (const placed_filter& there : list())
        if (there.filter == filter)
            return there.location;
    ethtool_rxnfc rule{};
    rule.cmd = ETHTOOL_SRXCLSRLINS;
    detail::encode(filter, rule.fs);
    rule.fs.location = free_location(count_of(ifname_), *taken);
    if (!query(ifname_, &rule))
        fail(what, errno);
    return rule.fs.location;
}

bool nic_steering::remove(std::uint32_t location) const noexcept {
    ethtool_rxnfc rule{};
    rule.cmd = ETHTOOL_SRXCLSRLDEL;
    rule.fs.location = location;
    return query(ifname_, &rule);
}

} // namespace xdpk
