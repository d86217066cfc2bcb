// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/flow_key.hpp>
#include <xdpk/net/fragment.hpp>
#include <xdpk/table/flow_table.hpp>

#include <cstddef>
#include <cstdint>

namespace xdpk {

/// The ports of datagrams in fragments: only the first fragment has them, the others follow it (RFC 6146, section 3.4).
/// Bounded: when it is full, the oldest datagram's fragments are on their own. One worker's.
class fragment_ports {
public:
    using tick = std::uint32_t;
    /// Seconds after the first fragment; RFC 6146 asks for two.
    static constexpr tick lifetime = 5;

    enum class outcome : std::uint8_t {
        known,
        unknown,     ///< the first fragment was not seen, or too long ago
        overlapping, ///< says again what the first fragment said (RFC 5722, RFC 1858): might replace the ports
    };

    fragment_ports(std::size_t datagrams, tick now);

    /// A first fragment, whose key has ports.
    void remember(const flow_key& key, const fragment_place& place, tick now) noexcept;

    /// A later fragment: completes its key.
    outcome complete(flow_key& key, const fragment_place& place, tick now) const noexcept;

private:
    struct first_fragment {
        be16 source_port;
        be16 destination_port;
        std::uint32_t length;
    };

    flow_table<first_fragment> datagrams_;
};

} // namespace xdpk
