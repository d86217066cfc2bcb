// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/kernel.hpp>

#include <xdpk/base/error.hpp>
#include <xdpk/net/ip.hpp>
#include <xdpk/net/packet_type.hpp>

#include <algorithm>
#include <string>

namespace xdpk {

namespace {

ether_type type_of(const packet& p) noexcept {
    const std::size_t end = p.l3 != 0 ? p.l3 : sizeof(ethernet_header);
    return reinterpret_cast<const big_endian<ether_type>*>(p.data + end - sizeof(be16))->host();
}

ip_address destination_of(const packet& p) noexcept {
    const std::byte* const ip = p.data + p.l3;
    if (packet_type::from_bits(p.type).l3 == l3_type::ipv4)
        return reinterpret_cast<const ipv4_header*>(ip)->destination;
    return reinterpret_cast<const ipv6_header*>(ip)->destination;
}

} // namespace

kernel::kernel(const kernel_config& config)
    : types_(config.types), own_(config.own), has_own_(!config.own.empty()), rest_(config.rest) {
    partner_.fill(unrouted);
    for (const kernel_config::pair& pair : config.taps) {
        for (const port_id port : {pair.port, pair.tap})
            if (port >= max_ports || partner_[port] != unrouted || pair.port == pair.tap)
                throw error({.where = name,
                             .what = "port " + std::to_string(port) + " is none, or is paired already",
                             .hint = "pair each port with a tap of its own"});
        partner_[pair.port] = pair.tap;
        partner_[pair.tap] = pair.port;
        is_tap_[pair.tap] = true;
    }
}

bool kernel::is_for_kernel(const packet& p) const noexcept {
    if (rest_ || std::ranges::find(types_, type_of(p)) != types_.end())
        return true;
    return has_own_ && packet_type::from_bits(p.type).is_ip() && own_.find(p.in_port, destination_of(p)) != nullptr;
}

void kernel::operator()(burst& b) noexcept {
    for (packet& p : b) {
        if (p.out_port != unrouted || partner_[p.in_port] == unrouted)
            continue;
        const bool from_kernel = is_tap_[p.in_port];
        if (!from_kernel && !is_for_kernel(p))
            continue;
        p.out_port = partner_[p.in_port];
        (from_kernel ? from_kernel_ : to_kernel_).add(1);
    }
}

} // namespace xdpk
