// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "flow_actions.hpp"
#include "flow_pattern.hpp"

#include <xdpk/dpdk/rte_flow.h>

#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

/// A rule, as rte_flow.h has it. Several threads count.
struct rte_flow {
    xdpk::dpdk::flow_pattern pattern;
    xdpk::dpdk::flow_actions actions;
    std::uint32_t priority;
    std::atomic<std::uint64_t> hits = 0;
    std::atomic<std::uint64_t> bytes = 0;
};

namespace xdpk::dpdk {

struct eth_port;
struct flow_layer;

/// The rules of a port at one time, first the one to look at first. It never changes.
struct flow_list {
    std::vector<rte_flow*> rules;
    bool isolated;

    /// Does the matching rules' actions: the queue of a packet that came by queue `own`, or flow_actions::nowhere.
    [[nodiscard]] std::uint32_t judge(rte_mbuf& m, std::uint32_t own) const noexcept;
};

/// The rules of a port. Any thread changes them; a change makes a new list, and waits until no receive queue is in the
/// old one, which it ends then.
class flow_rules {
public:
    flow_rules() = default;
    flow_rules(const flow_rules&) = delete;
    flow_rules& operator=(const flow_rules&) = delete;
    ~flow_rules() { delete now_.load(); }

    /// Takes a rule into the list, or out of it (false: there is none such).
    rte_flow* add(std::unique_ptr<rte_flow> rule);
    [[nodiscard]] bool remove(const rte_flow* rule);
    void clear();
    void isolate(bool set);
    /// Where packets go that no rule moves: by this one; nullptr leaves them.
    void spread(std::unique_ptr<rte_flow> rest);
    [[nodiscard]] bool has(const rte_flow* rule);

    /// There is a list.
    [[nodiscard]] bool any() const noexcept { return now_.load(std::memory_order_acquire) != nullptr; }
    [[nodiscard]] const std::atomic<const flow_list*>& now() const noexcept { return now_; }

    /// The receive queues that look at the list, while the port is started.
    void use(std::vector<flow_layer*> layers) noexcept;
    [[nodiscard]] const std::vector<flow_layer*>& layers() const noexcept { return layers_; }

private:
    void publish();

    std::mutex lock_;
    std::vector<std::unique_ptr<rte_flow>> rules_;
    std::unique_ptr<rte_flow> rest_;
    bool isolated_ = false;
    std::atomic<const flow_list*> now_ = nullptr;
    std::vector<flow_layer*> layers_;
};

} // namespace xdpk::dpdk
