// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/* What is fixed when a port's fast path is loaded. */
#pragma once

#include <linux/types.h>
#include <stdbool.h>

/* Of one port. What is false is cut out by the verifier, which knows these when it walks the program. */
struct fastpath_constants {
    __u16 port; /* its number among the ways out */
    __u16 zone;
    __u32 policer; /* of all that comes in; 0: none */
    __u8 mac[6];
    bool own_mac_only;
    bool sends_back; /* by XDP_TX, where a port is its own way out; else by its place in the devmap */
    bool verify_ipv4;
    bool ipv6;
    bool vlans;
    bool tunnels;
    bool policers;
    bool denied_addresses;
    bool denied_prefixes;
    bool denied_flows;
    bool denied_ports;
    bool deny_flows_only; /* by address, too, none but packets that may be of a flow here */
};
