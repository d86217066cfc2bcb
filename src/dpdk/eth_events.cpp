// SPDX-License-Identifier: BSD-3-Clause
#include "eth_events.hpp"

#include "eth_port.hpp"
#include "link_watch.hpp"

#include <algorithm>
#include <mutex>
#include <vector>

namespace xdpk::dpdk {

namespace {

struct listener {
    std::uint16_t port; ///< RTE_ETH_ALL: every
    rte_eth_event_type event;
    rte_eth_dev_cb_fn call;
    void* argument;

    bool operator==(const listener&) const = default;
};

struct all_listeners {
    std::mutex lock;
    std::vector<listener> list;
};

all_listeners& listeners() {
    static auto* const all = new all_listeners;
    return *all;
}

} // namespace

void tell(std::uint16_t port, rte_eth_event_type event) noexcept {
    std::vector<listener> now;
    {
        const std::lock_guard hold(listeners().lock);
        now = listeners().list;
    }
    for (const listener& l : now)
        if (l.event == event && (l.port == port || l.port == RTE_ETH_ALL))
            l.call(port, event, l.argument, nullptr);
}

void forget_events(std::uint16_t port) noexcept {
    const std::lock_guard hold(listeners().lock);
    std::erase_if(listeners().list, [port](const listener& l) { return l.port == port; });
}

void watch_link(eth_port& port) {
    port.last_link = port.device->link().val64;
    if (port.conf.intr_conf.lsc != 0 || port.conf.intr_conf.rmv != 0)
        link_watch::instance().add(port);
}

void unwatch_link(eth_port& port) noexcept { link_watch::instance().remove(port); }

extern "C" {

int rte_eth_dev_callback_register(std::uint16_t port_id, rte_eth_event_type event, rte_eth_dev_cb_fn cb_fn,
                                  void* cb_arg) {
    if (cb_fn == nullptr || (port_id != RTE_ETH_ALL && ports().find(port_id) == nullptr))
        return -EINVAL;
    const std::lock_guard hold(listeners().lock);
    const listener wanted{.port = port_id, .event = event, .call = cb_fn, .argument = cb_arg};
    auto& list = listeners().list;
    if (std::ranges::find(list, wanted) == list.end())
        list.push_back(wanted);
    return 0;
}

int rte_eth_dev_callback_unregister(std::uint16_t port_id, rte_eth_event_type event, rte_eth_dev_cb_fn cb_fn,
                                    void* cb_arg) {
    if (cb_fn == nullptr)
        return -EINVAL;
    const bool any = cb_arg == reinterpret_cast<void*>(-1);
    const std::lock_guard hold(listeners().lock);
    std::erase_if(listeners().list, [&](const listener& l) {
        return l.port == port_id && l.event == event && l.call == cb_fn && (any || l.argument == cb_arg);
    });
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
