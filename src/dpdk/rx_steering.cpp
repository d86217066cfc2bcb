// SPDX-License-Identifier: BSD-3-Clause
#include "rx_steering.hpp"

#include "packet_types.hpp"
#include "segment_sum.hpp"

#include <xdpk/net/flow_key.hpp>

#include <algorithm>
#include <bit>
#include <cstring>

namespace xdpk::dpdk {

namespace {

constexpr std::size_t vlan_count = 4096;

} // namespace

std::vector<std::uint8_t> key_of(const eth_port& port) {
    if (!port.rss_key.empty())
        return port.rss_key;
    return {microsoft_rss_key.begin(), microsoft_rss_key.end()};
}

std::optional<std::uint32_t> packet_hash(std::span<const std::byte> head, const parsed_packet& at, rss_fields fields,
                                         std::span<const std::uint8_t> key) noexcept {
    const auto flow = at.type.is_ip() ? extract_flow_key(head, at) : std::nullopt;
    if (!flow)
        return std::nullopt;
    const bool whole = at.type.fragment == fragment_type::none;
    return rss_hash(*flow, whole ? fields : rss_fields::addresses, key);
}

rx_steering::rx_steering(const eth_port& port)
    : queues_(static_cast<std::uint32_t>(port.rx.size())),
      hashes_((port.conf.rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG) != 0), addresses_(port.addresses_of_pools),
      fields_(hashed_fields(port)), key_(key_of(port)) {
    const unsigned mode = port.conf.rxmode.mq_mode;
    if ((mode & RTE_ETH_MQ_RX_VMDQ_FLAG) == 0)
        return;
    by_priority_ = (mode & RTE_ETH_MQ_RX_DCB_FLAG) != 0;
    const rte_eth_vmdq_dcb_conf& classes = port.conf.rx_adv_conf.vmdq_dcb_conf;
    std::copy_n(&classes.dcb_tc[0], queue_of_priority_.size(), queue_of_priority_.begin());
    if (by_priority_)
        read_pools(classes);
    else
        read_pools(port.conf.rx_adv_conf.vmdq_rx_conf);
}

template <class Conf>
void rx_steering::read_pools(const Conf& conf) {
    pools_ = std::clamp<std::uint32_t>(conf.nb_queue_pools, 1, queues_);
    if (conf.enable_default_pool != 0)
        default_pool_ = conf.default_pool;
    pool_of_vlan_.assign(vlan_count, nowhere);
    for (std::size_t i = 0; i < std::min<std::size_t>(conf.nb_pool_maps, RTE_ETH_VMDQ_MAX_VLAN_FILTERS); ++i)
        if (const auto& map = conf.pool_map[i]; map.pools != 0)
            pool_of_vlan_[map.vlan_id % vlan_count] = static_cast<std::uint32_t>(std::countr_zero(map.pools));
}

std::uint32_t rx_steering::pool_of(std::span<const std::byte> head) const noexcept {
    const auto tag = outer_tag(head);
    if (tag && pool_of_vlan_[*tag % vlan_count] != nowhere)
        return pool_of_vlan_[*tag % vlan_count];
    if (head.size() < sizeof(mac_address))
        return default_pool_;
    mac_address to;
    std::memcpy(to.bytes.data(), head.data(), sizeof to);
    const std::uint32_t pool = addresses_.pool_of(to);
    return pool != nowhere ? pool : default_pool_;
}

std::uint32_t rx_steering::hash_of(const rte_mbuf& m) const noexcept {
    const std::span<const std::byte> head = bytes_of(m);
    return packet_hash(head, parse(head, m.pkt_len), fields_, key_).value_or(0);
}

std::uint32_t rx_steering::queue_for(const rte_mbuf& m, std::uint32_t own) const noexcept {
    if (pools_ == 0)
        return hashes_ ? hash_of(m) % queues_ : own;
    const std::uint32_t pool = pool_of(bytes_of(m));
    if (pool >= pools_)
        return nowhere;
    const std::uint32_t each = std::max(queues_ / pools_, 1U);
    if (by_priority_)
        return pool * each + queue_of_priority_[outer_tag(bytes_of(m)).value_or(0) >> 13] % each;
    return pool * each + (hashes_ ? hash_of(m) % each : 0);
}

} // namespace xdpk::dpdk
