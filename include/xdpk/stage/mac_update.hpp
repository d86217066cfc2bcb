// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>
#include <xdpk/net/mac_address.hpp>

#include <array>
#include <cstring>

namespace xdpk {

/// mac_update: gives each frame the Ethernet addresses of its way out, as DPDK's l2fwd does: the source becomes the
/// address of the port it leaves by, the destination 02:00:00:00:00:NN with NN the number of that port. Drops nothing;
/// stands after the stage that chooses the way out.
class mac_update {
public:
    static constexpr const char* name = "mac_update";

    /// `ports`: things with an `id` and a `mac`.
    template <class Ports>
    explicit mac_update(const Ports& ports) noexcept {
        for (const auto& port : ports) {
            addresses& a = addresses_[port.id];
            a.destination.bytes = {0x02, 0, 0, 0, 0, static_cast<std::uint8_t>(port.id)};
            a.source = port.mac;
        }
    }

    void operator()(burst& b) noexcept {
        for (const packet& p : b)
            if (p.out_port < max_ports)
                std::memcpy(p.data, &addresses_[p.out_port], sizeof(addresses));
    }

private:
    struct addresses {
        mac_address destination;
        mac_address source;
    };

    std::array<addresses, max_ports> addresses_{};
};

} // namespace xdpk
