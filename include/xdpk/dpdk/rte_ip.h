// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_IP_H
#define XDPK_RTE_IP_H

#include <rte_ip4.h>
#include <rte_ip6.h>

#endif
