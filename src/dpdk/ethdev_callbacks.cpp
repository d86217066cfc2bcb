// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

namespace xdpk::dpdk {

namespace {

const rte_eth_rxtx_callback* handle_of(const queue_callback* c) {
    return reinterpret_cast<const rte_eth_rxtx_callback*>(c);
}

eth_port& port_with_queue(std::uint16_t id, std::uint16_t queue, bool receives) {
    eth_port& port = port_at(id);
    if (queue >= (receives ? port.rx.size() : port.tx.size()))
        throw port_error(port, "has no queue " + std::to_string(queue), EINVAL);
    return port;
}

const rte_eth_rxtx_callback* add_rx(std::uint16_t id, std::uint16_t queue, rte_rx_callback_fn fn, void* argument,
                                    bool first) {
    eth_port& port = port_with_queue(id, queue, true);
    if (fn == nullptr)
        throw port_error(port, "no callback given", EINVAL);
    const queue_callback* const added = rx_callbacks(port, queue).add({.rx = fn, .argument = argument}, first);
    if (port.started)
        refresh_rx(port, queue);
    return handle_of(added);
}

const rte_eth_rxtx_callback* add_tx(std::uint16_t id, std::uint16_t queue, rte_tx_callback_fn fn, void* argument) {
    eth_port& port = port_with_queue(id, queue, false);
    if (fn == nullptr)
        throw port_error(port, "no callback given", EINVAL);
    const queue_callback* const added = tx_callbacks(port, queue).add({.tx = fn, .argument = argument}, false);
    if (port.started)
        refresh_tx(port, queue);
    return handle_of(added);
}

int remove(std::uint16_t id, std::uint16_t queue, const rte_eth_rxtx_callback* callback, bool receives) {
    eth_port& port = port_with_queue(id, queue, receives);
    callback_layer& layer = receives ? rx_callbacks(port, queue) : tx_callbacks(port, queue);
    if (!layer.remove(reinterpret_cast<const queue_callback*>(callback)))
        return -EINVAL;
    if (port.started && receives)
        refresh_rx(port, queue);
    else if (port.started)
        refresh_tx(port, queue);
    return 0;
}

} // namespace

extern "C" {

const rte_eth_rxtx_callback* rte_eth_add_rx_callback(std::uint16_t port_id, std::uint16_t queue_id,
                                                     rte_rx_callback_fn fn, void* user_param) {
    return guarded_pointer([=] { return add_rx(port_id, queue_id, fn, user_param, false); });
}

const rte_eth_rxtx_callback* rte_eth_add_first_rx_callback(std::uint16_t port_id, std::uint16_t queue_id,
                                                           rte_rx_callback_fn fn, void* user_param) {
    return guarded_pointer([=] { return add_rx(port_id, queue_id, fn, user_param, true); });
}

const rte_eth_rxtx_callback* rte_eth_add_tx_callback(std::uint16_t port_id, std::uint16_t queue_id,
                                                     rte_tx_callback_fn fn, void* user_param) {
    return guarded_pointer([=] { return add_tx(port_id, queue_id, fn, user_param); });
}

int rte_eth_remove_rx_callback(std::uint16_t port_id, std::uint16_t queue_id, const rte_eth_rxtx_callback* user_cb) {
    return guarded([=] { return remove(port_id, queue_id, user_cb, true); });
}

int rte_eth_remove_tx_callback(std::uint16_t port_id, std::uint16_t queue_id, const rte_eth_rxtx_callback* user_cb) {
    return guarded([=] { return remove(port_id, queue_id, user_cb, false); });
}

} // extern "C"

} // namespace xdpk::dpdk
