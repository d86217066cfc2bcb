// SPDX-License-Identifier: BSD-3-Clause
#include "io/bpf_objects.hpp"
#include "io/btf_variables.hpp"

#include <bpf/btf.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace xdpk::detail {
namespace THIS_TEST {

using testing::HasSubstr;

/// The types of a small program, as a compiler describes them.
class btf_values : public testing::Test {
protected:
    [[nodiscard]] std::uint32_t number(const char* name, std::size_t size, int encoding = 0) const {
        return added(::btf__add_int(types.get(), name, size, encoding));
    }
    static std::uint32_t added(int id) {
        EXPECT_GT(id, 0);
        return static_cast<std::uint32_t>(id);
    }
    [[nodiscard]] std::uint32_t array_of(std::uint32_t element, std::uint32_t count) const {
        return added(::btf__add_array(types.get(), static_cast<int>(u32), static_cast<int>(element), count));
    }

    /// What is read back of a value that was written; what is wrong with it, if it was refused.
    [[nodiscard]] std::string through(std::uint32_t type, const bpf_value& value) const {
        std::vector<std::uint8_t> bytes(static_cast<std::size_t>(::btf__resolve_size(types.get(), type)), 0xaa);
        const std::string wrong = encode(types.get(), type, value, bytes);
        return wrong.empty() ? to_string(decode(types.get(), type, bytes)) : wrong;
    }
    [[nodiscard]] std::string through(std::uint32_t type, const char* text) const {
        return through(type, bpf_value{std::string(text)});
    }

