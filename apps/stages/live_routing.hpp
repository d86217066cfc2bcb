// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "external_routing.hpp"
#include "kernel_tables.hpp"

#include <xdpk/run/runner.hpp>
#include <xdpk/stage/kernel.hpp>

#include <array>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

namespace xdpk::stages {

/// The kernel's part in routing.
struct kernel_part {
    bool follow = false; ///< addresses and routes are its own, besides the routes of the configuration
    /// Ports whose addresses the kernel has on a tap, which is a port of ours too.
    std::vector<kernel_config::pair> taps{};
};

/// Routing that is kept up to date. Control thread.
class live_routing {
public:
    /// What an update has changed.
    struct change {
        bool own = false;    ///< our addresses
        bool routes = false; ///< flows may have another way now
    };

    /// `hops` as of make_routing(). Throws xdpk::error.
    live_routing(const routing_config& config, const external_addresses& external, kernel_part kernel,
                 const std::vector<port_info>& ports, std::shared_ptr<hop_table> hops = nullptr);

    [[nodiscard]] const routing& now() const noexcept { return routing_.way; }
    /// For whom arp and nd answer.
    [[nodiscard]] const own_addresses& answered() const noexcept { return routing_.answered; }
    [[nodiscard]] const std::vector<kernel_config::pair>& taps() const noexcept { return kernel_.taps; }
    /// By port, our Ethernet address there: the tap's, where the kernel has our addresses on one.
    [[nodiscard]] const std::array<mac_address, max_ports>& macs() const noexcept { return macs_; }

    /// Readable when update() has something to do besides what it does once a second; -1: never.
    [[nodiscard]] int wait_fd() const noexcept { return tables_ ? tables_->wait_fd() : -1; }
    /// Throws xdpk::error if the kernel can no longer be heard.
    change update();
    /// Adds a route by one gateway, port, tunnel or kind, or changes it, until the configuration is read again or the
    /// kernel tells another. update() has flows decided anew. Throws xdpk::error, and changes nothing, if it cannot be.
    void set(const static_route& route);
    /// Throws xdpk::error if there is none such.
    void erase(const address_block& destination);
    /// No worker is in a burst that it began before the last update, nor remembers a hop from then. Throws xdpk::error
    /// if not all of the kernel's routes find room.
    void reclaim();

private:
    void follow(const routing_config& config, const external_addresses& external, const std::vector<port_info>& ports);
    void take_own();
    [[nodiscard]] route_target target_of(const static_route& route);
    [[nodiscard]] port_id port_of(const ip_address& gateway) const;
    void let_go_unused(const std::vector<weighted_hop>& hops);

    kernel_part kernel_;
    std::array<mac_address, max_ports> macs_{};
    external_routing routing_;
    std::optional<kernel_tables> tables_;
    std::uint32_t swept_ = 0; ///< second
    std::uint64_t seen_ = 0;  ///< changes of the forwarding table
};

} // namespace xdpk::stages
