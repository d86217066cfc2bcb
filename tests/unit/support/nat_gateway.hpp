// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/nat.hpp>

#include "src/stage/flow_rewrite.hpp"
#include "support/addresses.hpp"

#include <gtest/gtest.h>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::test {

/// A nat stage and what a flow cache does with it.
class nat_gateway {
public:
    explicit nat_gateway(const nat_config& config, nat_worker worker = {})
        : stage_(std::make_shared<const nat_rules>(config), (now = 1000, worker.seconds = clock, worker)) {}
    /// Every flow ends, and then there must be no mapping left.
    ~nat_gateway() {
        end_all();
        now += 100'000;
        stage_.expire();
        EXPECT_TRUE(mappings().empty());
    }
    nat_gateway(const nat_gateway&) = delete;
    nat_gateway& operator=(const nat_gateway&) = delete;

    /// A packet with this key, and the key that it leaves with; nothing if it was dropped.
    std::optional<flow_key> send(const flow_key& key) {
        const auto known = flows_.find(key.to_words());
        if (known == flows_.end())
            return decide(key, nullptr);
        const std::shared_ptr<kept> f = known->second;
        if (f->epoch != epoch_)
            decide(f->key, f.get());
        const auto now_known = flows_.find(key.to_words());
        if (now_known == flows_.end())
            return std::nullopt;
        return now_known->second->key == key ? now_known->second->rewritten : reversed(now_known->second->key);
    }
    void end(const flow_key& key) {
        const auto known = flows_.find(key.to_words());
        ASSERT_NE(known, flows_.end());
        const std::shared_ptr<kept> f = known->second;
        remove(*f);
        stage_.forget(f->key, f->record);
    }
    void end_all() {
        while (!flows_.empty())
            end(flows_.begin()->second->key);
    }
    /// The flow may have been dropped when it was decided anew.
    void end_if_known(const flow_key& key) {
        if (flows_.contains(key.to_words()))
            end(key);
    }
    bool replace(const nat_config& config) {
        auto rules = std::make_shared<const nat_rules>(config);
        ++epoch_;
        return stage_.replace(rules);
    }

    [[nodiscard]] std::uint64_t count(const std::string& name) const {
        for (const named_counter& c : stage_.counters())
            if (name == c.name)
                return c.value->get();
        ADD_FAILURE() << "no counter " << name;
        return 0;
    }
    [[nodiscard]] std::vector<nat_mapping_report> mappings() const { return stage_.mappings(0, 1'000'000); }
    [[nodiscard]] nat& stage() { return stage_; }
    [[nodiscard]] bool needed_state() const { return needed_state_; }

    static inline std::uint32_t now = 1000; ///< in seconds
    std::uint8_t icmp_type = 0;             ///< of packets to come

private:
    struct kept {
        flow_key key;
        flow_key rewritten;
        xdpk_flow_record record{};
        unsigned epoch = 0;
    };

    static std::uint32_t clock() noexcept { return now; }

    void remove(const kept& f) {
        flows_.erase(f.key.to_words());
        flows_.erase(reversed(f.rewritten).to_words());
    }

    std::optional<flow_key> decide(const flow_key& key, const kept* old) {
        constexpr unsigned attempts = 8;
        const kept before = old != nullptr ? *old : kept{};
        if (old != nullptr)
            remove(before);
        std::optional<flow_key> left;
        for (unsigned attempt = 0; attempt < attempts && !left; ++attempt) {
            flow_decision d{.key = key, .rewritten = key, .attempt = attempt};
            d.fields.icmp_type = icmp_type;
            d.before = old != nullptr ? &before.record : nullptr;
            stage_.decide(d);
            needed_state_ = d.needs_state;
            auto f = std::make_shared<kept>(kept{.key = key, .rewritten = d.rewritten, .epoch = epoch_});
            f->record.rewrite = d.rewrite;
            detail::set_rewrite(f->record, key, d.rewritten);
            if (d.verdict != XDPK_FORWARD) {
                EXPECT_EQ(d.rewritten, key);
                stage_.forget(key, f->record);
                break;
            }
            if (flows_.contains(reversed(d.rewritten).to_words())) {
                stage_.forget(key, f->record);
                continue;
            }
            flows_[key.to_words()] = f;
            flows_[reversed(d.rewritten).to_words()] = f;
            left = d.rewritten;
        }
        if (old != nullptr)
            stage_.forget(before.key, before.record);
        return left;
    }

    nat stage_;
    std::map<flow_key::words, std::shared_ptr<kept>> flows_;
    unsigned epoch_ = 0;
    bool needed_state_ = false;
};

} // namespace xdpk::test
