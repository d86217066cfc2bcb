// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "ethtool_settings.hpp"
#include "log_error.hpp"

namespace xdpk::dpdk {

namespace {

/// What `work` does with the settings of the port's netdev: 0, or -ENOTSUP if it stands for none.
template <class F>
int with_settings(std::uint16_t id, F work) noexcept {
    return guarded([&] {
        const eth_port& port = port_at(id);
        const char* const netdev = port.device->netdev();
        if (netdev == nullptr)
            return -ENOTSUP;
        work(ethtool_settings(netdev));
        return 0;
    });
}

} // namespace

extern "C" {

int rte_eth_dev_flow_ctrl_get(std::uint16_t port_id, rte_eth_fc_conf* fc_conf) {
    return with_settings(port_id, [=](const ethtool_settings& s) { *fc_conf = s.pause(); });
}
int rte_eth_dev_flow_ctrl_set(std::uint16_t port_id, rte_eth_fc_conf* fc_conf) {
    return with_settings(port_id, [=](const ethtool_settings& s) { s.set_pause(*fc_conf); });
}
int rte_eth_dev_get_reg_info(std::uint16_t port_id, rte_dev_reg_info* info) {
    return with_settings(port_id, [=](const ethtool_settings& s) { s.read_registers(*info); });
}
int rte_eth_dev_get_eeprom_length(std::uint16_t port_id) {
    std::uint32_t bytes = 0;
    const int status = with_settings(port_id, [&](const ethtool_settings& s) { bytes = s.eeprom_bytes(); });
    return status != 0 ? status : static_cast<int>(bytes);
}
int rte_eth_dev_get_eeprom(std::uint16_t port_id, rte_dev_eeprom_info* info) {
    return with_settings(port_id, [=](const ethtool_settings& s) { s.read_eeprom(*info); });
}
int rte_eth_dev_set_eeprom(std::uint16_t port_id, rte_dev_eeprom_info* info) {
    return with_settings(port_id, [=](const ethtool_settings& s) { s.write_eeprom(*info); });
}
int rte_eth_dev_get_module_info(std::uint16_t port_id, rte_eth_dev_module_info* modinfo) {
    return with_settings(port_id, [=](const ethtool_settings& s) { *modinfo = s.module_kind(); });
}
int rte_eth_dev_get_module_eeprom(std::uint16_t port_id, rte_dev_eeprom_info* info) {
    return with_settings(port_id, [=](const ethtool_settings& s) { s.read_module(*info); });
}

} // extern "C"

} // namespace xdpk::dpdk
