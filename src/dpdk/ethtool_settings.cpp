// SPDX-License-Identifier: BSD-3-Clause
#include "ethtool_settings.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <vector>

namespace xdpk::dpdk {

namespace {

/// One of ethtool's structures that end in an array of bytes.
template <class T>
class with_bytes {
public:
    with_bytes(std::uint32_t command, std::size_t bytes) : words_((sizeof(T) + bytes + 7) / 8) { get()->cmd = command; }

    T* get() noexcept { return static_cast<T*>(static_cast<void*>(words_.data())); }
    T* operator->() noexcept { return get(); }
    char* bytes() noexcept { return static_cast<char*>(static_cast<void*>(words_.data())) + sizeof(T); }

private:
    std::vector<std::uint64_t> words_;
};

} // namespace

ethtool_settings::ethtool_settings(std::string interface)
    : name_(std::move(interface)), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}

void ethtool_settings::request(void* data, const char* what) const {
    ifreq r{};
    std::copy_n(name_.begin(), std::min(name_.size(), sizeof r.ifr_name - 1), static_cast<char*>(r.ifr_name));
    r.ifr_data = static_cast<char*>(data);
    if (::ioctl(socket_.get(), SIOCETHTOOL, &r) == 0)
        return;
    const int code = errno;
    throw error({.where = name_,
                 .what = what,
                 .code = code,
                 .hint = code == EOPNOTSUPP ? "its driver has nothing of that kind"
                         : code == EPERM    ? "run with CAP_NET_ADMIN"
                                            : ""});
}

rte_eth_fc_conf ethtool_settings::pause() const {
    ethtool_pauseparam now{};
    now.cmd = ETHTOOL_GPAUSEPARAM;
    request(&now, "read what it does with pause frames");
    rte_eth_fc_conf told{};
    told.autoneg = now.autoneg != 0;
    told.mode = now.rx_pause != 0   ? now.tx_pause != 0 ? RTE_ETH_FC_FULL : RTE_ETH_FC_RX_PAUSE
                : now.tx_pause != 0 ? RTE_ETH_FC_TX_PAUSE
                                    : RTE_ETH_FC_NONE;
    return told;
}

void ethtool_settings::set_pause(const rte_eth_fc_conf& wanted) const {
    if (wanted.high_water != 0 || wanted.low_water != 0 || wanted.pause_time != 0 || wanted.mac_ctrl_frame_fwd != 0)
        throw error({.where = name_,
                     .what = "when and for how long to pause is its driver's to say",
                     .code = ENOTSUP,
                     .hint = "only mode and autoneg can be set: leave the rest 0"});
    ethtool_pauseparam next{};
    next.cmd = ETHTOOL_SPAUSEPARAM;
    next.autoneg = wanted.autoneg;
    next.rx_pause = wanted.mode == RTE_ETH_FC_FULL || wanted.mode == RTE_ETH_FC_RX_PAUSE;
    next.tx_pause = wanted.mode == RTE_ETH_FC_FULL || wanted.mode == RTE_ETH_FC_TX_PAUSE;
    request(&next, "set what it does with pause frames");
}

std::uint32_t ethtool_settings::eeprom_bytes() const {
    ethtool_drvinfo info{};
    info.cmd = ETHTOOL_GDRVINFO;
    request(&info, "read the driver's facts");
    if (info.eedump_len == 0)
        throw error({.where = name_, .what = "has no EEPROM that its driver shows", .code = ENOTSUP});
    return info.eedump_len;
}

void ethtool_settings::read_part(std::uint32_t command, rte_dev_eeprom_info& part, const char* what) const {
    with_bytes<ethtool_eeprom> got(command, part.length);
    got->offset = part.offset;
    got->len = part.length;
    request(got.get(), what);
    part.magic = got->magic;
    part.length = std::min(part.length, got->len);
    std::memcpy(part.data, got.bytes(), part.length);
}

void ethtool_settings::read_eeprom(rte_dev_eeprom_info& part) const {
    static_cast<void>(eeprom_bytes());
    read_part(ETHTOOL_GEEPROM, part, "read the EEPROM");
}

void ethtool_settings::write_eeprom(const rte_dev_eeprom_info& part) const {
    with_bytes<ethtool_eeprom> next(ETHTOOL_SEEPROM, part.length);
    next->magic = part.magic;
    next->offset = part.offset;
    next->len = part.length;
    std::memcpy(next.bytes(), part.data, part.length);
    request(next.get(), "write the EEPROM");
}

// The kernel's numbers for kinds of modules are those of the same standards.
rte_eth_dev_module_info ethtool_settings::module_kind() const {
    ethtool_modinfo info{};
    info.cmd = ETHTOOL_GMODULEINFO;
    request(&info, "read the kind of module in its socket");
    return {.type = info.type, .eeprom_len = info.eeprom_len};
}

void ethtool_settings::read_module(rte_dev_eeprom_info& part) const {
    read_part(ETHTOOL_GMODULEEEPROM, part, "read the module's EEPROM");
}

void ethtool_settings::read_registers(rte_dev_reg_info& info) const {
    ethtool_drvinfo facts{};
    facts.cmd = ETHTOOL_GDRVINFO;
    request(&facts, "read the driver's facts");
    if (facts.regdump_len == 0)
        throw error({.where = name_, .what = "has no registers that its driver shows", .code = ENOTSUP});
    // The kernel tells bytes, all of them.
    if (info.data != nullptr && (info.offset != 0 || (info.length != 0 && info.length != facts.regdump_len)))
        throw error({.where = name_, .what = "shows its registers all or not at all", .code = ENOTSUP});
    with_bytes<ethtool_regs> got(ETHTOOL_GREGS, facts.regdump_len);
    got->len = facts.regdump_len;
    request(got.get(), "read the registers");
    if (info.data != nullptr)
        std::memcpy(info.data, got.bytes(), facts.regdump_len);
    info.length = facts.regdump_len;
    info.width = 1;
    info.version = got->version;
}

} // namespace xdpk::dpdk
