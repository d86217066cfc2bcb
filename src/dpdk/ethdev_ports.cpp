// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

#include <atomic>
#include <cstring>

namespace xdpk::dpdk {

namespace {

template <class F>
std::uint16_t next_port(std::uint32_t from, F fits) {
    for (std::uint32_t id = from; id < RTE_MAX_ETHPORTS; ++id)
        if (const eth_port* const port = ports().find(static_cast<std::uint16_t>(id)); port != nullptr && fits(*port))
            return static_cast<std::uint16_t>(id);
    return RTE_MAX_ETHPORTS;
}

template <class F>
std::uint16_t count_ports(F fits) {
    std::uint16_t n = 0;
    for (std::uint32_t id = next_port(0, fits); id < RTE_MAX_ETHPORTS; id = next_port(id + 1, fits))
        ++n;
    return n;
}

constexpr auto any_port = [](const eth_port&) { return true; };
constexpr auto no_owner = [](const eth_port& p) { return p.owner.id == RTE_ETH_DEV_NO_OWNER; };

} // namespace

extern "C" {

std::uint64_t xdpk_eth_next_owned(std::uint16_t port_id, std::uint64_t owner_id) {
    return next_port(port_id, [owner_id](const eth_port& p) { return p.owner.id == owner_id; });
}
std::uint16_t rte_eth_find_next(std::uint16_t port_id) { return next_port(port_id, any_port); }
std::uint16_t rte_eth_find_next_of(std::uint16_t port_id_start, const rte_device* parent) {
    return next_port(port_id_start, [parent](const eth_port& p) { return &p.shown == parent; });
}
std::uint16_t rte_eth_find_next_sibling(std::uint16_t port_id_start, std::uint16_t ref_port_id) {
    return next_port(port_id_start, [ref_port_id](const eth_port& p) { return p.id == ref_port_id; });
}

int rte_eth_dev_owner_new(std::uint64_t* owner_id) {
    static std::atomic<std::uint64_t> last = RTE_ETH_DEV_NO_OWNER;
    *owner_id = ++last;
    return 0;
}

int rte_eth_dev_owner_set(const std::uint16_t port_id, const rte_eth_dev_owner* owner) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if (owner == nullptr || owner->id == RTE_ETH_DEV_NO_OWNER)
            return -EINVAL;
        if (port.owner.id != RTE_ETH_DEV_NO_OWNER && port.owner.id != owner->id)
            return -EPERM;
        set_owner(port, *owner);
        return 0;
    });
}

int rte_eth_dev_owner_unset(const std::uint16_t port_id, const std::uint64_t owner_id) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        if (port.owner.id != owner_id)
            return -EPERM;
        set_owner(port, {});
        return 0;
    });
}

int rte_eth_dev_owner_delete(const std::uint64_t owner_id) {
    for (std::uint16_t id = 0; id < RTE_MAX_ETHPORTS; ++id)
        if (eth_port* const port = ports().find(id); port != nullptr && port->owner.id == owner_id)
            set_owner(*port, {});
    return 0;
}

int rte_eth_dev_owner_get(const std::uint16_t port_id, rte_eth_dev_owner* owner) {
    return guarded([=] {
        *owner = port_at(port_id).owner;
        return 0;
    });
}

std::uint16_t rte_eth_dev_count_avail() { return count_ports(no_owner); }
std::uint16_t rte_eth_dev_count_total() { return count_ports(any_port); }
int rte_eth_dev_is_valid_port(std::uint16_t port_id) { return ports().find(port_id) != nullptr ? 1 : 0; }

int rte_eth_dev_socket_id(std::uint16_t port_id) {
    const eth_port* const port = ports().find(port_id);
    rte_errno = port == nullptr ? EINVAL : 0;
    return port == nullptr ? -1 : port->device->numa_node();
}

int rte_eth_dev_get_name_by_port(std::uint16_t port_id, char* name) {
    const eth_port* const port = ports().find(port_id);
    if (port == nullptr)
        return -ENODEV;
    if (name == nullptr)
        return -EINVAL;
    std::strcpy(name, port->name.c_str());
    return 0;
}

int rte_eth_dev_get_port_by_name(const char* name, std::uint16_t* port_id) {
    if (name == nullptr || port_id == nullptr)
        return -EINVAL;
    const eth_port* const port = ports().find(std::string_view(name));
    if (port == nullptr)
        return -ENODEV;
    *port_id = port->id;
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
