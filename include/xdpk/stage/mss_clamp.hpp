// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>

#include <array>
#include <cstdint>
#include <vector>

namespace xdpk {

/// mss_clamp: lowers the maximum segment size in TCP SYNs to what fits the ports' MTU.
///
/// Stands behind parse_headers. The option becomes, where it is larger, the MTU less the fixed headers, options not
/// counted (RFC 6691): 40 bytes for IPv4, 60 for IPv6. The smaller MTU of the port that the packet came in by and of
/// that it leaves by counts, so that behind the stages that route both do. The checksum is updated. A SYN without the
/// option stays without; one with malformed options stays as it is. Drops nothing; counts what it changed (`clamped`).
struct mss_clamp_config {
    std::array<std::uint16_t, max_ports> mtu{}; ///< by port, in bytes of IP; 0: any
};

class mss_clamp {
public:
    static constexpr const char* name = "mss_clamp";

    /// Throws xdpk::error if an MTU is below 576, the least that every host must take in (RFC 1122, section 3.3.3).
    explicit mss_clamp(const mss_clamp_config& config);

    void operator()(burst& b) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const { return {{"clamped", &clamped_}}; }

private:
    [[nodiscard]] std::uint16_t limit(port_id port) const noexcept { return port < max_ports ? mtu_[port] : any_; }

    static constexpr std::uint16_t any_ = 0xFFFF;

    std::array<std::uint16_t, max_ports> mtu_;
    counter clamped_;
};

} // namespace xdpk
