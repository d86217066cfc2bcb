// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "bench/tables/classifier_rules.hpp"
#include "classifier_model.hpp"

#include <xdpk/table/classifier.hpp>

#include <algorithm>
#include <cstdint>
#include <gtest/gtest.h>
#include <random>
#include <span>
#include <utility>
#include <vector>

namespace xdpk {

/// A classifier and the naive one, with rules of a shape, some of which say more than the five-tuple.
class classifier_and_model {
public:
    classifier_and_model(bench::rule_shape shape, std::size_t count, unsigned one_more_in, std::uint64_t seed)
        : random_(seed), source_(bench::make_rules(shape, count, seed)),
          headers_(bench::make_headers(source_, 20'000, seed + 1)) {
        for (classifier_rule& rule : source_)
            if (one_more_in != 0 && random_() % one_more_in == 0)
                restrict(rule);
        for (packet_fields& p : headers_) {
            p.tcp_flags = small();
            p.fragment = small();
            p.vlan = small();
            p.interface = small();
        }
        table.replace(source_);
        for (std::uint32_t i = 0; i < source_.size(); ++i)
            add_to_model(i, source_[i]);
        next_ = static_cast<std::uint32_t>(source_.size());
    }

    void add_one() {
        classifier_rule rule = source_[random_() % source_.size()];
        restrict(rule);
        rule.priority = static_cast<std::uint32_t>(random_() % source_.size());
        EXPECT_EQ(table.add(rule), next_);
        add_to_model(next_++, rule);
    }

    void erase_one() {
        std::uint32_t& id = ids_[random_() % ids_.size()];
        EXPECT_TRUE(table.erase(id));
        model_.erase(id);
        std::swap(id, ids_.back());
        ids_.pop_back();
    }

    /// So many packets are looked up in bursts, and a few explained.
    void compare(std::size_t packets) {
        const std::size_t first = random_() % (headers_.size() - packets);
        const std::span<const packet_fields> some = std::span(headers_).subspan(first, packets);
        std::vector<classifier_hit> hits(packets);
        for (std::size_t at = 0; at < packets;) {
            const std::size_t burst = std::min<std::size_t>(1 + random_() % 70, packets - at);
            table.lookup(some.subspan(at, burst), std::span(hits).subspan(at, burst));
            at += burst;
        }
        for (std::size_t i = 0; i < packets; ++i)
            ASSERT_EQ(hits[i].rule, model_.first(some[i])) << "packet " << first + i;
        for (std::size_t i = 0; i < packets; i += 64)
            ASSERT_EQ(table.explain(some[i]), model_.all(some[i])) << "packet " << first + i;
    }

    [[nodiscard]] bool chance(unsigned one_in) { return random_() % one_in == 0; }
    [[nodiscard]] std::size_t size() const { return ids_.size(); }

    classifier table;

private:
    std::uint8_t small() { return static_cast<std::uint8_t>(random_() % 3); }

    void restrict(classifier_rule& rule) {
        switch (random_() % 4) {
        case 0:
            rule.tcp_flags = {.value = 1, .mask = 1};
            break;
        case 1:
            rule.fragment = {.value = 0, .mask = 2};
            break;
        case 2:
            rule.vlan = small();
            break;
        default:
            rule.interface = small();
        }
    }

    void add_to_model(std::uint32_t id, const classifier_rule& rule) {
        model_.add(id, rule);
        ids_.push_back(id);
    }

    std::mt19937_64 random_;
    std::vector<classifier_rule> source_;
    std::vector<packet_fields> headers_;
    classifier_model model_;
    std::vector<std::uint32_t> ids_;
    std::uint32_t next_ = 0;
};

} // namespace xdpk
