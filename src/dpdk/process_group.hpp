// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_device.hpp"
#include "port_record.hpp"
#include "process_channel.hpp"

#include <string>
#include <vector>

namespace xdpk::dpdk {

/// How processes that share an arena find each other, and what they tell each other of.

/// Whether this process uses the memory and the ports of another one.
[[nodiscard]] bool is_secondary() noexcept;

// ---- the primary process ----

/// Makes this process the primary one of a prefix. False: another one is. Throws xdpk::error.
[[nodiscard]] bool claim_prefix(const std::string& prefix);
/// Secondary processes may come from now on.
void serve_secondaries();
/// None may come any more. False: one is there.
[[nodiscard]] bool refuse_secondaries();

/// A port, as secondaries are told of it.
struct shared_port {
    port_state state = port_state::gone;
    port_record* record = nullptr;
    std::vector<int> files{};         ///< of its sockets; while it is started
    std::vector<eth_queue*> queues{}; ///< that others may use
};
/// Tells all secondaries of a port's new state, those that come later too; waits until they have taken it in. Does
/// nothing in a secondary.
void publish_port(std::uint16_t id, const shared_port& port);
/// Sends a message to all secondaries: to how many.
int send_to_secondaries(const process_message& message, std::span<const int> files);
/// To the one of them that a message came from.
bool send_to_secondary(std::uint64_t who, const process_message& message, std::span<const int> files);

// ---- a secondary process ----

/// Joins the primary process of a prefix: its memory is there then. False: there is none. Throws xdpk::error.
[[nodiscard]] bool join_primary(const std::string& prefix);
/// Makes the ports that the primary has, and follows it from now on.
void follow_primary();
/// Asks the primary: its answer's status, or a negative errno.
int ask_primary(message_kind kind, const std::string& text);
bool send_to_primary(const process_message& message, std::span<const int> files);
[[nodiscard]] bool primary_lives() noexcept;

/// A port of the primary is in another state.
void take_port(const process_message& message, std::vector<fd> files);
/// The primary is gone: nothing is received or sent any more.
void silence_ports() noexcept;

// ---- both ----

/// A message of the program's has come, from secondary `who` or from the primary.
void take_program_message(std::uint64_t who, const process_message& message, std::vector<fd> files);
/// Ends a device, or makes one, for all processes. Throw xdpk::error.
void attach_for_secondary(const std::string& device);
void detach_for_secondary(const std::string& device);

/// Which library, with which layout of shared memory, this is.
[[nodiscard]] std::string shared_layout();

} // namespace xdpk::dpdk
