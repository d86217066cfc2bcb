// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_layers.hpp"
#include "eth_queue.hpp"
#include "flow_rules.hpp"

#include <xdpk/dpdk/rte_ring.h>

namespace xdpk::dpdk {

/// Flow rules around a receive queue: packets of its own that the rules leave to it, and those that others' rules move
/// here.
struct flow_layer final : queue_layer {
    flow_layer(eth_port& of, std::uint16_t number);
    ~flow_layer() override;

    flow_rules* rules;
    eth_queue* device;
    std::uint16_t queue;
    rte_ring* moved;
    std::atomic<const flow_list*> held = nullptr; ///< the list that a burst is in
};

/// Puts rules around the receive queues of a port, without the other layers.
void lay_flows(eth_port& port);
/// The same, the other layers too, if it is started and has got its first rule.
void lay_flows_if_wanted(eth_port& port);
/// One change at a time: held around lay_flows_if_wanted().
[[nodiscard]] std::mutex& flow_changes();

} // namespace xdpk::dpdk
