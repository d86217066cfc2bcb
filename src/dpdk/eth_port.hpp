// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "device.hpp"
#include "eth_device.hpp"
#include "eth_layers.hpp"
#include "flow_rules.hpp"
#include "pool_addresses.hpp"
#include "port_clock.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/dpdk/rte_epoll.h>

#include <array>
#include <atomic>
#include <bitset>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace xdpk::dpdk {

/// Port `id` of the program: a device, its configuration, and while it is started its queues.
struct eth_port {
    eth_port(std::uint16_t number, std::string given_name, std::unique_ptr<eth_device> what)
        : id(number), name(std::move(given_name)), device(std::move(what)) {
        kind.name = device->driver();
        shown = {.name = name, .driver = &kind, .numa_node = device->numa_node(), .bus_info = {}};
    }
    eth_port(const eth_port&) = delete;
    eth_port& operator=(const eth_port&) = delete;
    ~eth_port() = default;

    std::uint16_t id;
    std::string name;
    std::unique_ptr<eth_device> device;
    rte_driver kind{};
    rte_device shown; ///< the device, as rte_dev.h shows it
    rte_eth_dev_owner owner{};
    std::uint32_t device_flags = RTE_ETH_DEV_INTR_LSC | RTE_ETH_DEV_INTR_RMV;

    bool configured = false;
    bool started = false;
    rte_eth_conf conf{};
    std::vector<std::uint8_t> rss_key{};
    std::vector<std::uint16_t> reta{}; ///< queue by hash; empty: the program gave none
    std::vector<rx_setup> rx{};
    std::vector<tx_setup> tx{};
    open_queues queues{};
    std::vector<queue_layers> rx_layers{}; ///< around each receive queue
    std::vector<queue_layers> tx_layers{};
    flow_rules flows{};
    std::vector<rte_spinlock_t> tx_locks{}; ///< of transmit queues that are shared

    bool promiscuous = false;
    bool allmulticast = false;
    std::vector<mac_address> other_addresses{};
    pool_addresses addresses_of_pools{};
    std::uint32_t ptypes = 0;                 ///< layers of packet types that are told
    bool ptypes_refused = false;              ///< the program wants none
    rte_eth_stats past{};                     ///< of queues that are closed
    rte_eth_stats zero{};                     ///< what counted when the counters were reset
    std::vector<std::uint64_t> xstats_zero{}; ///< likewise, while the port is started
    std::atomic<std::uint64_t> last_link = 0;
    std::vector<std::unique_ptr<rte_epoll_event>> wake_events{}; ///< of receive queues that somebody waits for
    std::bitset<4096> vlans{};                                   ///< those that a filter lets through

    std::atomic<bool> timesync = false; ///< IEEE 1588 packets are stamped
    port_clock clock{};
    std::atomic<std::uint64_t> rx_stamp = 0; ///< by the port's clock; 0: none
    std::atomic<std::uint64_t> tx_stamp = 0;
};

/// The ports of the process. Made and removed by the control thread.
class eth_ports {
public:
    /// The port, or nullptr.
    [[nodiscard]] eth_port* find(std::uint16_t id) noexcept;
    [[nodiscard]] eth_port* find(std::string_view name) noexcept;
    /// Adds a port under the lowest free number. Throws xdpk::error.
    eth_port& add(std::string name, std::unique_ptr<eth_device> device);
    /// Stops the port if need be, and ends it.
    void remove(eth_port& port) noexcept;

private:
    std::array<std::unique_ptr<eth_port>, RTE_MAX_ETHPORTS> ports_{};
};
[[nodiscard]] eth_ports& ports();

/// The port, which a C function was asked for. Throws xdpk::error with ENODEV.
[[nodiscard]] eth_port& port_at(std::uint16_t id);
[[nodiscard]] error port_error(const eth_port& port, const std::string& what, int code, const std::string& hint = {});

/// Says whose port it is: nobody's, or a library's of the program.
void set_owner(eth_port& port, const rte_eth_dev_owner& owner) noexcept;

/// Opens the device's queues, lays the layers that the configuration asks for around them, and lets programs use them.
void start_port(eth_port& port);
/// The opposite. No thread uses a queue.
void stop_port(eth_port& port) noexcept;

/// Neither receives nor sends: what stands for queues that are not started.
[[nodiscard]] xdpk_eth_queue* idle_queue() noexcept;

} // namespace xdpk::dpdk
