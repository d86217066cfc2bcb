// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/maglev.hpp>

#include "support/random_seed.hpp"

#include <algorithm>
#include <gtest/gtest.h>
#include <map>
#include <optional>
#include <random>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr std::uint32_t size = 1009;
constexpr std::uint64_t node_seed = 42;

/// A cluster whose backends come and go. The model is a node that starts anew from the ids in another order.
class cluster {
public:
    explicit cluster(std::uint64_t seed) : random_(seed) {}

    void change() {
        const std::uint64_t id = random_() % 40;
        if (const auto found = weights_.find(id); found != weights_.end() && random_() % 3 != 0)
            weights_.erase(found);
        else
            weights_[id] = static_cast<std::uint32_t>(random_() % 9);
        build();
    }

    void look_up() {
        const auto hash = static_cast<std::uint32_t>(random_());
        EXPECT_EQ(owner(table_, backends_, hash), owner(fresh_, shuffled_, hash));
    }

    /// Each backend has the floor or the ceiling of its share, and all entries are somebody's.
    void check_shares() const {
        std::uint64_t all = 0;
        for (const auto& [id, weight] : weights_)
            all += weight;
        std::uint64_t taken = 0;
        for (std::size_t i = 0; i < backends_.size() && all != 0; ++i) {
            const auto count = static_cast<std::uint64_t>(std::ranges::count(table_->entries(), i));
            EXPECT_GE(count, backends_[i].weight * std::uint64_t{size} / all);
            EXPECT_LE(count, (backends_[i].weight * std::uint64_t{size} + all - 1) / all);
            taken += count;
        }
        EXPECT_EQ(taken, all == 0 ? 0 : size);
    }

private:
    static std::uint64_t owner(const std::optional<maglev_table>& table, const std::vector<maglev_backend>& backends,
                               std::uint32_t hash) {
        const std::uint16_t index = table->find(hash);
        return index == maglev_table::none ? ~std::uint64_t{0} : backends.at(index).id;
    }

    void build() {
        backends_.clear();
        for (const auto& [id, weight] : weights_)
            backends_.push_back({.id = id, .weight = weight});
        shuffled_ = backends_;
        std::ranges::shuffle(shuffled_, random_);
        table_.emplace(backends_, size, node_seed);
        fresh_.emplace(shuffled_, size, node_seed);
    }

    std::mt19937_64 random_;
    std::map<std::uint64_t, std::uint32_t> weights_;
    std::vector<maglev_backend> backends_;
    std::vector<maglev_backend> shuffled_;
    std::optional<maglev_table> table_;
    std::optional<maglev_table> fresh_;
};

TEST(maglev, keeps_its_promises_through_a_million_operations) {
    const random_seed seed;
    cluster c(seed.value());
    for (int i = 0; i < 1'000'000 && !testing::Test::HasFailure(); ++i) {
        if (i % 1000 == 0) {
            c.change();
            c.check_shares();
        }
        c.look_up();
    }
}

} // namespace THIS_TEST
} // namespace xdpk
