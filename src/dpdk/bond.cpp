// SPDX-License-Identifier: BSD-3-Clause
#include "bond_device.hpp"
#include "eth_port.hpp"
#include "log_error.hpp"

#include <xdpk/dpdk/rte_eth_bond.h>

#include <algorithm>

namespace xdpk::dpdk {

namespace {

bond_device& bond_at(std::uint16_t id) {
    eth_port& port = port_at(id);
    auto* const bond = dynamic_cast<bond_device*>(port.device.get());
    if (bond == nullptr)
        throw port_error(port, "is no bond", EINVAL);
    return *bond;
}

void check_mode(const std::string& name, std::uint8_t mode) {
    if (mode > BONDING_MODE_ALB || mode == BONDING_MODE_8023AD)
        throw error({.where = "bond " + name,
                     .what = "mode " + std::to_string(mode) + " is not supported",
                     .code = ENOTSUP,
                     .hint = "there are 0 (round robin), 1 (active backup), 2 (balance), 3 (broadcast), 5 and 6; for "
                             "802.3ad bond the interfaces in the kernel and use the bond"});
}

int copy(const std::vector<std::uint16_t>& from, std::uint16_t* to, std::uint16_t length) {
    if (from.size() > length)
        return -EINVAL;
    std::ranges::copy(from, to);
    return static_cast<int>(from.size());
}

} // namespace

extern "C" {

int rte_eth_bond_create(const char* name, std::uint8_t mode, std::uint8_t) {
    return guarded([=] {
        check_mode(name, mode);
        return static_cast<int>(ports().add(name, std::make_unique<bond_device>(mode)).id);
    });
}

int rte_eth_bond_free(const char* name) {
    return guarded([=] {
        eth_port* const port = ports().find(std::string_view(name));
        if (port == nullptr)
            return -ENODEV;
        static_cast<void>(bond_at(port->id));
        ports().remove(*port);
        return 0;
    });
}

int rte_eth_bond_mode_get(std::uint16_t bonding_port_id) {
    return guarded([=] { return static_cast<int>(bond_at(bonding_port_id).mode); });
}

int rte_eth_bond_mode_set(std::uint16_t bonding_port_id, std::uint8_t mode) {
    return guarded([=] {
        check_mode(port_at(bonding_port_id).name, mode);
        bond_at(bonding_port_id).mode = mode;
        return 0;
    });
}

int rte_eth_bond_primary_get(std::uint16_t bonding_port_id) {
    return guarded([=] {
        const bond_device& bond = bond_at(bonding_port_id);
        return bond.members.empty() ? -1 : static_cast<int>(bond.members.front());
    });
}

int rte_eth_bond_member_add(std::uint16_t bonding_port_id, std::uint16_t member_port_id) {
    return guarded([=] {
        bond_device& bond = bond_at(bonding_port_id);
        eth_port& port = port_at(bonding_port_id);
        if (bonding_port_id == member_port_id || ports().find(member_port_id) == nullptr)
            return -EINVAL;
        if (std::ranges::find(bond.members, member_port_id) != bond.members.end())
            return -EINVAL;
        // Members that come while the bond is running come in with a new start.
        const bool running = port.started;
        stop_port(port);
        bond.members.push_back(member_port_id);
        if (running)
            start_port(port);
        return 0;
    });
}

int rte_eth_bond_member_remove(std::uint16_t bonding_port_id, std::uint16_t member_port_id) {
    return guarded([=] {
        bond_device& bond = bond_at(bonding_port_id);
        eth_port& port = port_at(bonding_port_id);
        const bool running = port.started;
        stop_port(port);
        const std::size_t removed = std::erase(bond.members, member_port_id);
        if (running)
            start_port(port);
        return removed != 0 ? 0 : -EINVAL;
    });
}

int rte_eth_bond_members_get(std::uint16_t bonding_port_id, std::uint16_t members[], std::uint16_t len) {
    return guarded([=] { return copy(bond_at(bonding_port_id).members, members, len); });
}

int rte_eth_bond_active_members_get(std::uint16_t bonding_port_id, std::uint16_t members[], std::uint16_t len) {
    return guarded([=] { return copy(bond_at(bonding_port_id).active(), members, len); });
}

} // extern "C"

} // namespace xdpk::dpdk
