// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/core/any_stage.hpp>

#include <xdpk/core/pipeline.hpp>

#include "support/frames.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::ElementsAre;

// Appends its digit to each packet's mark.
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
    [[nodiscard]] unsigned value() const { return digit_; }

private:
    unsigned digit_;
    counter calls_;
    counter none_;
};

std::vector<std::string> names(const stage_sequence& s) {
    std::vector<stage_counter> list;
    list_counters(s, list);
    std::vector<std::string> found;
    for (const stage_counter& c : list)
        found.push_back(c.name + "=" + std::to_string(c.value->get()));
    return found;
}

stage_sequence sequence_of(unsigned first, unsigned second) {
    std::vector<any_stage> stages;
    stages.emplace_back(digit(first));
    stages.emplace_back(digit(second));
    return stage_sequence(std::move(stages));
}

TEST(any_stage, runs_in_order) {
    test::frames memory;
    burst b(memory.pool);
    test::put(b, "x");
    stage_sequence s = sequence_of(1, 2);
    s(b);
    EXPECT_EQ(b[0].mark, 12);
    s.stages().emplace_back(pipeline(digit(3), digit(4)));
    s(b);
    EXPECT_EQ(b[0].mark, 121234);
}

TEST(any_stage, shows_counters_under_its_label) {
    test::frames memory;
    burst b(memory.pool);
    stage_sequence s = sequence_of(1, 2);
    s(b);
    s.stages()[1].set_label("second");
    s.stages().emplace_back([](burst&) noexcept {});
    s.stages().emplace_back(pipeline(digit(3)));
    s.stages().back().set_label("both");
    EXPECT_THAT(names(s), ElementsAre("digit.calls=1", "digit.none=0", "second.calls=1", "second.none=0",
                                      "both.digit.calls=0", "both.digit.none=0"));
}

TEST(any_stage, tells_what_it_is) {
    any_stage s(digit(7));
    ASSERT_NE(s.get<digit>(), nullptr);
    EXPECT_EQ(s.get<digit>()->value(), 7);
    EXPECT_EQ(s.get<pipeline<digit>>(), nullptr);
    const any_stage moved(std::move(s));
    std::vector<stage_counter> list;
    moved.list_counters(list);
    EXPECT_EQ(list.size(), 2);
}

// Counts how often it took over.
struct heir {
    int* times;
    void operator()(burst&) noexcept {}
    void take_over() noexcept { ++*times; }
};

TEST(any_stage, one_with_a_past_is_told_to_take_over) {
    int times = 0;
    std::vector<any_stage> stages;
    stages.emplace_back(digit(1));
    stages.emplace_back(heir{&times});
    stage_sequence(std::move(stages)).take_over();
    EXPECT_EQ(times, 1);
}

} // namespace THIS_TEST
} // namespace xdpk
