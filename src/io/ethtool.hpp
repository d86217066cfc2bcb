// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::detail {

/// Queues a driver uses and could use.
struct channels {
    unsigned rx = 0, tx = 0, rx_max = 0, tx_max = 0; ///< combined ones count in both directions
};

/// Read-only SIOCETHTOOL queries on one interface, in the network namespace of the thread that made the object. What
/// the driver does not support is empty.
class ethtool {
public:
    /// Throws xdpk::error if no socket can be had.
    explicit ethtool(std::string ifname);

    [[nodiscard]] std::string driver() const;
    [[nodiscard]] std::optional<detail::channels> channels() const;
    [[nodiscard]] std::optional<ring_sizes> rings() const;
    [[nodiscard]] std::optional<offloads> offload() const;
    [[nodiscard]] std::optional<rss> spread() const;

private:
    /// Runs the request that `data` starts with; false if the kernel refuses.
    bool query(void* data) const;
    [[nodiscard]] std::vector<std::string> feature_names() const;
    [[nodiscard]] std::vector<std::string> active_features() const;

    fd socket_;
    std::string ifname_;
};

/// Sums up names of features that are on ("tx-checksum-ip-generic", "rx-lro").
[[nodiscard]] offloads offloads_of(const std::vector<std::string>& active);

} // namespace xdpk::detail
