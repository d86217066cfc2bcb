// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_cfgfile.h>
#include <xdpk/dpdk/rte_kvargs.h>

#include <fstream>
#include <gtest/gtest.h>
#include <memory>

namespace THIS_TEST {

using list = std::unique_ptr<rte_kvargs, decltype(&rte_kvargs_free)>;

list parsed(const char* text, const char* const* keys = nullptr) {
    return {rte_kvargs_parse(text, keys), rte_kvargs_free};
}

TEST(kvargs, pairs_flags_and_lists) {
    const list args = parsed("iface=eth0,flag,queues=[0,2,4],iface=eth1,empty=");
    ASSERT_NE(args, nullptr);
    EXPECT_EQ(args->count, 5U);
    EXPECT_STREQ(rte_kvargs_get(args.get(), "iface"), "eth0");
    EXPECT_STREQ(rte_kvargs_get(args.get(), "queues"), "[0,2,4]");
    EXPECT_STREQ(rte_kvargs_get(args.get(), "empty"), "");
    EXPECT_EQ(rte_kvargs_get(args.get(), "flag"), nullptr);
    EXPECT_EQ(rte_kvargs_count(args.get(), "iface"), 2U);
    EXPECT_STREQ(rte_kvargs_get_with_value(args.get(), "iface", "eth1"), "eth1");
}

TEST(kvargs, refuses_unknown_keys_and_nameless_values) {
    const char* const keys[] = {"iface", nullptr};
    EXPECT_NE(parsed("iface=eth0", keys), nullptr);
    EXPECT_EQ(parsed("iface=eth0,other=1", keys), nullptr);
    EXPECT_EQ(parsed("=1"), nullptr);
}

TEST(kvargs, walks_until_told_to_stop) {
    const list args = parsed("a=1,b=2,a=3,c");
    std::string seen;
    const auto note = [](const char*, const char* value, void* text) {
        *static_cast<std::string*>(text) += value != nullptr ? value : "-";
        return 0;
    };
    EXPECT_EQ(rte_kvargs_process(args.get(), "a", note, &seen), 0);
    EXPECT_EQ(seen, "13");
    EXPECT_EQ(rte_kvargs_process(args.get(), "c", note, &seen), -1);
    EXPECT_EQ(rte_kvargs_process_opt(args.get(), "c", note, &seen), 0);
    EXPECT_EQ(seen, "13-");
    EXPECT_EQ(rte_kvargs_process(
                  args.get(), nullptr, [](const char*, const char*, void*) { return -1; }, nullptr),
              -1);
}

TEST(cfgfile, sections_entries_comments) {
    const std::string name = testing::TempDir() + "dpdk_cfgfile_test.cfg";
    std::ofstream(name) << "; a comment\n[port 0]\nrate = 10 ; ten\nname=a\\;b\n\n[port 1]\nrate=20\n";
    rte_cfgfile* const file = rte_cfgfile_load(name.c_str(), 0);
    ASSERT_NE(file, nullptr);
    EXPECT_EQ(rte_cfgfile_num_sections(file, "port", 4), 2);
    EXPECT_STREQ(rte_cfgfile_get_entry(file, "port 0", "rate"), "10");
    EXPECT_STREQ(rte_cfgfile_get_entry(file, "port 0", "name"), "a;b");
    EXPECT_STREQ(rte_cfgfile_get_entry(file, "port 1", "rate"), "20");
    EXPECT_EQ(rte_cfgfile_get_entry(file, "port 2", "rate"), nullptr);
    EXPECT_EQ(rte_cfgfile_section_num_entries(file, "port 0"), 2);
    EXPECT_EQ(rte_cfgfile_close(file), 0);
}

TEST(cfgfile, refuses_what_is_no_entry) {
    const std::string name = testing::TempDir() + "dpdk_cfgfile_wrong.cfg";
    for (const char* const wrong : {"rate=1\n", "[a]\nrate\n", "[a\n", "[a]\nrate=\n"}) {
        std::ofstream(name) << wrong;
        EXPECT_EQ(rte_cfgfile_load(name.c_str(), 0), nullptr) << wrong;
    }
    EXPECT_EQ(rte_cfgfile_load("there/is/none", 0), nullptr);
}

} // namespace THIS_TEST
