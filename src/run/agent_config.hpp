// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "io/steering.hpp"

#include <xdpk/io/xdp_program.hpp>
#include <xdpk/run/config_reader.hpp>

#include <chrono>
#include <cstdint>
#include <optional>
#include <string>
#include <sys/types.h>
#include <vector>

namespace xdpk {

/// Who may have what of a device. Each of `user` and `group` that is given must be the peer's.
struct agent_client {
    std::optional<uid_t> user{};
    std::optional<gid_t> group{}; ///< one of the process's groups
    bool sockets = true;          ///< ready-made AF_XDP sockets
    bool busy_poll = true;        ///< busy polling set up on its sockets
    bool move = false;            ///< the device moved into its network namespace

    bool operator==(const agent_client&) const = default;
};

/// Owner and mode of a file that the agent makes.
struct agent_file {
    uid_t owner = 0;
    gid_t group = 0;
    mode_t mode = 0660;

    bool operator==(const agent_file&) const = default;
};

/// Most of what a client may ask of busy polling.
struct agent_busy_poll {
    std::chrono::microseconds time{1000};
    std::uint32_t budget = 256; ///< packets

    bool operator==(const agent_busy_poll&) const = default;
};

/// A device whose XSKMAP the agent hands out.
struct agent_device_config {
    std::string name{};
    std::string pool{};       ///< devices of one are served on each other's sockets too; empty: by itself
    std::uint32_t queues = 0; ///< entries of the map; 0: as many as the device can have
    attach_mode mode = attach_mode::automatic;
    std::string object{};   ///< a BPF object file with an XSKMAP named xsks_map; empty: our own program
    std::string function{}; ///< its program; empty: the only one
    std::string pin{};      ///< of a map whose program somebody else attaches; empty: the agent attaches one
    agent_file socket{};
    agent_file map{};
    agent_busy_poll busy_poll{};
    std::vector<agent_client> clients{};
    std::vector<steering_filter> filters{};

    bool operator==(const agent_device_config&) const = default;
};

/// What a file for `xdpk agent` says.
struct agent_config {
    std::string sockets = "/run/xdpk/afxdp_dp"; ///< DIR: DIR/DEVICE/afxdp.sock
    std::string pins = "/sys/fs/bpf/xdpk";      ///< DIR: DIR/DEVICE/xsks_map
    std::string state = "/run/xdpk/agent";      ///< what a restarted agent has to know
    bool keep = true;                           ///< at SIGTERM programs, pins and filters stay for the next start
    std::uint32_t connections = 32;             ///< at a time, of one user on one socket
    std::chrono::milliseconds patience{10000};  ///< for `/connect`, and for clients that do not take their answer
    std::chrono::milliseconds idle{0};          ///< a connection that is silent for so long is closed; 0: never
    std::vector<agent_device_config> devices{};
};

/// Reads all keys of a configuration.
void read_agent_config(config_reader& reader, agent_config& config);

/// Reads a file. Throws config_error with all that is wrong, or xdpk::error if it cannot be read.
[[nodiscard]] agent_config load_agent_config(const std::string& path);

/// DIR/DEVICE/afxdp.sock.
[[nodiscard]] std::string socket_path(const agent_config& config, const std::string& device);

} // namespace xdpk
