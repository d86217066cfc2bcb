// SPDX-License-Identifier: BSD-3-Clause
#include "eth_capabilities.hpp"
#include "flow_layer.hpp"
#include "log_error.hpp"
#include "rx_steering.hpp"

#include <algorithm>
#include <cstring>
#include <span>

namespace xdpk::dpdk {

namespace {

constexpr rte_flow_item any_packet{RTE_FLOW_ITEM_TYPE_END, nullptr, nullptr, nullptr};
constexpr std::size_t groups = reta_entries / RTE_ETH_RETA_GROUP_SIZE;

void must_spread(const eth_port& port) {
    if ((port.conf.rxmode.mq_mode & RTE_ETH_MQ_RX_RSS_FLAG) == 0)
        throw port_error(port, "does not spread packets by hash", ENOTSUP, "configure it with RTE_ETH_MQ_RX_RSS");
}

// Whatever queue a packet came by, the table says where it goes.
void use_table(eth_port& port) {
    if (port.reta.empty())
        return;
    const std::scoped_lock held(flow_changes());
    port.flows.spread(std::unique_ptr<rte_flow>(new rte_flow{
        .pattern = flow_pattern(&any_packet), .actions = flow_actions(port.reta, port), .priority = UINT32_MAX}));
    lay_flows_if_wanted(port);
}

int update_hash(std::uint16_t id, rte_eth_rss_conf& wanted) {
    eth_port& port = port_at(id);
    const std::uint64_t types = rte_eth_rss_hf_refine(wanted.rss_hf);
    if ((types & ~rss_capabilities) != 0)
        throw port_error(port, "cannot hash all that", EINVAL, "flow_type_rss_offloads says what it can");
    must_spread(port);
    const std::uint8_t length = wanted.rss_key_len != 0 ? wanted.rss_key_len : rss_key_bytes;
    if (wanted.rss_key != nullptr && length != rss_key_bytes)
        throw port_error(port, "has hash keys of 40 bytes, no others", EINVAL);
    port.conf.rx_adv_conf.rss_conf.rss_hf = types;
    if (wanted.rss_key != nullptr)
        port.rss_key.assign(wanted.rss_key, wanted.rss_key + length);
    use_table(port);
    for (std::uint16_t q = 0; port.started && q < port.rx.size(); ++q) {
        refresh_rx_offloads(port, q);
        refresh_rx(port, q);
    }
    return 0;
}

int tell_hash(std::uint16_t id, rte_eth_rss_conf& told) {
    const eth_port& port = port_at(id);
    const std::vector<std::uint8_t> key = key_of(port);
    if (told.rss_key != nullptr && told.rss_key_len >= key.size())
        std::ranges::copy(key, told.rss_key);
    told.rss_key_len = static_cast<std::uint8_t>(key.size());
    told.rss_hf = port.conf.rx_adv_conf.rss_conf.rss_hf;
    told.algorithm = RTE_ETH_HASH_FUNCTION_TOEPLITZ;
    return 0;
}

using table_groups = std::span<rte_eth_rss_reta_entry64>;

table_groups checked_groups(const eth_port& port, rte_eth_rss_reta_entry64* conf, std::uint16_t size) {
    if (conf == nullptr || size != reta_entries)
        throw port_error(port, "has another table of hashes", EINVAL, "reta_size is " + std::to_string(reta_entries));
    const table_groups all(conf, groups);
    if (std::ranges::all_of(all, [](const rte_eth_rss_reta_entry64& g) { return g.mask == 0; }))
        throw port_error(port, "is asked for no entry of its table of hashes", EINVAL, "mask says which are meant");
    return all;
}

/// Calls `each` with those entries of the groups that are meant, and those of the table.
template <class F>
void for_each_meant(table_groups all, std::vector<std::uint16_t>& table, F each) {
    for (std::size_t i = 0; i < table.size(); ++i) {
        rte_eth_rss_reta_entry64& group = all[i / RTE_ETH_RETA_GROUP_SIZE];
        if ((group.mask >> i % RTE_ETH_RETA_GROUP_SIZE & 1) != 0)
            each(group.reta[i % RTE_ETH_RETA_GROUP_SIZE], table[i]);
    }
}

/// The port's, or that which it would begin with: the queues in turn.
std::vector<std::uint16_t> table_of(const eth_port& port) {
    if (!port.reta.empty())
        return port.reta;
    std::vector<std::uint16_t> table(reta_entries);
    for (std::size_t i = 0; i < table.size() && !port.rx.empty(); ++i)
        table[i] = static_cast<std::uint16_t>(i % port.rx.size());
    return table;
}

int update_table(std::uint16_t id, rte_eth_rss_reta_entry64* conf, std::uint16_t size) {
    eth_port& port = port_at(id);
    const table_groups wanted = checked_groups(port, conf, size);
    must_spread(port);
    if ((port.conf.rxmode.mq_mode & RTE_ETH_MQ_RX_VMDQ_FLAG) != 0)
        throw port_error(port, "has no table of hashes for each of its pools", ENOTSUP);
    std::vector<std::uint16_t> table = table_of(port);
    for_each_meant(wanted, table, [&port](std::uint16_t queue, std::uint16_t& entry) {
        if (queue >= port.rx.size())
            throw port_error(port, "has no queue " + std::to_string(queue), EINVAL);
        entry = queue;
    });
    port.reta = std::move(table);
    use_table(port);
    return 0;
}

int query_table(std::uint16_t id, rte_eth_rss_reta_entry64* conf, std::uint16_t size) {
    const eth_port& port = port_at(id);
    const table_groups wanted = checked_groups(port, conf, size);
    std::vector<std::uint16_t> table = table_of(port);
    for_each_meant(wanted, table, [](std::uint16_t& told, std::uint16_t entry) { told = entry; });
    return 0;
}

} // namespace

extern "C" {

int rte_eth_dev_rss_hash_update(std::uint16_t port_id, rte_eth_rss_conf* rss_conf) {
    return guarded([=] { return update_hash(port_id, *rss_conf); });
}
int rte_eth_dev_rss_hash_conf_get(std::uint16_t port_id, rte_eth_rss_conf* rss_conf) {
    return guarded([=] { return tell_hash(port_id, *rss_conf); });
}
int rte_eth_dev_rss_reta_update(std::uint16_t port_id, rte_eth_rss_reta_entry64* reta_conf, std::uint16_t reta_size) {
    return guarded([=] { return update_table(port_id, reta_conf, reta_size); });
}
int rte_eth_dev_rss_reta_query(std::uint16_t port_id, rte_eth_rss_reta_entry64* reta_conf, std::uint16_t reta_size) {
    return guarded([=] { return query_table(port_id, reta_conf, reta_size); });
}

} // extern "C"

} // namespace xdpk::dpdk
