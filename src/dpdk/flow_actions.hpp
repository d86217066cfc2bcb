// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_mbuf.h>
#include <xdpk/dpdk/xdpk_flow_actions.h>

#include <xdpk/net/parser.hpp>
#include <xdpk/net/rss.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace xdpk::dpdk {

struct eth_port;

/// A rule's actions, read once.
class flow_actions {
public:
    /// Throws flow_refusal for what is wrong or not there.
    flow_actions(const rte_flow_action* actions, const eth_port& port);

    /// A packet's hash, modulo the table's size, chooses of `table`.
    flow_actions(std::vector<std::uint16_t> table, const eth_port& port);

    [[nodiscard]] bool passes_on() const noexcept { return passes_on_; }
    [[nodiscard]] bool counts() const noexcept { return counts_; }
    void mark(rte_mbuf& m) const noexcept;

    static constexpr std::uint32_t nowhere = UINT32_MAX;
    /// Of a packet that came by queue `own`.
    [[nodiscard]] std::uint32_t queue_for(std::span<const std::byte> head, const parsed_packet& at,
                                          std::uint32_t own) const noexcept;

private:
    void read(const rte_flow_action& action, const eth_port& port);
    void decide(const rte_flow_action& action);
    void read_rss(const rte_flow_action& action, const eth_port& port);
    void add_queue(const rte_flow_action& action, std::uint16_t queue, const eth_port& port);

    bool decided_ = false;
    bool passes_on_ = false;
    bool drops_ = false;
    bool counts_ = false;
    bool flags_ = false;
    std::optional<std::uint32_t> mark_;
    std::vector<std::uint16_t> queues_;
    rss_fields fields_ = rss_fields::addresses;
    std::vector<std::uint8_t> key_;
};

} // namespace xdpk::dpdk
