// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/net/mac_address.hpp>

#include <cstdint>
#include <optional>
#include <string>

namespace xdpk::dpdk {

/// What of a netdev a program may change. Throws xdpk::error, with what the kernel said.
class kernel_interface {
public:
    explicit kernel_interface(std::string name);

    [[nodiscard]] const std::string& name() const noexcept { return name_; }
    [[nodiscard]] std::uint16_t mtu() const;
    void set_mtu(std::uint16_t mtu);
    [[nodiscard]] mac_address mac() const;
    void set_mac(const mac_address& mac);
    void set_up(bool up);

    /// Whether packets can go out and come in; nothing if the interface is gone.
    [[nodiscard]] std::optional<bool> running() const noexcept;
    /// In Mbit/s, if the driver tells.
    [[nodiscard]] std::optional<std::uint32_t> speed() const;
    [[nodiscard]] bool full_duplex() const;

private:
    template <class F>
    void change(unsigned long request, const std::string& what, F set);

    std::string name_;
    fd socket_;
};

/// Whom the device listens to because of us. The kernel counts the wishes of all processes, and ends ours with the
/// socket however the process ends.
class device_memberships {
public:
    explicit device_memberships(int ifindex);
    void all_multicast(bool wanted);
    void address(const mac_address& mac, bool wanted);

private:
    void request(std::uint16_t type, const mac_address& mac, bool wanted, const std::string& what);

    fd socket_;
    int ifindex_;
};

} // namespace xdpk::dpdk
