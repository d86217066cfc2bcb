// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

#include <algorithm>
#include <array>

namespace xdpk::dpdk {

namespace {

// What the parser of the receive layer tells.
constexpr std::array<std::uint32_t, 13> told{RTE_PTYPE_L2_ETHER,      RTE_PTYPE_L2_ETHER_TIMESYNC,
                                             RTE_PTYPE_L2_ETHER_ARP,  RTE_PTYPE_L2_ETHER_VLAN,
                                             RTE_PTYPE_L2_ETHER_QINQ, RTE_PTYPE_L3_IPV4,
                                             RTE_PTYPE_L3_IPV4_EXT,   RTE_PTYPE_L3_IPV6,
                                             RTE_PTYPE_L3_IPV6_EXT,   RTE_PTYPE_L4_TCP,
                                             RTE_PTYPE_L4_UDP,        RTE_PTYPE_L4_SCTP,
                                             RTE_PTYPE_L4_FRAG};

template <class F>
void for_each(std::uint32_t mask, F each) {
    for (const std::uint32_t type : told)
        if ((type & mask) != 0)
            each(type);
}

void tell_types(eth_port& port, std::uint32_t mask) {
    port.ptypes = mask;
    if (!port.started)
        return;
    for (std::uint16_t q = 0; q < port.rx.size(); ++q) {
        refresh_rx_offloads(port, q);
        refresh_rx(port, q);
    }
}

} // namespace

extern "C" {

int rte_eth_dev_get_supported_ptypes(std::uint16_t port_id, std::uint32_t ptype_mask, std::uint32_t* ptypes, int num) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        int n = 0;
        for_each(ptype_mask, [&](std::uint32_t type) {
            if (n < num)
                ptypes[n] = type;
            ++n;
        });
        // Reading every packet's headers is for those who ask.
        if (port.ptypes == 0 && !port.ptypes_refused)
            tell_types(port, RTE_PTYPE_ALL_MASK);
        return n;
    });
}

int rte_eth_dev_set_ptypes(std::uint16_t port_id, std::uint32_t ptype_mask, std::uint32_t* set_ptypes, unsigned num) {
    return guarded([=] {
        eth_port& port = port_at(port_id);
        unsigned n = 0;
        for_each(ptype_mask, [&](std::uint32_t type) {
            if (n + 1 < num)
                set_ptypes[n++] = type;
        });
        if (num != 0)
            set_ptypes[n] = RTE_PTYPE_UNKNOWN;
        port.ptypes_refused = ptype_mask == 0;
        tell_types(port, ptype_mask);
        return 0;
    });
}

} // extern "C"

} // namespace xdpk::dpdk