    btf_ptr types{::btf__new_empty()};
    std::uint32_t u8 = number("unsigned char", 1);
    std::uint32_t u32 = number("unsigned int", 4);
    std::uint32_t s16 = number("short", 2, BTF_INT_SIGNED);
    std::uint32_t u64 = number("unsigned long", 8);
    std::uint32_t s64 = number("long", 8, BTF_INT_SIGNED);
    std::uint32_t character = number("char", 1, BTF_INT_SIGNED);
    std::uint32_t truth = number("_Bool", 1, BTF_INT_BOOL);
};

TEST_F(btf_values, numbers_keep_to_their_types) {
    EXPECT_EQ(through(u8, {std::int64_t{255}}), "255");
    EXPECT_THAT(through(u8, {std::int64_t{256}}), HasSubstr("a whole number from 0 to 255"));
    EXPECT_THAT(through(u8, {std::int64_t{-1}}), HasSubstr("\"-1\" is not"));
    EXPECT_EQ(through(s16, {std::int64_t{-32768}}), "-32768");
    EXPECT_THAT(through(s16, {std::int64_t{-32769}}), HasSubstr("from -32768 to 32767"));
    EXPECT_THAT(through(s16, {std::int64_t{32768}}), HasSubstr("is not"));
    EXPECT_EQ(through(s64, {std::int64_t{INT64_MIN}}), "-9223372036854775808");
    EXPECT_EQ(through(u64, {std::uint64_t{UINT64_MAX}}), "18446744073709551615");
    EXPECT_THAT(through(s64, {std::uint64_t{UINT64_MAX}}), HasSubstr("is not"));
}

TEST_F(btf_values, numbers_come_as_text_too) {
    EXPECT_EQ(through(u32, "0x10"), "16");
    EXPECT_EQ(through(s16, "-5"), "-5");
    for (const char* wrong : {"", "x", "1x", "0x", "-", "1.5", " 1", "99999999999999999999"})
        EXPECT_THAT(through(u32, wrong), HasSubstr("is not a whole number")) << wrong;
    EXPECT_THAT(through(u32, {true}), HasSubstr("is not a whole number"));
}

TEST_F(btf_values, truth_is_said_in_few_ways) {
    EXPECT_EQ(through(truth, {true}), "true");
    EXPECT_EQ(through(truth, "false"), "false");
    EXPECT_EQ(through(truth, {std::int64_t{1}}), "true");
    EXPECT_THAT(through(truth, "yes"), HasSubstr("true or false"));
}

TEST_F(btf_values, text_leaves_room_for_its_end) {
    const std::uint32_t text = array_of(character, 8);
    EXPECT_EQ(through(text, "seven c"), "seven c");
    EXPECT_EQ(through(text, ""), "");
    EXPECT_EQ(through(text, "123"), "123");
    EXPECT_THAT(through(text, "eight ch"), HasSubstr("text of less than 8 bytes"));
}

TEST_F(btf_values, arrays_have_all_their_elements) {
    const std::uint32_t three = array_of(u8, 3);
    EXPECT_EQ(through(three, {bpf_value::list{{std::int64_t{1}}, {std::string("0x2")}, {std::int64_t{3}}}}),
              "[1, 2, 3]");
    EXPECT_EQ(through(three, "[4, 5,6]"), "[4, 5, 6]");
    EXPECT_THAT(through(three, "[1,2]"), HasSubstr("a list of 3"));
    EXPECT_THAT(through(three, "4"), HasSubstr("a list of 3"));
    EXPECT_THAT(through(three, "[1,2,256]"), HasSubstr("0 to 255"));
}

TEST_F(btf_values, enumerators_have_names) {
    const std::uint32_t kind = added(::btf__add_enum(types.get(), "kind", 4));
    ASSERT_EQ(::btf__add_enum_value(types.get(), "NONE", 0), 0);
    ASSERT_EQ(::btf__add_enum_value(types.get(), "ALL", 9), 0);
    EXPECT_EQ(through(kind, "ALL"), "ALL");
    EXPECT_EQ(through(kind, {std::int64_t{9}}), "ALL");
    EXPECT_EQ(through(kind, {std::int64_t{5}}), "5");
    EXPECT_THAT(through(kind, "SOME"), HasSubstr("one of NONE, ALL"));
}

TEST_F(btf_values, other_types_are_shown_and_not_set) {
    const std::uint32_t pointer = added(::btf__add_ptr(types.get(), static_cast<int>(u32)));
    EXPECT_THAT(through(pointer, "1"), HasSubstr("pointer cannot be set"));
    EXPECT_EQ(to_string(decode(types.get(), pointer, std::vector<std::uint8_t>{1, 2, 255})), "0102ff");
}

TEST_F(btf_values, variables_are_those_of_data_sections) {
    const std::uint32_t inner = added(::btf__add_struct(types.get(), "inner", 4));
    ASSERT_EQ(::btf__add_field(types.get(), "a", static_cast<int>(s16), 0, 0), 0);
    ASSERT_EQ(::btf__add_field(types.get(), "b", static_cast<int>(u8), 16, 0), 0);
    ASSERT_EQ(::btf__add_field(types.get(), "bits", static_cast<int>(u8), 24, 3), 0);
    const auto section = [this](const char* name, std::uint32_t type, const char* variable, std::uint32_t size) {
        const int id = ::btf__add_var(types.get(), variable, BTF_VAR_GLOBAL_ALLOCATED, static_cast<int>(type));
        const std::uint32_t holder = added(::btf__add_datasec(types.get(), name, 64));
        EXPECT_EQ(::btf__add_datasec_var_info(types.get(), id, 8, size), 0);
        return holder;
    };
    section(".rodata", u32, "limit", 4);
    const std::uint32_t data = section(".data.mine", inner, "config", 4);
    section("license", u32, "not_one", 4);
    section(".database", u32, "nor_this", 4);
    const std::vector<btf_variable> all = list_variables(types.get());
    ASSERT_EQ(all.size(), 3);
    EXPECT_EQ(all[0].name, "limit");
    EXPECT_EQ(all[0].offset, 8);
    EXPECT_EQ(all[1].name, "config.a");
    EXPECT_EQ(all[2].name, "config.b");
    EXPECT_EQ(all[2].offset, 10);
    EXPECT_EQ(all[2].size, 1);
    EXPECT_EQ(all[2].holder, data);
    EXPECT_EQ(type_name(types.get(), array_of(array_of(u8, 2), 3)), "unsigned char[3][2]");
}

} // namespace THIS_TEST
} // namespace xdpk::detail
