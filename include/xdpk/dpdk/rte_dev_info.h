// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_DEV_INFO_H
#define RTE_DEV_INFO_H

#include <stdint.h>

/** A device's registers, for people. */
struct rte_dev_reg_info {
    void* data;
    uint32_t offset;
    uint32_t length;
    uint32_t width;
    uint32_t version;
};

/** A part of a device's non-volatile memory. */
struct rte_dev_eeprom_info {
    void* data;
    uint32_t offset;
    uint32_t length;
    uint32_t magic;
};

/** What kind of module is in a device's socket. */
struct rte_eth_dev_module_info {
    uint32_t type;
    uint32_t eeprom_len;
};

#define RTE_ETH_MODULE_SFF_8079 0x1
#define RTE_ETH_MODULE_SFF_8079_LEN 256
#define RTE_ETH_MODULE_SFF_8472 0x2
#define RTE_ETH_MODULE_SFF_8472_LEN 512
#define RTE_ETH_MODULE_SFF_8636 0x3
#define RTE_ETH_MODULE_SFF_8636_LEN 256
#define RTE_ETH_MODULE_SFF_8436 0x4
#define RTE_ETH_MODULE_SFF_8436_LEN 256

#endif
