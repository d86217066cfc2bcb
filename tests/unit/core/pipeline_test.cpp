// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/pipeline.hpp>
#include <xdpk/core/when.hpp>

#include "support/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

// Multiplies each packet's mark by ten and adds its digit, so that the mark tells who was there in which order.
class digit {
public:
    static constexpr const char* name = "digit";
    explicit digit(unsigned d) : digit_(d) {}

    void operator()(burst& b) noexcept {
        for (packet& p : b)
            p.mark = p.mark * 10 + digit_;
        calls_.add(1);
    }
    [[nodiscard]] std::vector<named_counter> counters() const { return {{"calls", &calls_}, {"none", &none_}}; }

private:
    unsigned digit_;
    counter calls_;
    counter none_;
};

template <stage S>
std::uint32_t mark_after(S s) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, "x");
    s(b);
    return b[0].mark;
}

template <stage S>
std::vector<std::string> names(const S& s) {
    std::vector<stage_counter> list;
    list_counters(s, list);
    std::vector<std::string> found;
    for (const stage_counter& c : list)
        found.push_back(c.name);
    return found;
}

TEST(pipeline, runs_its_stages_in_order) {
    EXPECT_EQ(mark_after(pipeline(digit(1), digit(2), digit(3))), 123);
    EXPECT_EQ(mark_after(pipeline(digit(3), digit(1))), 31);
}

TEST(pipeline, is_a_stage) { EXPECT_EQ(mark_after(pipeline(digit(1), pipeline(digit(2), digit(3)), digit(4))), 1234); }

TEST(pipeline, takes_lambdas) {
    unsigned seen = 0;
    const auto look = [&seen](burst& b) noexcept { seen += b.size(); };
    EXPECT_EQ(mark_after(pipeline(digit(1), look, digit(2))), 12);
    EXPECT_EQ(seen, 1);
}

TEST(when, runs_its_stage_only_if_it_is_on) {
    EXPECT_EQ(mark_after(pipeline(when(true, digit(1)), when(false, digit(2)), digit(3))), 13);
}

TEST(list_counters, names_them_after_their_stage) {
    EXPECT_THAT(names(digit(1)), testing::ElementsAre("digit.calls", "digit.none"));
}

TEST(list_counters, looks_into_pipelines_and_past_stages_without) {
    const auto silent = [](burst&) noexcept {};
    EXPECT_THAT(names(pipeline(silent, pipeline(digit(1)), when(true, digit(2)), when(false, digit(3)))),
                testing::ElementsAre("digit.calls", "digit.none", "digit.calls", "digit.none"));
}

TEST(list_counters, shows_the_stage_at_work) {
    pipeline p(digit(1), when(true, digit(2)));
    std::vector<stage_counter> list;
    list_counters(p, list);
    test::frames memory;
    burst b(memory.pool);
    p(b);
    p(b);
    EXPECT_EQ(list[0].value->get(), 2);
    EXPECT_EQ(list[2].value->get(), 2);
    EXPECT_EQ(list[3].value->get(), 0);
}

struct throwing_stage {
    void operator()(burst&) {}
};
static_assert(stage<digit> && counting_stage<digit> && !composite_stage<digit>);
static_assert(!stage<throwing_stage>);
static_assert(composite_stage<pipeline<digit>> && composite_stage<when<digit>>);

} // namespace THIS_TEST
} // namespace xdpk
