/* SPDX-License-Identifier: BSD-3-Clause */
#ifndef RTE_ETH_CTRL_H
#define RTE_ETH_CTRL_H

#include "xdpk_eth_rss.h"

/** Tunnels by UDP port. */
enum rte_eth_tunnel_type {
    RTE_ETH_TUNNEL_TYPE_NONE = 0,
    RTE_ETH_TUNNEL_TYPE_VXLAN,
    RTE_ETH_TUNNEL_TYPE_GENEVE,
    RTE_ETH_TUNNEL_TYPE_TEREDO,
    RTE_ETH_TUNNEL_TYPE_NVGRE,
    RTE_ETH_TUNNEL_TYPE_IP_IN_GRE,
    RTE_ETH_L2_TUNNEL_TYPE_E_TAG,
    RTE_ETH_TUNNEL_TYPE_VXLAN_GPE,
    RTE_ETH_TUNNEL_TYPE_ECPRI,
    RTE_ETH_TUNNEL_TYPE_MAX,
};

#endif
