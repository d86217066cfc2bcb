// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_device.hpp"

namespace xdpk::dpdk {

/// Several ports as one.
class bond_device final : public eth_device {
public:
    explicit bond_device(std::uint8_t mode) noexcept : mode(mode) {}

    [[nodiscard]] const char* driver() const noexcept override { return "net_bonding"; }
    void describe(rte_eth_dev_info& info) const override;
    [[nodiscard]] std::uint32_t receive_queues() const noexcept override;
    [[nodiscard]] open_queues start(const queue_plan& plan) override;
    void stop() noexcept override;
    /// Up while one of its members is.
    [[nodiscard]] rte_eth_link link() const noexcept override;
    [[nodiscard]] mac_address mac() const override;
    void promiscuous(bool wanted) override;
    void allmulticast(bool wanted) override;

    [[nodiscard]] std::vector<std::uint16_t> active() const;

    std::uint8_t mode;
    std::vector<std::uint16_t> members{};
};

} // namespace xdpk::dpdk
