// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "eth_port.hpp"

#include <xdpk/net/parser.hpp>
#include <xdpk/net/rss.hpp>

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace xdpk::dpdk {

/// What a hash over RTE_ETH_RSS_* is over.
[[nodiscard]] constexpr rss_fields hashed_fields(std::uint64_t types) noexcept {
    constexpr std::uint64_t with_ports = RTE_ETH_RSS_TCP | RTE_ETH_RSS_UDP | RTE_ETH_RSS_SCTP;
    return (types & with_ports) != 0 ? rss_fields::addresses_and_ports : rss_fields::addresses;
}

/// What the hash that the program configured is over, and its key.
[[nodiscard]] inline rss_fields hashed_fields(const eth_port& port) noexcept {
    return hashed_fields(port.conf.rx_adv_conf.rss_conf.rss_hf);
}
[[nodiscard]] std::vector<std::uint8_t> key_of(const eth_port& port);

/// The hash of a packet's flow; none of what is not IP.
[[nodiscard]] std::optional<std::uint32_t> packet_hash(std::span<const std::byte> head, const parsed_packet& at,
                                                       rss_fields fields, std::span<const std::uint8_t> key) noexcept;

/// Which of a program's receive queues a packet goes to, where there are more of them than the device has: by VMDq pool
/// (VLAN, else destination address), within a pool by priority or hash; or by hash alone.
class rx_steering {
public:
    explicit rx_steering(const eth_port& port);

    static constexpr std::uint32_t nowhere = UINT32_MAX;
    /// `own`: of the device's queue that it came by.
    [[nodiscard]] std::uint32_t queue_for(const rte_mbuf& m, std::uint32_t own) const noexcept;

private:
    template <class Conf>
    void read_pools(const Conf& conf);
    [[nodiscard]] std::uint32_t pool_of(std::span<const std::byte> head) const noexcept;
    [[nodiscard]] std::uint32_t hash_of(const rte_mbuf& m) const noexcept;

    std::uint32_t queues_;
    bool hashes_;
    bool by_priority_ = false;
    std::uint32_t pools_ = 0; ///< 0: there are none
    std::uint32_t default_pool_ = nowhere;
    std::vector<std::uint32_t> pool_of_vlan_;
    const pool_addresses& addresses_; ///< the port's: a program may add some while it receives
    std::array<std::uint8_t, RTE_ETH_DCB_NUM_USER_PRIORITIES> queue_of_priority_{};
    rss_fields fields_;
    std::vector<std::uint8_t> key_;
};

} // namespace xdpk::dpdk
