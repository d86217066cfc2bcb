// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"
#include "port_clock.hpp"

#include <cstdio>

namespace xdpk::dpdk {

namespace {

constexpr std::uint64_t second = 1'000'000'000;

timespec as_timespec(std::uint64_t ns) {
    return {.tv_sec = static_cast<time_t>(ns / second), .tv_nsec = static_cast<long>(ns % second)};
}

int set_timesync(std::uint16_t id, bool wanted) {
    eth_port& port = port_at(id);
    port.timesync = wanted;
    port.rx_stamp = port.tx_stamp = 0;
    if (!port.started)
        return 0;
    for (std::uint16_t q = 0; q < port.rx.size(); ++q) {
        refresh_rx_offloads(port, q);
        refresh_rx(port, q);
    }
    for (std::uint16_t q = 0; q < port.tx.size(); ++q) {
        refresh_tx_offloads(port, q);
        refresh_tx(port, q);
    }
    return 0;
}

/// Tells a time once.
int take_stamp(std::atomic<std::uint64_t>& stamp, timespec* timestamp) {
    const std::uint64_t ns = stamp.exchange(0);
    if (ns == 0)
        return -EINVAL;
    *timestamp = as_timespec(ns);
    return 0;
}

int unsupported(std::uint16_t id) { return ports().find(id) != nullptr ? -ENOTSUP : -ENODEV; }

} // namespace

extern "C" {

int rte_eth_read_clock(std::uint16_t port_id, std::uint64_t* clock) {
    if (ports().find(port_id) == nullptr)
        return -ENODEV;
    *clock = system_time();
    return 0;
}

int rte_eth_timesync_enable(std::uint16_t port_id) {
    return guarded([=] { return set_timesync(port_id, true); });
}
int rte_eth_timesync_disable(std::uint16_t port_id) {
    return guarded([=] { return set_timesync(port_id, false); });
}
int rte_eth_timesync_read_rx_timestamp(std::uint16_t port_id, timespec* timestamp, std::uint32_t) {
    return guarded([=] { return take_stamp(port_at(port_id).rx_stamp, timestamp); });
}
int rte_eth_timesync_read_tx_timestamp(std::uint16_t port_id, timespec* timestamp) {
    return guarded([=] { return take_stamp(port_at(port_id).tx_stamp, timestamp); });
}

int rte_eth_timesync_adjust_time(std::uint16_t port_id, std::int64_t delta) {
    return guarded([=] {
        port_at(port_id).clock.move(delta);
        return 0;
    });
}

int rte_eth_timesync_adjust_freq(std::uint16_t port_id, std::int64_t ppm) {
    return guarded([=] {
        port_at(port_id).clock.pace(static_cast<double>(ppm) / (65536.0 * 1e6));
        return 0;
    });
}

int rte_eth_timesync_read_time(std::uint16_t port_id, timespec* time) {
    return guarded([=] {
        *time = as_timespec(port_at(port_id).clock.now());
        return 0;
    });
}

int rte_eth_timesync_write_time(std::uint16_t port_id, const timespec* time) {
    return guarded([=] {
        const auto wanted =
            static_cast<std::uint64_t>(time->tv_sec) * second + static_cast<std::uint64_t>(time->tv_nsec);
        port_at(port_id).clock.set(wanted);
        return 0;
    });
}

int rte_eth_dev_fw_version_get(std::uint16_t port_id, char* fw_version, std::size_t fw_size) {
    if (ports().find(port_id) == nullptr)
        return -ENODEV;
    const int needed = std::snprintf(fw_version, fw_size, "xdpk") + 1;
    return static_cast<std::size_t>(needed) <= fw_size ? 0 : needed;
}

int rte_eth_dev_count_aggr_ports(std::uint16_t port_id) { return ports().find(port_id) != nullptr ? 0 : -ENODEV; }
int rte_eth_dev_map_aggr_tx_affinity(std::uint16_t port_id, std::uint16_t, std::uint8_t) {
    return unsupported(port_id);
}

} // extern "C"

} // namespace xdpk::dpdk
