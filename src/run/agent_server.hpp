// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "agent_connection.hpp"
#include "agent_listener.hpp"
#include "agent_log.hpp"

#include <chrono>
#include <cstdint>
#include <list>
#include <map>
#include <memory>

namespace xdpk {

/// `xdpk agent`: keeps the redirect programs of its devices and hands out their XSKMAPs, over a socket for each, to the
/// clients that its configuration allows. One thread; no client makes another wait.
class agent_server {
public:
    /// Connections at a time, all together.
    static constexpr std::size_t most_connections = 256;

    /// Attaches all programs or takes them over, then listens. Throws xdpk::error; programs that are attached by then
    /// stay, for the next try.
    explicit agent_server(const agent_config& config);

    /// Readable when serve() has something to do.
    [[nodiscard]] int wait_fd() const noexcept { return events_.get(); }
    void serve();
    /// Ends connections whose time is up, looks after the devices, and says how long it may take until the next call.
    [[nodiscard]] std::chrono::milliseconds tend();

    /// Another configuration, wholly or not at all: throws xdpk::error with everything as it was before. Clients keep
    /// what they have, except of devices that are no longer in it: these are taken off.
    void reload(const agent_config& next);
    [[nodiscard]] const agent_config& config() const noexcept { return config_; }

    /// Takes everything off.
    void remove() noexcept;

private:
    struct served_socket {
        served_socket(std::string path, agent_device& d) : socket(std::move(path), d.config().socket), device(&d) {}
        agent_listener socket;
        agent_device* device;
    };

    void listen_for(agent_device& device);
    void bring_in(const agent_device_config& wanted);
    void go_back() noexcept;
    void drop_unwanted() noexcept;
    void drop(std::list<agent_device>::iterator device) noexcept;
    void accept_all(const served_socket& listener, std::uint64_t id);
    void take_in(fd socket, agent_device& device);
    [[nodiscard]] bool is_full(const agent_peer& peer, const agent_device& device) const;
    void serve_client(std::uint64_t id);
    [[nodiscard]] bool watch(int operation, int number, std::uint32_t what, std::uint64_t id) const;
    void listen_again();

    agent_config config_;
    agent_log log_;
    fd events_;
    std::list<agent_device> devices_;
    std::map<std::uint64_t, served_socket> listeners_; ///< one for each device
    std::map<std::uint64_t, agent_connection> clients_;
    std::uint64_t next_id_ = 0; ///< of listeners and clients, in the event queue
    bool paused_ = false;       ///< no descriptors were left for a client
};

/// Takes off all that an agent with this configuration left: programs, pins, filters, sockets; devices come back.
/// Throws xdpk::error if one is running.
void remove_agent(const agent_config& config);

} // namespace xdpk
