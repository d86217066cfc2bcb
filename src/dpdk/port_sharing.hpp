// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_port.hpp"
#include "process_group.hpp"

namespace xdpk::dpdk {

/// A record for a port of that name, in the arena. Throws xdpk::error.
[[nodiscard]] port_record* new_record(const std::string& name);
void free_record(port_record* record) noexcept;

/// Writes down how a port is set up, for secondary processes; and sets a port of theirs up so.
void write_record(const eth_port& port);
void read_record(eth_port& port);

/// What secondary processes are told of a port that is started.
[[nodiscard]] shared_port shared(const eth_port& port);

/// In place of receive queues that are fed by software, which one process does: they receive nothing, and the log says
/// so.
[[nodiscard]] std::vector<std::unique_ptr<eth_queue>> no_spread_queues(const eth_port& port);

} // namespace xdpk::dpdk
