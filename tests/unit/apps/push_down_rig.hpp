// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stages/push_down.hpp"

#include "stage/push_rig.hpp"

#include <xdpk/base/error.hpp>

#include <cstring>
#include <map>
#include <set>
#include <string>
#include <vector>

namespace xdpk::test {

/// Keeps what is pushed down, and counts what it is told to.
class recording_sink final : public stages::push_sink {
public:
    void install(std::span<const xdpk_pushed_key> keys, std::span<const xdpk_pushed_flow> flows) override {
        ++installs;
        for (std::size_t i = 0; i < keys.size(); ++i)
            flows_[text(keys[i])] = {keys[i], flows[i]};
    }
    void remove(std::span<const xdpk_pushed_key> keys, std::span<xdpk_pushed_flow> last) override {
        for (std::size_t i = 0; i < keys.size(); ++i) {
            last[i] = {};
            if (const auto at = flows_.find(text(keys[i])); at != flows_.end()) {
                last[i] = at->second.second;
                flows_.erase(at);
            }
        }
    }
    void read(const visitor& show) override {
        ++reads;
        for (const auto& [name, flow] : flows_)
            show({&flow.first, 1}, {&flow.second, 1});
    }
    void set_epoch(std::uint32_t next) override { epoch = next; }
    void set_tunnel(std::uint16_t, const std::array<xdpk_pushed_tunnel, 2>&) override {}
    void deny(const deny_sets& sets) override {
        for (const denied_block& block : sets.blocks)
            if (denies.size() == deny_room)
                throw error({.what = "full"});
            else
                denies.insert(block);
        denied_ports.insert(sets.ports.begin(), sets.ports.end());
        denied_flows.insert(sets.flows.begin(), sets.flows.end());
    }
    void allow(const deny_sets& sets) override {
        for (const denied_block& block : sets.blocks)
            denies.erase(block);
        for (const denied_port& port : sets.ports)
            denied_ports.erase(port);
        for (const denied_flow& flow : sets.flows)
            denied_flows.erase(flow);
    }
    [[nodiscard]] std::vector<xdpk_denied_sum> denied() const override { return sums; }

    /// A packet for each flow of the current epoch; returns how many.
    std::uint64_t pass(std::uint64_t now) {
        std::uint64_t passed = 0;
        for (auto& [name, flow] : flows_) {
            if (flow.second.epoch != epoch)
                continue;
            flow.second.packets += 1;
            flow.second.bytes += 100;
            flow.second.last_seen = now;
            ++passed;
        }
        return passed;
    }
    [[nodiscard]] std::size_t size() const { return flows_.size(); }
    [[nodiscard]] const xdpk_pushed_flow& only() const { return flows_.begin()->second.second; }
    [[nodiscard]] const xdpk_pushed_key& only_key() const { return flows_.begin()->second.first; }
    void lose_all() { flows_.clear(); }

    std::set<denied_block> denies;
    std::set<denied_port> denied_ports;
    std::set<denied_flow> denied_flows;
    std::size_t deny_room = 100;
    std::vector<xdpk_denied_sum> sums = std::vector<xdpk_denied_sum>(4);
    std::uint32_t epoch = 0;
    int installs = 0;
    int reads = 0;

private:
    static std::string text(const xdpk_pushed_key& key) { return {reinterpret_cast<const char*>(&key), sizeof(key)}; }
    std::map<std::string, std::pair<xdpk_pushed_key, xdpk_pushed_flow>> flows_;
};

} // namespace xdpk::test
