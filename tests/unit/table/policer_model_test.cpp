// SPDX-License-Identifier: BSD-3-Clause
// The markers beside the RFCs' own description, run nanosecond by nanosecond.
#include <xdpk/table/policer.hpp>

#include <algorithm>
#include <array>
#include <gtest/gtest.h>
#include <random>

namespace xdpk {
namespace THIS_TEST {

constexpr std::int64_t billion = 1'000'000'000;
constexpr int operations = 1'000'000;

/// A bucket of billionths of tokens that earns its rate each nanosecond.
struct bucket {
    std::int64_t size;
    std::int64_t held = size;

    void earn(std::int64_t rate) { held = std::min(size, held + rate); }
    bool has(std::uint32_t tokens) const { return held >= tokens * billion; }
    void take(std::uint32_t tokens) { held -= tokens * billion; }
};

struct srtcm_model {
    std::int64_t rate;
    bucket committed, excess;

    void nanosecond() {
        const std::int64_t over = std::max<std::int64_t>(0, committed.held + rate - committed.size);
        committed.earn(rate);
        excess.earn(over);
    }

    color mark(std::uint32_t size, color incoming) {
        if (incoming == color::green && committed.has(size)) {
            committed.take(size);
            return color::green;
        }
        if ((incoming == color::green || incoming == color::yellow) && excess.has(size)) {
            excess.take(size);
            return color::yellow;
        }
        return color::red;
    }
};

struct trtcm_model {
    std::int64_t committed_rate, peak_rate;
    bucket committed, peak;

    void nanosecond() {
        committed.earn(committed_rate);
        peak.earn(peak_rate);
    }

    color mark(std::uint32_t size, color incoming) {
        if (incoming == color::red || !peak.has(size))
            return color::red;
        if (incoming == color::yellow || !committed.has(size)) {
            peak.take(size);
            return color::yellow;
        }
        peak.take(size);
        committed.take(size);
        return color::green;
    }
};

template <class Marker, class Model, class Random>
void compare(Marker& marker, Model& model, Random& random) {
    std::uint64_t now = 12345;
    std::array<int, 3> seen{};
    for (int step = 0; step < operations; ++step) {
        const std::uint64_t pause = random() % 4 == 0 ? random() % 40 : 0;
        for (std::uint64_t i = 0; i < pause; ++i)
            model.nanosecond();
        now += pause;
        const auto size = static_cast<std::uint32_t>(random() % 9); // an empty packet always conforms
        const auto incoming = static_cast<color>(random() % 3);
        const color marked = marker.mark(size, now, incoming);
        ASSERT_EQ(marked, model.mark(size, incoming)) << "step " << step;
        ++seen.at(static_cast<std::size_t>(marked));
    }
    for (const int count : seen)
        EXPECT_GT(count, operations / 100);
}

TEST(PolicerModel, SrtcmAgrees) {
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const std::uint64_t rate = 300'000'000 + random() % 100'000'000;
    srtcm marker({.committed_rate = rate, .committed_burst = 20, .excess_burst = 10}, 12345);
    srtcm_model model{static_cast<std::int64_t>(rate), {20 * billion}, {10 * billion}};
    compare(marker, model, random);
}

TEST(PolicerModel, TrtcmAgrees) {
    const auto seed = std::random_device()();
    SCOPED_TRACE(seed);
    std::mt19937_64 random(seed);
    const std::uint64_t rate = 200'000'000 + random() % 100'000'000;
    trtcm marker({.committed_rate = rate, .committed_burst = 20, .peak_rate = 2 * rate, .peak_burst = 15}, 12345);
    trtcm_model model{
        static_cast<std::int64_t>(rate), static_cast<std::int64_t>(2 * rate), {20 * billion}, {15 * billion}};
    compare(marker, model, random);
}

} // namespace THIS_TEST
} // namespace xdpk
