// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bound_socket.hpp"
#include "device_arguments.hpp"
#include "eth_device.hpp"
#include "kernel_interface.hpp"

#include "io/promiscuous.hpp"
#include "io/xsk_port.hpp"

#include <optional>

namespace xdpk::dpdk {

/// A netdev by AF_XDP.
class xsk_device final : public eth_device {
public:
    /// `name` is for errors. Throws xdpk::error if there is no such interface.
    xsk_device(std::string name, af_xdp_arguments arguments);

    [[nodiscard]] const char* driver() const noexcept override { return "net_af_xdp"; }
    [[nodiscard]] const char* netdev() const noexcept override { return arguments_.interface.c_str(); }
    void describe(rte_eth_dev_info& info) const override;
    [[nodiscard]] int numa_node() const noexcept override { return facts_.numa_node.value_or(-1); }
    [[nodiscard]] std::uint32_t receive_queues() const noexcept override { return own_queues(); }
    [[nodiscard]] open_queues start(const queue_plan& plan) override;
    void stop() noexcept override;
    void release() noexcept override { port_.reset(); }

    [[nodiscard]] rte_eth_link link() const noexcept override;
    void set_up(bool up) override { interface_.set_up(up); }
    [[nodiscard]] bool gone() const noexcept override { return !interface_.running().has_value(); }
    [[nodiscard]] mac_address mac() const override { return interface_.mac(); }
    void set_mac(const mac_address& mac) override { interface_.set_mac(mac); }
    void accept(const mac_address& other, bool wanted) override;
    void promiscuous(bool wanted) override;
    void allmulticast(bool wanted) override;
    [[nodiscard]] std::uint16_t mtu() const override { return interface_.mtu(); }
    void set_mtu(std::uint16_t mtu) override { interface_.set_mtu(mtu); }

private:
    [[nodiscard]] std::uint32_t own_queues() const noexcept;
    [[nodiscard]] std::string port_text(const queue_plan& plan, std::size_t sockets) const;
    [[nodiscard]] rte_mempool& pool_for(const queue_plan& plan, std::size_t index);
    [[nodiscard]] std::shared_ptr<bound_socket> open(const queue_plan& plan, std::size_t index);
    [[nodiscard]] device_memberships& memberships();

    std::string name_;
    af_xdp_arguments arguments_;
    nic_facts facts_;
    kernel_interface interface_;
    std::unique_ptr<xsk_port> port_;
    std::vector<rte_mempool*> own_pools_; ///< of queues whose pools are no frames
    std::optional<promiscuous_mode> promiscuity_;
    std::optional<device_memberships> memberships_;
};

} // namespace xdpk::dpdk
