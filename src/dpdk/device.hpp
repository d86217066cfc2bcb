// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

/// What kind of port a device is: "net_af_xdp".
struct rte_driver {
    const char* name;
};

/// What is behind a port, as rte_dev.h shows it. The port owns it.
struct rte_device {
    std::string name{}; ///< "net_af_xdp0"
    const rte_driver* driver = nullptr;
    int numa_node = 0;
    std::string bus_info{}; ///< a word about where it is: "iface=eth0"
};
