// SPDX-License-Identifier: BSD-3-Clause
#include "apps/xdpk/answer.hpp"

#include <xdpk/io/port_spec.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk::tool {
namespace THIS_TEST {

TEST(answer, requests_are_typed) {
    EXPECT_EQ(request_line("reload", "", {}), R"({"do":"reload"})");
    EXPECT_EQ(request_line("set", "backend", {"weight=3", "up=true", "name=a=b", "port=8080-8090", "empty="}),
              R"({"do":"set","what":"backend","weight":3,"up":true,"name":"a=b","port":"8080-8090","empty":""})");
    EXPECT_EQ(request_line("add", "set", {"of=[10.0.0.0/8,7]", "none=[]"}),
              R"({"do":"add","what":"set","of":["10.0.0.0/8",7],"none":[]})");
    EXPECT_THROW((void)request_line("set", "x", {"weight"}), usage_error);
    EXPECT_THROW((void)request_line("set", "x", {"=3"}), usage_error);
}

TEST(answer, tables_for_people) {
    EXPECT_EQ(answer_text(R"({"ok":true,"columns":["name","packets","up"],"rows":[
                              {"name":"a","packets":5,"up":true},{"name":"longer","packets":12345678,"up":false}]})"),
              "name     packets  up\n"
              "a              5  yes\n"
              "longer  12345678  no\n");
    EXPECT_EQ(answer_text(R"({"ok":true,"columns":[],"rows":[]})"), "");
    EXPECT_EQ(answer_text("{\"ok\":true,\"columns\":[\"x\"],\"rows\":[{\"x\":\"\\u001b[2J\"}]}"), "x\n?[2J\n");
}

TEST(answer, rows_for_programs) {
    EXPECT_EQ(answer_json(R"({"ok":true,"columns":["n"],"rows":[{"n":1}]})"), "[\n  {\n    \"n\": 1\n  }\n]\n");
}

TEST(answer, refusals_are_errors) {
    EXPECT_THROW((void)answer_text(R"({"ok":false,"error":"no"})"), error);
    for (const char* odd : {"", "[]", "{}", R"({"ok":1})"})
        EXPECT_THROW((void)answer_json(odd), error) << odd;
}

} // namespace THIS_TEST
} // namespace xdpk::tool
