// SPDX-License-Identifier: BSD-3-Clause
#include "eal_devices.hpp"
#include "eth_port.hpp"
#include "log_error.hpp"
#include "process_group.hpp"

#include <chrono>
#include <thread>

namespace xdpk::dpdk {

namespace {

using namespace std::chrono_literals;

// A thread that is in a burst when its queues go is through by then.
constexpr auto longest_burst = 20ms;

/// Those of a port's sockets that have come so far.
std::vector<fd>& gathered() {
    static auto& only = *new std::vector<fd>;
    return only;
}

eth_port* made(std::uint16_t id, port_record& record) {
    eth_port* const known = ports().find(id);
    if (known != nullptr)
        return known;
    try {
        return &ports().add_shared(
            id, record, make_shared_device({.name = record.name.data(), .arguments = record.arguments.data()}));
    } catch (const std::exception& failure) {
        log_error("port " + std::to_string(id) + " is not there in this process: " + failure.what());
        return nullptr;
    }
}

void close(eth_port& port) noexcept {
    if (!port.started)
        return;
    silence(port.id);
    std::this_thread::sleep_for(longest_burst);
    stop_port(port);
}

void open(eth_port& port, std::vector<fd> files) {
    try {
        start_shared_port(port, std::move(files));
    } catch (const std::exception& failure) {
        log_error(std::string("this process neither receives nor sends by port ") + port.name + ": " + failure.what());
    }
}

} // namespace

void take_port(const process_message& message, std::vector<fd> files) {
    for (fd& file : files)
        gathered().push_back(std::move(file));
    if (message.more)
        return;
    files = std::exchange(gathered(), {});
    const auto id = static_cast<std::uint16_t>(message.number);
    const auto state = static_cast<port_state>(message.status);
    eth_port* port = ports().find(id);
    if (port != nullptr && state != port_state::started)
        close(*port);
    if (port != nullptr && state == port_state::gone)
        ports().remove(*port);
    if (state == port_state::gone)
        return;
    port = made(id, *reinterpret_cast<port_record*>(message.address));
    if (port != nullptr && state == port_state::started && !port->started)
        open(*port, std::move(files));
}

void silence_ports() noexcept {
    for (std::uint16_t id = 0; id < RTE_MAX_ETHPORTS; ++id)
        silence(id);
}

} // namespace xdpk::dpdk
