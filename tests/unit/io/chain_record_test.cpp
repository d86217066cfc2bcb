// SPDX-License-Identifier: BSD-3-Clause
#include "io/chain_record.hpp"

#include <gtest/gtest.h>

namespace xdpk::detail {
namespace THIS_TEST {

chain_record example() {
    return {.id = 7,
            .load_time = 1234567890123456789,
            .tag = "beb3b2571369219a",
            .ifindex = 3,
            .name_space = 4026531840,
            .ifname = "eth1",
            .request = {.object = "/usr/lib/site/count.o",
                        .program = "count",
                        .label = "counter",
                        .owner = "site",
                        .priority = 20,
                        .chain_call = std::vector{xdp_verdict::pass, xdp_verdict::redirect},
                        .mode = xdp_mode::generic,
                        .pin = "/sys/fs/bpf/count",
                        .variables = {{"limit", {std::int64_t{-5}}},
                                      {"mask", {std::uint64_t{0xffffffffffffffff}}},
                                      {"on", {true}},
                                      {"ports", {bpf_value::list{{std::int64_t{1}}, {std::int64_t{2}}}}},
                                      {"site", {std::string("north")}}},
                        .keep_maps = true},
            .digest = 0xfedcba9876543210,
            .pins = {"/sys/fs/bpf/count/counts"}};
}

TEST(chain_record, comes_back_as_it_was) { EXPECT_EQ(parse_record(record_text(example())), example()); }

TEST(chain_record, what_was_not_asked_for_stays_so) {
    chain_record record = example();
    record.request.priority.reset();
    record.request.chain_call.reset();
    record.request.variables.clear();
    record.pins.clear();
    EXPECT_EQ(parse_record(record_text(record)), record);
    record.request.chain_call.emplace();
    EXPECT_EQ(parse_record(record_text(record)), record) << "no verdict at all is something else than the object's";
}

TEST(chain_record, something_else_is_none) {
    const std::string text = record_text(example());
    EXPECT_FALSE(parse_record(""));
    EXPECT_FALSE(parse_record("[]"));
    EXPECT_FALSE(parse_record("{}"));
    for (std::size_t length = 0; length + 2 < text.size(); ++length)
        EXPECT_FALSE(parse_record(text.substr(0, length))) << length;
    std::string wrong = text;
    wrong.replace(wrong.find("generic"), 7, "genetic");
    EXPECT_FALSE(parse_record(wrong));
}

TEST(chain_record, numbers_that_do_not_fit_make_it_none) {
    for (const char* number : {"-1", "4294967296", "7.0", "1.23457e+23", "true"}) {
        std::string text = record_text(example());
        text.replace(text.find("7,"), 1, number); // the id
        EXPECT_FALSE(parse_record(text)) << number;
    }
}

} // namespace THIS_TEST
} // namespace xdpk::detail
