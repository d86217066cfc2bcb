// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_ethdev.h>

#include <xdpk/base/fd.hpp>

#include <cstdint>
#include <string>

namespace xdpk::dpdk {

/// What the kernel's driver of a netdev lets ethtool see and change. Throws xdpk::error, with ENOTSUP for what the
/// driver has not.
class ethtool_settings {
public:
    explicit ethtool_settings(std::string interface);

    [[nodiscard]] rte_eth_fc_conf pause() const;
    void set_pause(const rte_eth_fc_conf& wanted) const;

    [[nodiscard]] std::uint32_t eeprom_bytes() const;
    void read_eeprom(rte_dev_eeprom_info& part) const;
    void write_eeprom(const rte_dev_eeprom_info& part) const;

    [[nodiscard]] rte_eth_dev_module_info module_kind() const;
    void read_module(rte_dev_eeprom_info& part) const;

    /// Without `data` only the size and the kind of the registers.
    void read_registers(rte_dev_reg_info& info) const;

private:
    /// Does the request that `data` begins with.
    void request(void* data, const char* what) const;
    void read_part(std::uint32_t command, rte_dev_eeprom_info& part, const char* what) const;

    std::string name_;
    fd socket_;
};

} // namespace xdpk::dpdk
