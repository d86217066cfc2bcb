// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_ethdev.h>

#include <cstdint>

namespace xdpk::dpdk {

struct eth_port;

/// Calls those who want to know of an event, in this thread.
void tell(std::uint16_t port, rte_eth_event_type event) noexcept;
/// Forgets who wants to know of a port that is gone.
void forget_events(std::uint16_t port) noexcept;

/// Follows the kernel's word on a started port's link, if its configuration asks for that; a thread of its own tells.
void watch_link(eth_port& port);
void unwatch_link(eth_port& port) noexcept;

} // namespace xdpk::dpdk
