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
    unsigned rx = 0, tx = 0, rx_max = 0; ///< combined ones count in both directions
    bool combined = false;
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

    fd socket_;
    std::string ifname_;
};

/// A feature by its name in the kernel ("tx-checksum-ip-generic", "rx-lro").
struct feature {
    std::string name{};
    bool on = false;
    bool fixed = false; ///< cannot be changed
};

[[nodiscard]] offloads sum_up(const std::vector<feature>& features);

} // namespace xdpk::detail
