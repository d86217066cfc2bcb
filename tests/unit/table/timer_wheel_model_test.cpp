// SPDX-License-Identifier: BSD-3-Clause
// The wheel beside a list of deadlines, a million operations.
#include <xdpk/table/timer_wheel.hpp>

#include <gtest/gtest.h>
#include <optional>
#include <random>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

constexpr std::uint32_t entries = 300;
constexpr int operations = 1'000'000;

class trial {
public:
    explicit trial(std::uint64_t seed)
        : random_(seed), now_(static_cast<std::uint32_t>(random_())), links_(entries), wheel_(links_, 0, now_),
          due_(entries) {}

    void step() {
        const auto entry = static_cast<std::uint32_t>(random_() % entries);
        switch (random_() % 8) {
        case 0:
        case 1:
        case 2:
            arm(entry);
            break;
        case 3:
            disarm(entry);
            break;
        case 4:
            refresh(entry);
            break;
        default:
            advance();
            break;
        }
    }

    std::size_t expired() const { return expired_; }

private:
    /// Often soon, sometimes late, so that all levels are used.
    std::uint32_t soon_or_late() { return static_cast<std::uint32_t>(random_()) >> (2 + random_() % 30); }

    void arm(std::uint32_t entry) {
        links_.disarm(entry);
        due_[entry] = now_ + 1 + soon_or_late();
        wheel_.arm(entry, *due_[entry]);
    }

    void disarm(std::uint32_t entry) {
        ASSERT_EQ(links_.armed(entry), due_[entry].has_value());
        links_.disarm(entry);
        due_[entry].reset();
    }

    void refresh(std::uint32_t entry) {
        if (due_[entry])
            *due_[entry] += soon_or_late() >> 8U;
    }

    bool over(std::uint32_t entry) const { return due_[entry] && static_cast<std::int32_t>(*due_[entry] - now_) <= 0; }

    void advance() {
        now_ += soon_or_late() >> 6U;
        const std::size_t budget = random_() % 2 == 0 ? random_() % 20 : 100000;
        const std::size_t steps = wheel_.advance(now_, budget, [this](std::uint32_t entry) { return visit(entry); });
        ASSERT_LE(steps, budget);
        for (std::uint32_t entry = 0; steps < budget && entry < entries; ++entry)
            ASSERT_FALSE(over(entry)) << entry << " was due and not visited";
    }

    std::optional<std::uint32_t> visit(std::uint32_t entry) {
        EXPECT_TRUE(due_[entry].has_value()) << entry << " was visited though it was in no wheel";
        EXPECT_FALSE(links_.armed(entry));
        if (!over(entry))
            return due_[entry];
        ++expired_;
        due_[entry].reset();
        return std::nullopt;
    }

    std::mt19937_64 random_;
    std::uint32_t now_;
    timer_links links_;
    timer_wheel wheel_;
    std::vector<std::optional<std::uint32_t>> due_;
    std::size_t expired_ = 0;
};

TEST(TimerWheelModel, MissesNothingAndInventsNothing) {
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    trial t(seed);
    for (int step = 0; step < operations && !testing::Test::HasFailure(); ++step)
        t.step();
    EXPECT_GT(t.expired(), operations / 100);
}

} // namespace THIS_TEST
} // namespace xdpk
