// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "kernel_devices.hpp"

#include <xdpk/io/kernel_monitor.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/own_addresses.hpp>
#include <xdpk/stage/refusal.hpp>

#include <cstdint>
#include <map>
#include <memory>
#include <utility>

namespace xdpk::stages {

/// The kernel's neighbours at our ports, in a hop table. Control thread.
///
/// Those that an administrator has set are fixed until they are removed. The others tell where to begin: a hop gets
/// the address that the kernel has heard, some time ago, so that the resolve stage asks for it soon; what the arp and
/// nd stages hear counts. The kernel forgets neighbours that it has nothing to say to, and does not hear all that comes
/// in by our ports: that it knows one no more says nothing.
class followed_neighbours {
public:
    explicit followed_neighbours(std::shared_ptr<hop_table> hops) : hops_(std::move(hops)) {}

    /// `now`: of the clock of the stages that resolve.
    void hear(const kernel_change<kernel_neighbour>& change, const kernel_devices& devices, std::uint32_t now);
    void start_over() noexcept { ++round_; }
    void finish();

private:
    struct followed {
        mac_address mac{};
        bool permanent = false;
        std::uint64_t round = 0;
    };
    using who = std::pair<port_id, ip_address>;

    void tell(const who& which, const followed& known, const mac_address& own, std::uint32_t now);
    void forget(const who& which, const followed& known);

    std::shared_ptr<hop_table> hops_;
    std::map<who, followed> followed_;
    std::uint64_t round_ = 0;
};

/// The kernel's addresses at our ports: ours too. Control thread.
class followed_addresses {
public:
    void hear(const kernel_change<kernel_address>& change, const kernel_devices& devices);
    void start_over() noexcept { ++round_; }
    void finish();

    [[nodiscard]] own_addresses own() const;
    /// The first address of each family that is not link-local.
    [[nodiscard]] refusal_source errors() const;
    /// Whether it is no longer as it was when this was asked last.
    [[nodiscard]] bool take_change() noexcept { return std::exchange(changed_, false); }

private:
    struct followed {
        mac_address mac{};
        std::uint64_t round = 0;
    };

    std::map<std::pair<port_id, ip_address>, followed> followed_;
    std::uint64_t round_ = 0;
    bool changed_ = false;
};

} // namespace xdpk::stages
