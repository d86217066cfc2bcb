// SPDX-License-Identifier: BSD-3-Clause
#include "flow_actions.hpp"

#include "eth_port.hpp"
#include "flow_error.hpp"
#include "rx_steering.hpp"

#include <cerrno>

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t least_key = 40;

template <class Conf>
const Conf& conf_of(const rte_flow_action& action) {
    if (action.conf == nullptr)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ACTION_CONF, &action,
                           "action " + action_name(action.type) + " has no configuration");
    return *static_cast<const Conf*>(action.conf);
}

void check(const rte_flow_action_rss& rss) {
    const char* wrong = nullptr;
    if (rss.func != RTE_ETH_HASH_FUNCTION_DEFAULT && rss.func != RTE_ETH_HASH_FUNCTION_TOEPLITZ)
        wrong = "action RSS hashes by Toeplitz alone";
    else if (rss.level > 1)
        wrong = "action RSS does not look into tunnels (level)";
    if (wrong != nullptr)
        throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION_CONF, &rss, wrong);
    if (rss.queue_num == 0 || rss.queue == nullptr)
        wrong = "action RSS names no queue";
    else if (rss.key != nullptr && rss.key_len != 0 && rss.key_len < least_key)
        wrong = "action RSS has a key of less than 40 bytes";
    if (wrong != nullptr)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ACTION_CONF, &rss, wrong);
}

} // namespace

flow_actions::flow_actions(const rte_flow_action* actions, const eth_port& port) {
    if (actions == nullptr)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ACTION_NUM, nullptr, "there are no actions");
    for (; actions->type != RTE_FLOW_ACTION_TYPE_END; ++actions)
        read(*actions, port);
}

flow_actions::flow_actions(std::vector<std::uint16_t> table, const eth_port& port)
    : queues_(std::move(table)), fields_(hashed_fields(port)), key_(key_of(port)) {}

void flow_actions::read(const rte_flow_action& action, const eth_port& port) {
    switch (action.type) {
    case RTE_FLOW_ACTION_TYPE_VOID:
        return;
    case RTE_FLOW_ACTION_TYPE_PASSTHRU:
        decide(action);
        passes_on_ = true;
        return;
    case RTE_FLOW_ACTION_TYPE_MARK:
        mark_ = conf_of<rte_flow_action_mark>(action).id;
        return;
    case RTE_FLOW_ACTION_TYPE_FLAG:
        flags_ = true;
        return;
    case RTE_FLOW_ACTION_TYPE_COUNT:
        counts_ = true;
        return;
    case RTE_FLOW_ACTION_TYPE_DROP:
        decide(action);
        drops_ = true;
        return;
    case RTE_FLOW_ACTION_TYPE_QUEUE:
        decide(action);
        add_queue(action, conf_of<rte_flow_action_queue>(action).index, port);
        return;
    case RTE_FLOW_ACTION_TYPE_RSS:
        decide(action);
        read_rss(action, port);
        return;
    default:
        throw flow_refusal(ENOTSUP, RTE_FLOW_ERROR_TYPE_ACTION, &action,
                           "there is no action " + action_name(action.type) +
                               ", only PASSTHRU, MARK, FLAG, COUNT, DROP, QUEUE and RSS");
    }
}

void flow_actions::decide(const rte_flow_action& action) {
    if (decided_)
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ACTION, &action,
                           "a rule has one of QUEUE, RSS, DROP and PASSTHRU; " + action_name(action.type) +
                               " is the second one");
    decided_ = true;
}

void flow_actions::read_rss(const rte_flow_action& action, const eth_port& port) {
    const auto& rss = conf_of<rte_flow_action_rss>(action);
    check(rss);
    for (std::uint32_t i = 0; i < rss.queue_num; ++i)
        add_queue(action, rss.queue[i], port);
    fields_ = rss.types != 0 ? hashed_fields(rss.types) : hashed_fields(port);
    key_ = key_of(port);
    if (rss.key != nullptr && rss.key_len != 0)
        key_.assign(rss.key, rss.key + rss.key_len);
}

void flow_actions::add_queue(const rte_flow_action& action, std::uint16_t queue, const eth_port& port) {
    if (queue >= port.rx.size())
        throw flow_refusal(EINVAL, RTE_FLOW_ERROR_TYPE_ACTION_CONF, action.conf,
                           "the port has " + std::to_string(port.rx.size()) + " receive queues, no queue " +
                               std::to_string(queue));
    queues_.push_back(queue);
}

void flow_actions::mark(rte_mbuf& m) const noexcept {
    if (flags_)
        m.ol_flags |= RTE_MBUF_F_RX_FDIR;
    if (mark_) {
        m.ol_flags |= RTE_MBUF_F_RX_FDIR | RTE_MBUF_F_RX_FDIR_ID;
        m.hash.fdir.hi = *mark_;
    }
}

std::uint32_t flow_actions::queue_for(std::span<const std::byte> head, const parsed_packet& at,
                                      std::uint32_t own) const noexcept {
    if (drops_)
        return nowhere;
    if (queues_.empty())
        return own;
    return queues_.size() == 1 ? queues_.front()
                               : queues_[packet_hash(head, at, fields_, key_).value_or(0) % queues_.size()];
}

} // namespace xdpk::dpdk
