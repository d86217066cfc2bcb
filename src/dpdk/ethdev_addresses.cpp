// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

#include <algorithm>
#include <cstring>

namespace xdpk::dpdk {

namespace {

mac_address from(const rte_ether_addr& address) {
    mac_address mac;
    std::memcpy(mac.bytes.data(), &address.addr_bytes[0], mac.bytes.size());
    return mac;
}

rte_ether_addr to_ether(const mac_address& mac) {
    rte_ether_addr address;
    std::memcpy(&address.addr_bytes[0], mac.bytes.data(), mac.bytes.size());
    return address;
}

void listen(eth_port& port, const mac_address& mac, bool wanted) {
    auto& others = port.other_addresses;
    const bool there = std::ranges::find(others, mac) != others.end();
    if (there == wanted)
        return;
    port.device->accept(mac, wanted);
    if (wanted)
        others.push_back(mac);
    else
        std::erase(others, mac);
}

int set_multicast(eth_port& port, std::span<const rte_ether_addr> list) {
    for (const mac_address& old : std::vector(port.other_addresses))
        if (old.is_group())
            listen(port, old, false);
    for (const rte_ether_addr& address : list)
        listen(port, from(address), true);
    return 0;
}

/// Promiscuous and allmulticast: 0 also if it is so already.
int set_wish(std::uint16_t id, bool eth_port::*wish, void (eth_device::*apply)(bool), bool wanted) {
    eth_port& port = port_at(id);
    if (port.*wish != wanted)
        (*port.device.*apply)(wanted);
    port.*wish = wanted;
    return 0;
}

} // namespace

extern "C" {

int rte_eth_macaddr_get(std::uint16_t port_id, rte_ether_addr* mac_addr) {
    return guarded([=] {
        *mac_addr = to_ether(port_at(port_id).device->mac());
        return 0;
    });
}

int rte_eth_macaddrs_get(std::uint16_t port_id, rte_ether_addr* ma, unsigned num) {
    return guarded([=] {
        const eth_port& port = port_at(port_id);
        std::vector<mac_address> all{port.device->mac()};
        all.insert(all.end(), port.other_addresses.begin(), port.other_addresses.end());
        const std::size_t n = std::min<std::size_t>(all.size(), num);
        std::transform(all.begin(), all.begin() + static_cast<std::ptrdiff_t>(n), ma, to_ether);
        return static_cast<int>(n);
    });
}

int rte_eth_dev_default_mac_addr_set(std::uint16_t port_id, rte_ether_addr* mac_addr) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if (rte_is_valid_assigned_ether_addr(mac_addr) == 0)
            throw port_error(port, "that is no address for a station", EINVAL);
        port.device->set_mac(from(*mac_addr));
        return 0;
    });
}

int rte_eth_dev_mac_addr_add(std::uint16_t port_id, rte_ether_addr* mac_addr, std::uint32_t pool) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if (pool >= RTE_ETH_MAX_VMDQ_POOL || !port.addresses_of_pools.add(from(*mac_addr), pool))
            throw port_error(port, "there is no room for another address, or no such pool", ENOSPC);
        listen(port, from(*mac_addr), true);
        return 0;
    });
}

int rte_eth_dev_mac_addr_remove(std::uint16_t port_id, rte_ether_addr* mac_addr) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if (from(*mac_addr) == port.device->mac())
            return -EADDRINUSE;
        listen(port, from(*mac_addr), false);
        port.addresses_of_pools.remove(from(*mac_addr));
        return 0;
    });
}

int rte_eth_dev_set_mc_addr_list(std::uint16_t port_id, rte_ether_addr* mc_addr_set, std::uint32_t nb_mc_addr) {
    return guarded([=] { return set_multicast(port_at(port_id), {mc_addr_set, nb_mc_addr}); });
}

int rte_eth_promiscuous_enable(std::uint16_t port_id) {
    return guarded([=] { return set_wish(port_id, &eth_port::promiscuous, &eth_device::promiscuous, true); });
}
int rte_eth_promiscuous_disable(std::uint16_t port_id) {
    return guarded([=] { return set_wish(port_id, &eth_port::promiscuous, &eth_device::promiscuous, false); });
}
int rte_eth_promiscuous_get(std::uint16_t port_id) {
    const eth_port* const port = ports().find(port_id);
    return port == nullptr ? -1 : port->promiscuous ? 1 : 0;
}
int rte_eth_allmulticast_enable(std::uint16_t port_id) {
    return guarded([=] { return set_wish(port_id, &eth_port::allmulticast, &eth_device::allmulticast, true); });
}
int rte_eth_allmulticast_disable(std::uint16_t port_id) {
    return guarded([=] { return set_wish(port_id, &eth_port::allmulticast, &eth_device::allmulticast, false); });
}
int rte_eth_allmulticast_get(std::uint16_t port_id) {
    const eth_port* const port = ports().find(port_id);
    return port == nullptr ? -1 : port->allmulticast ? 1 : 0;
}

} // extern "C"

} // namespace xdpk::dpdk
