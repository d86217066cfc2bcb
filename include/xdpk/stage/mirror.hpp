// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>

#include <bitset>
#include <cstdint>
#include <vector>

namespace xdpk {

/// mirror: sends a copy of packets to a port, as they are at this place in the pipeline.
///
/// Which ones, the port they came in by says, or, behind the stages that route, the port they leave by. Changes nothing
/// of the packets themselves, and drops none; copies for which there is no frame or no room in the burst are left out
/// (`no_room`). Packets that a stage before has dropped are not copied.
struct mirror_config {
    std::vector<port_id> ports{}; ///< whose packets are copied
    bool leaving = false;         ///< those that leave by the ports, instead of those that came in
    port_id to = unrouted;        ///< where the copies go
};

class mirror {
public:
    static constexpr const char* name = "mirror";

    /// Throws xdpk::error if a port is none, or the copies' own port is among those copied when they leave.
    explicit mirror(const mirror_config& config);

    void operator()(burst& b) noexcept {
        const std::uint32_t received = b.size();
        for (std::uint32_t at = 0; at < received; ++at)
            if (wanted(b[at]))
                copy(b, b[at]);
    }

    [[nodiscard]] std::vector<named_counter> counters() const { return {{"copies", &copies_}, {"no_room", &no_room_}}; }

private:
    [[nodiscard]] bool wanted(const packet& p) const noexcept {
        const port_id port = leaving_ ? p.out_port : p.in_port;
        return p.out_port != to_drop && port < max_ports && ports_[port];
    }
    void copy(burst& b, const packet& p) noexcept {
        packet* const made = b.clone(p);
        if (made == nullptr)
            return no_room_.add(1);
        made->out_port = to_;
        copies_.add(1);
    }

    std::bitset<max_ports> ports_;
    bool leaving_;
    port_id to_;
    counter copies_, no_room_;
};

} // namespace xdpk
