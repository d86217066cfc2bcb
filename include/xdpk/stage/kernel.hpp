// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/net/ethernet.hpp>
#include <xdpk/stage/own_addresses.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace xdpk {

/// kernel: hands packets over to the kernel's stack through tap ports, and sends out what the kernel sends.
///
/// A port may have a tap port; what the kernel sends by the tap leaves by the port as it is. Of what comes in by the
/// port, the tap gets packets of the given ether types, those for our own addresses, and, if `rest` is set, all that no
/// stage before has given a way out: so a stage at the front takes what is the kernel's alone, one at the end what is
/// left. Packets with a way out are not touched, and those at ports without a tap pass. Drops nothing.
struct kernel_config {
    struct pair {
        port_id port = unrouted;
        port_id tap = unrouted;
    };
    std::vector<pair> taps{};
    std::vector<ether_type> types{}; ///< behind VLAN tags
    own_addresses own{};
    bool rest = false;
};

class kernel {
public:
    static constexpr const char* name = "kernel";

    /// Throws xdpk::error if a port or a tap is none, or is in two pairs.
    explicit kernel(const kernel_config& config);

    void operator()(burst& b) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const {
        return {{"to_kernel", &to_kernel_}, {"from_kernel", &from_kernel_}};
    }

private:
    [[nodiscard]] bool is_for_kernel(const packet& p) const noexcept;

    std::array<port_id, max_ports> partner_{}; ///< of a port its tap, of a tap its port
    std::array<bool, max_ports> is_tap_{};
    std::vector<ether_type> types_;
    own_addresses own_;
    bool has_own_;
    bool rest_;
    counter to_kernel_, from_kernel_;
};

} // namespace xdpk
