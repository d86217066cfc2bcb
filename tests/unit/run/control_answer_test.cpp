// SPDX-License-Identifier: BSD-3-Clause
#include "run/control_answer.hpp"

#include "support/random_seed.hpp"

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;

struct no_stages final : live_stages {
    [[nodiscard]] unsigned workers() const override { return 0; }
    [[nodiscard]] kept_state& kept() override { return kept_; }
    void on_worker(unsigned, const std::function<void(std::vector<any_stage>&)>&) override {}
    kept_state kept_;
};

class control_answer : public testing::Test {
protected:
    control_answer() {
        words_.add({.verb = "show", .what = "things", .read = [](config_reader&) {
                        return [](live_stages&) {
                            return control_table{.columns = {"name", "n", "x", "on"},
                                                 .rows = {{std::string("a\xff"), std::uint64_t{7}, 0.5, true}}};
                        };
                    }});
        words_.add({.verb = "set", .what = "weight", .read = [this](config_reader& r) {
                        unsigned weight = 0;
                        r.need("weight", weight, form::whole<unsigned>{.least = 1, .most = 10}, "How heavy");
                        return [this, weight](live_stages&) {
                            weight_ = weight;
                            return control_table();
                        };
                    }});
        words_.add({.verb = "fail", .read = [](config_reader&) -> control_action {
                        return [](live_stages&) -> control_table { throw error({.what = "did not work"}); };
                    }});
    }
    std::string answer(std::string_view line) { return answer_request(words_, stages_, line); }

    control_words words_;
    no_stages stages_;
    unsigned weight_ = 0;
};

TEST_F(control_answer, is_a_table) {
    EXPECT_EQ(answer(R"({"do":"show","what":"things"})"),
              R"({"ok":true,"columns":["name","n","x","on"],"rows":[{"name":"a)"
              "\xEF\xBF\xBD"
              R"(","n":7,"x":0.5,"on":true}]})");
}

TEST_F(control_answer, does_what_all_keys_agree_to) {
    EXPECT_EQ(answer(R"({"do":"set","what":"weight","weight":3})"), R"({"ok":true,"columns":[],"rows":[]})");
    EXPECT_EQ(weight_, 3);
    EXPECT_THAT(answer(R"({"do":"set","what":"weight","weight":30})"), HasSubstr("weight: 30 is not a whole number"));
    EXPECT_THAT(answer(R"({"do":"set","what":"weight","wieght":4,"weight":5})"), HasSubstr("did you mean 'weight'?"));
    EXPECT_THAT(answer(R"({"do":"set","what":"weight"})"), HasSubstr("'weight' is missing"));
    EXPECT_EQ(weight_, 3);
}

TEST_F(control_answer, proposes_words) {
    EXPECT_THAT(answer(R"({"do":"shwo","what":"things"})"), HasSubstr("did you mean 'show'?"));
    EXPECT_THAT(answer(R"({"do":"show","what":"thing"})"), HasSubstr("did you mean 'things'?"));
    EXPECT_THAT(answer(R"({"do":"show"})"), HasSubstr("show: what?; there are things"));
    EXPECT_THAT(answer("{}"), HasSubstr("there are fail, set, show"));
}

TEST_F(control_answer, passes_failures_on) {
    EXPECT_EQ(answer(R"({"do":"fail"})"), R"({"ok":false,"error":"did not work"})");
}

TEST_F(control_answer, refuses_what_is_no_request) {
    for (const char* line : {"", "x", "[]", "3", "null", "\"show\"", "{", R"({"do":3})", R"({"do":"show","what":[]})",
                             R"({"do":"fail","x":null})", R"({"do":"fail","x":99999999999999999999})",
                             R"({"do":"fail","x":18446744073709551615})", "\xff\xfe", "{\"do\":\"\x01\"}"})
        EXPECT_THAT(answer(line), testing::StartsWith(R"({"ok":false,"error":")")) << line;
    const std::string deep = R"({"do":"set","what":"weight","weight":)" + std::string(30000, '[');
    EXPECT_THAT(answer(deep + std::string(30000, ']') + "}"), HasSubstr("too many things in each other"));
    EXPECT_THAT(answer(deep), HasSubstr("not a JSON object"));
}

TEST_F(control_answer, survives_damaged_requests) {
    const random_seed seed;
    std::mt19937_64 random(seed.value());
    const std::string right = R"({"do":"set","what":"weight","weight":3,"list":[1,2.5,{"a":true}]})";
    for (int i = 0; i < 20000; ++i) {
        std::string line = right;
        for (std::uint64_t n = random() % 4; n-- > 0;)
            line[random() % line.size()] = static_cast<char>(random());
        line.resize(random() % (line.size() + 1));
        ASSERT_THAT(answer(line), testing::StartsWith(R"({"ok":)")) << line;
    }
}

} // namespace THIS_TEST
} // namespace xdpk
