// SPDX-License-Identifier: BSD-3-Clause
// The flow table beside a map of keys, a million operations.
#include <xdpk/table/flow_table.hpp>

#include "table/flow_keys.hpp"
#include "table/flow_model.hpp"

#include <algorithm>
#include <array>
#include <functional>
#include <gtest/gtest.h>
#include <random>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr int operations = 1'000'000;
constexpr std::size_t room = 300;
constexpr std::uint32_t names = 400; ///< so that it is often full

using table = flow_table<std::uint64_t>;
using tick = table::tick;

class trial {
public:
    explicit trial(std::uint64_t seed)
        : random_(seed), now_(static_cast<tick>(random_())), table_({.entries = room, .seed = random_(), .now = now_}) {
    }

    void step() {
        switch (random_() % 16) {
        case 0:
            erase();
            break;
        case 1:
            change_phase();
            break;
        case 2:
            pass_time();
            break;
        case 3:
        case 4:
        case 5:
            refresh();
            break;
        case 6:
        case 7:
        case 8:
        case 9:
        case 10:
            insert();
            break;
        default:
            look_up();
            break;
        }
    }

    void check_size() const {
        ASSERT_EQ(table_.size(), model_.entries());
        ASSERT_LE(table_.size(), room);
    }

    const flow_counters& counters() const { return table_.counters(); }

private:
    std::array<flow_key, 2> random_keys() {
        const auto n = static_cast<std::uint32_t>(random_() % names);
        // A translated flow: what the reply comes to is not the reverse of the first direction.
        return {numbered_key(n), numbered_key(n % 3 == 0 ? n : 1000 + n / 2)};
    }
    flow_key random_key() { return random_keys().at(random_() % 2); }
    /// At times mostly transitory, at times established only.
    flow_phase random_phase() {
        return random_() % 4 < (phases_++ >> 13U) % 5 ? flow_phase::established : flow_phase::transitory;
    }
    tick soon() { return now_ + 1 + static_cast<tick>(random_() % (random_() % 2 == 0 ? 10 : 3000)); }

    /// What the table calls before it removes a flow.
    void gone(table::index first) {
        const flow_model::flow model = model_.of(table_.key(first));
        ASSERT_NE(model, nullptr);
        ASSERT_EQ(table_.key(first), model->keys.front());
        ASSERT_EQ(table_.value(first), model->value);
        if (model->alive(now_)) {
            EXPECT_EQ(model->phase, flow_phase::transitory) << "an established flow was evicted";
            EXPECT_GE(table_.size() + 2, room) << "evicted though there was room";
        }
        model_.remove(model);
    }
    std::function<void(table::index)> farewell() { return std::bind_front(&trial::gone, this); }

    void insert() {
        const auto keys = random_keys();
        const bool both = random_() % 4 != 0;
        const flow_phase phase = random_phase();
        const tick deadline = soon();
        const bool present = model_.living(keys[0], now_) || (both && model_.living(keys[1], now_));
        const table::insertion done = both ? table_.insert(keys, phase, now_, deadline, farewell())
                                           : table_.insert(keys[0], phase, now_, deadline, farewell());
        ASSERT_EQ(done.result == insert_result::present, present);
        ASSERT_FALSE(done.result == insert_result::full && model_.any_transitory()) << "nobody was evicted";
        if (done.result != insert_result::inserted)
            return;
        const std::size_t directions = both && keys[0] != keys[1] ? 2 : 1;
        model_flow made{{keys[0]}, std::vector(directions, deadline), phase, random_()};
        table_.value(done.where) = made.value;
        if (directions == 2) {
            table_.value(table_.other(done.where)) = made.value + 1;
            made.keys.push_back(keys[1]);
        }
        model_.add(made);
    }

    void look_up() {
        std::vector<flow_key> keys(random_() % (random_() % 8 == 0 ? 70 : 8));
        std::ranges::generate(keys, [this] { return random_key(); });
        std::vector<table::index> found(keys.size());
        table_.lookup(keys, now_, found);
        for (std::size_t i = 0; i < keys.size(); ++i) {
            const flow_model::flow model = model_.of(keys[i]);
            ASSERT_EQ(found[i] != table::none, model && model->alive(now_));
            if (found[i] == table::none)
                continue;
            ASSERT_EQ(table_.key(found[i]), keys[i]);
            ASSERT_EQ(table_.value(found[i]), model->value + (keys[i] == model->keys.front() ? 0 : 1));
            ASSERT_EQ(table_.phase(found[i]), model->phase);
        }
    }

    /// Does something to a living flow, if a key chosen at random has one.
    template <class Do>
    void with_some(Do&& work) {
        const flow_key key = random_key();
        if (const table::index found = table_.find(key, now_); found != table::none)
            work(found, model_.of(key), key);
    }

    void erase() {
        with_some([this](table::index found, const flow_model::flow& model, const flow_key&) {
            table_.erase(found);
            model_.remove(model);
        });
    }

    void refresh() {
        with_some([this](table::index found, const flow_model::flow& model, const flow_key& key) {
            tick& deadline = model->deadlines.at(key == model->keys.front() ? 0 : 1);
            deadline = std::max(deadline - now_, soon() - now_) + now_;
            table_.refresh(found, deadline);
        });
    }

    void change_phase() {
        with_some([this](table::index found, const flow_model::flow& model, const flow_key&) {
            model->phase = random_phase();
            std::ranges::fill(model->deadlines, soon());
            table_.set_phase(found, model->phase, model->deadlines.front());
        });
    }

    void pass_time() {
        now_ += static_cast<tick>(random_() % (random_() % 100 == 0 ? 5000 : 5));
        const std::size_t budget = random_() % 2 == 0 ? random_() % 10 : 10000;
        if (table_.expire(now_, budget, farewell()) == budget)
            return;
        ASSERT_FALSE(model_.any_dead(now_)) << "a dead flow was left";
    }

    std::mt19937_64 random_;
    tick now_;
    table table_;
    flow_model model_;
    std::uint64_t phases_ = 0;
};

TEST(FlowTableModel, AgreesWithAMap) {
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    trial t(seed);
    for (int step = 0; step < operations && !testing::Test::HasFailure(); ++step) {
        t.step();
        t.check_size();
    }
    EXPECT_GT(t.counters().inserted, operations / 50);
    EXPECT_GT(t.counters().expired, operations / 100);
    EXPECT_GT(t.counters().evicted, operations / 1000);
    EXPECT_GT(t.counters().refused, 0U);
}

} // namespace THIS_TEST
} // namespace xdpk
