// SPDX-License-Identifier: BSD-3-Clause
#include "xdpk/doctor_report.hpp"

#include <gtest/gtest.h>
#include <nlohmann/json.hpp>

namespace xdpk::tool {

namespace THIS_TEST {

const finding fine{.check = "kernel", .meaning = "Linux 6.18"};
const finding poor{"huge pages", verdict::degraded, "none", "sysctl vm.nr_hugepages=64"};
const finding gone{"link", verdict::missing, "down", "ip link set eth1 up"};

TEST(doctor_report, exit_status_is_0_1_2) {
    EXPECT_EQ(exit_status(verdict::ok), 0);
    EXPECT_EQ(exit_status(verdict::degraded), 1);
    EXPECT_EQ(exit_status(verdict::missing), 2);
}

TEST(doctor_report, only_sections_that_count_do) {
    EXPECT_EQ(worst(std::vector<section>{{.kind = "host", .findings = {fine, poor}},
                                         {.kind = "interfaces", .findings = {gone}, .counts = false}}),
              verdict::degraded);
}

TEST(doctor_report, text_has_a_line_per_finding_and_one_for_the_remedy) {
    EXPECT_EQ(as_text({{.kind = "host", .findings = {fine, poor}},
                       {.kind = "interface", .interface = "eth1", .findings = {gone}}},
                      false),
              "host\n"
              "  ok        kernel      Linux 6.18\n"
              "  degraded  huge pages  none\n"
              "                        mend: sysctl vm.nr_hugepages=64\n"
              "\n"
              "interface eth1\n"
              "  missing   link        down\n"
              "                        mend: ip link set eth1 up\n");
}

TEST(doctor_report, colours_are_put_around_the_verdict_alone) {
    const std::string text = as_text({{.kind = "host", .findings = {gone}}}, true);
    EXPECT_EQ(text, "host\n  \033[31mmissing \033[0m  link  down\n                  mend: ip link set eth1 up\n");
}

TEST(doctor_report, json_holds_the_same) {
    const auto report = nlohmann::json::parse(as_json(
        {{.kind = "host", .findings = {fine}}, {.kind = "interface", .interface = "eth1", .findings = {gone}}}));
    EXPECT_EQ(report["verdict"], "missing");
    ASSERT_EQ(report["findings"].size(), 2U);
    EXPECT_TRUE(report["findings"][0]["interface"].is_null());
    EXPECT_TRUE(report["findings"][0]["remedy"].is_null());
    EXPECT_EQ(report["findings"][1], (nlohmann::json{{"section", "interface"},
                                                     {"interface", "eth1"},
                                                     {"check", "link"},
                                                     {"verdict", "missing"},
                                                     {"meaning", "down"},
                                                     {"remedy", "ip link set eth1 up"}}));
}

TEST(doctor_report, json_survives_an_interface_name_that_is_not_utf8) {
    const auto report =
        nlohmann::json::parse(as_json({{.kind = "interface", .interface = "e\xff", .findings = {gone}}}));
    EXPECT_EQ(report["findings"].size(), 1U);
}

TEST(doctor_report, an_interface_in_short) {
    const nic_facts nic{
        .name = "eth1", .driver = "veth", .rx_queues = 2, .features = xdp_features{.basic = true, .redirect = true}};
    const finding found = in_short(nic, {fine, poor, gone});
    EXPECT_EQ(found.check, "eth1");
    EXPECT_EQ(found.level, verdict::missing);
    EXPECT_EQ(found.meaning, "veth, native, 2 queues; not ok: huge pages, link");
}

} // namespace THIS_TEST

} // namespace xdpk::tool
