// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

#include <array>
#include <chrono>
#include <cstdio>
#include <cstring>
#include <thread>

namespace xdpk::dpdk {

namespace {

struct speed {
    std::uint32_t number;
    std::uint32_t bit;
    const char* text;
};

constexpr std::array<speed, 16> speeds{{{RTE_ETH_SPEED_NUM_10M, RTE_ETH_LINK_SPEED_10M, "10 Mbps"},
                                        {RTE_ETH_SPEED_NUM_100M, RTE_ETH_LINK_SPEED_100M, "100 Mbps"},
                                        {RTE_ETH_SPEED_NUM_1G, RTE_ETH_LINK_SPEED_1G, "1 Gbps"},
                                        {RTE_ETH_SPEED_NUM_2_5G, RTE_ETH_LINK_SPEED_2_5G, "2.5 Gbps"},
                                        {RTE_ETH_SPEED_NUM_5G, RTE_ETH_LINK_SPEED_5G, "5 Gbps"},
                                        {RTE_ETH_SPEED_NUM_10G, RTE_ETH_LINK_SPEED_10G, "10 Gbps"},
                                        {RTE_ETH_SPEED_NUM_20G, RTE_ETH_LINK_SPEED_20G, "20 Gbps"},
                                        {RTE_ETH_SPEED_NUM_25G, RTE_ETH_LINK_SPEED_25G, "25 Gbps"},
                                        {RTE_ETH_SPEED_NUM_40G, RTE_ETH_LINK_SPEED_40G, "40 Gbps"},
                                        {RTE_ETH_SPEED_NUM_50G, RTE_ETH_LINK_SPEED_50G, "50 Gbps"},
                                        {RTE_ETH_SPEED_NUM_56G, RTE_ETH_LINK_SPEED_56G, "56 Gbps"},
                                        {RTE_ETH_SPEED_NUM_100G, RTE_ETH_LINK_SPEED_100G, "100 Gbps"},
                                        {RTE_ETH_SPEED_NUM_200G, RTE_ETH_LINK_SPEED_200G, "200 Gbps"},
                                        {RTE_ETH_SPEED_NUM_400G, RTE_ETH_LINK_SPEED_400G, "400 Gbps"},
                                        {RTE_ETH_SPEED_NUM_800G, RTE_ETH_LINK_SPEED_800G, "800 Gbps"},
                                        {RTE_ETH_SPEED_NUM_NONE, 0, "None"}}};

// As long as network cards may take to agree on a speed.
constexpr auto patience = std::chrono::seconds(9);

int get_link(std::uint16_t port_id, rte_eth_link* link, bool wait) {
    const eth_port& port = port_at(port_id);
    const auto deadline = std::chrono::steady_clock::now() + patience;
    *link = port.device->link();
    while (wait && port.started && link->link_status == RTE_ETH_LINK_DOWN &&
           std::chrono::steady_clock::now() < deadline) {
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
        *link = port.device->link();
    }
    return 0;
}

int set_link(std::uint16_t port_id, bool up) {
    port_at(port_id).device->set_up(up);
    return 0;
}

} // namespace

extern "C" {

int rte_eth_link_get(std::uint16_t port_id, rte_eth_link* link) {
    return guarded([=] { return get_link(port_id, link, true); });
}
int rte_eth_link_get_nowait(std::uint16_t port_id, rte_eth_link* link) {
    return guarded([=] { return get_link(port_id, link, false); });
}

int rte_eth_dev_set_link_up(std::uint16_t port_id) {
    return guarded([=] { return set_link(port_id, true); });
}
int rte_eth_dev_set_link_down(std::uint16_t port_id) {
    return guarded([=] { return set_link(port_id, false); });
}

const char* rte_eth_link_speed_to_str(std::uint32_t link_speed) {
    if (link_speed == RTE_ETH_SPEED_NUM_UNKNOWN)
        return "Unknown";
    for (const speed& s : speeds)
        if (s.number == link_speed)
            return s.text;
    return "Invalid";
}

int rte_eth_link_to_str(char* str, std::size_t len, const rte_eth_link* eth_link) {
    if (str == nullptr || len == 0 || eth_link == nullptr)
        return -EINVAL;
    if (eth_link->link_status == RTE_ETH_LINK_DOWN)
        return std::snprintf(str, len, "Link down");
    return std::snprintf(str, len, "Link up at %s %s %s", rte_eth_link_speed_to_str(eth_link->link_speed),
                         eth_link->link_duplex == RTE_ETH_LINK_FULL_DUPLEX ? "FDX" : "HDX",
                         eth_link->link_autoneg == RTE_ETH_LINK_AUTONEG ? "Autoneg" : "Fixed");
}

std::uint32_t rte_eth_speed_bitflag(std::uint32_t wanted, int duplex) {
    if (wanted == RTE_ETH_SPEED_NUM_10M && duplex == RTE_ETH_LINK_HALF_DUPLEX)
        return RTE_ETH_LINK_SPEED_10M_HD;
    if (wanted == RTE_ETH_SPEED_NUM_100M && duplex == RTE_ETH_LINK_HALF_DUPLEX)
        return RTE_ETH_LINK_SPEED_100M_HD;
    for (const speed& s : speeds)
        if (s.number == wanted)
            return s.bit;
    return 0;
}

} // extern "C"

} // namespace xdpk::dpdk
