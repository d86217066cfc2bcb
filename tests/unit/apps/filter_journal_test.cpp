// SPDX-License-Identifier: BSD-3-Clause
#include "stages/filter_journal.hpp"

#include "support/temporary_directory.hpp"

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;

std::shared_ptr<const filter_policy> one_rule() {
    filter_policy_config config;
    config.rules.push_back({.name = "web"});
    return std::make_shared<const filter_policy>(config);
}

filter_event event(std::uint32_t rule) {
    filter_event e{.flow = {},
                   .time_ns = 5'000'000,
                   .epoch = 0,
                   .rule = rule,
                   .interface = 3,
                   .verdict = XDPK_DROP,
                   .rate_limited = false};
    e.flow.source = {10, 0, 0, 1};
    e.flow.destination = {10, 0, 0, 2};
    e.flow.source_port = be16{1234};
    e.flow.destination_port = be16{80};
    e.flow.protocol = ip_proto::tcp;
    e.flow.ip_version = 4;
    return e;
}

TEST(filter_journal, an_event_is_a_line_of_json) {
    EXPECT_EQ(stages::to_json(event(0), *one_rule(), 2'000'000),
              R"({"time_ms":7,"rule":"web","verdict":"drop","rate_limited":false,"port":3,"protocol":"tcp",)"
              R"("source":"10.0.0.1","source_port":1234,"destination":"10.0.0.2","destination_port":80})");
}

TEST(filter_journal, events_of_all_workers_are_written) {
    const test::temporary_directory directory;
    const std::string path = directory / "log";
    stages::filter_journal journal(path, one_rule());
    for (std::uint32_t rule = 0; rule < 2; ++rule) {
        const filter_event e = event(rule);
        ASSERT_EQ(journal.add_worker()->push({&e, 1}), 1);
    }
    journal.drain();
    std::ifstream file(path);
    std::string first;
    std::string second;
    std::getline(file, first);
    std::getline(file, second);
    EXPECT_THAT(first, HasSubstr(R"("rule":"web")"));
    EXPECT_THAT(second, HasSubstr(R"("rule":"default")"));
}

TEST(filter_journal, without_a_file_nothing_is_logged) {
    stages::filter_journal journal("", one_rule());
    EXPECT_EQ(journal.add_worker(), nullptr);
    journal.drain();
}

} // namespace THIS_TEST
} // namespace xdpk
