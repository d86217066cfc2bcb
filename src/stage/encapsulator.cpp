// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/encapsulator.hpp>

#include "ip_fields.hpp"

namespace xdpk {

void encapsulator::operator()(burst& b) noexcept {
    for (packet& p : b) {
        if (p.out_port == to_drop || !packet_type::from_bits(p.type).is_ip())
            continue;
        if (encapsulate(b, p, tunnel_)) {
            encapsulated_.add(1);
            continue;
        }
        (detail::read_ip(p).length > inner_mtu(tunnel_) ? too_long_ : no_room_).add(1);
        p.out_port = to_drop;
    }
}

std::vector<named_counter> encapsulator::counters() const {
    return {{"encapsulated", &encapsulated_}, {"too_long", &too_long_}, {"no_room", &no_room_}};
}

} // namespace xdpk
