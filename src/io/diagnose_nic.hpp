// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/diagnosis.hpp>

#include <string>
#include <vector>

namespace xdpk::detail {

/// How packets are spread and what is done to them before the XDP program sees them.
[[nodiscard]] finding judge_channels(const nic_facts& nic, unsigned cpus);
[[nodiscard]] finding judge_spread(const nic_facts& nic);
[[nodiscard]] finding judge_udp_spread(const nic_facts& nic);
[[nodiscard]] finding judge_busy_poll(const nic_facts& nic);
[[nodiscard]] finding judge_checksums(const nic_facts& nic);
[[nodiscard]] finding judge_vlan(const nic_facts& nic);
[[nodiscard]] finding judge_merging(const nic_facts& nic);

/// A command on a veth's peer, run where the peer is: "nsenter --net=/run/netns/a ethtool -K nic tx off".
[[nodiscard]] std::string on_peer(const veth_peer& peer, const std::string& command);

} // namespace xdpk::detail
