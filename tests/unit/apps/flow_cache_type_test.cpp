// SPDX-License-Identifier: BSD-3-Clause
// Flow caches from a file: what they decide, and what stays when the file is read again.
#include "apps/xdpk/stage_list.hpp"

#include "run/run_config.hpp"

#include "support/flow_rig.hpp"
#include "support/temporary_directory.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <iterator>

namespace xdpk {
namespace THIS_TEST {

using test::passed;
using testing::HasSubstr;

const std::string ports = "[[port]]\nspec = 'loop:'\nname = 'a'\n[[port]]\nspec = 'loop:'\nname = 'b'\n";
const std::string cache = "[[pipeline]]\ntype = 'flow_cache'\nflows = 64\n";
const std::string permits_80 =
    "[filter]\n[[filter.rule]]\nname = 'web'\naction = 'permit'\nprotocol = 'tcp'\nports = 80\n";

run_config load(const std::string& text) {
    static const stage_types types = tool::all_stages();
    run_config config;
    read_config(parse_toml(text, "x"), "x", [&](config_reader& r) { read_run_config(r, types, config); });
    return config;
}

worker_context one_worker() {
    return {.ports = {{.id = 0, .name = "a", .mac = {{2, 0, 0, 0, 0, 1}}},
                      {.id = 1, .name = "b", .mac = {{2, 0, 0, 0, 0, 2}}}}};
}

// The stages of one worker, replaced as a run replaces them.
class built {
public:
    explicit built(const std::string& text) : config_(load(ports + text)), now_(build(config_, kept_)) {
        now_.take_over();
    }

    void reload(const std::string& text) {
        run_config config = load(ports + text);
        kept_state kept = kept_.next();
        stage_sequence next = build(config, kept);
        std::swap(now_, next);
        now_.take_over();
        replaced = counters(next);
        kept.forget_before();
        kept_ = std::move(kept);
        config_ = std::move(config);
    }
    void run(burst& b, std::uint32_t) noexcept { now_(b); }
    void list_counters(std::vector<stage_counter>& list) const { now_.list_counters(list); }

    static std::map<std::string, std::uint64_t> counters(const stage_sequence& stages) {
        std::vector<stage_counter> list;
        stages.list_counters(list);
        std::map<std::string, std::uint64_t> values;
        for (const stage_counter& c : list)
            values[c.name] += c.value->get();
        return values;
    }
    std::uint64_t count(const std::string& name) const { return counters(now_)[name]; }

    std::map<std::string, std::uint64_t> replaced; ///< what the stages before the last reload show then

private:
    static stage_sequence build(const run_config& config, kept_state& kept) {
        const worker_context context = one_worker();
        return stage_sequence(build_stages(config, {.worker = context, .kept = kept}));
    }

    kept_state kept_;
    run_config config_;
    stage_sequence now_;
};

packet_spec tcp_to(std::uint16_t port, std::uint16_t from = 5000) {
    return {.protocol = ip_proto::tcp, .source_port = from, .destination_port = port};
}

std::string problems_of(const std::string& text) {
    try {
        load(ports + text);
    } catch (const config_error& failure) {
        return failure.what();
    }
    return "none";
}

TEST(flow_cache_type, the_file_says_who_may_pass) {
    built stages(permits_80 + cache);
    test::flow_rig<built> rig(stages);
    EXPECT_NE(rig.pass(tcp_to(80)).out, to_drop);
    EXPECT_EQ(rig.pass(tcp_to(81)).out, to_drop);
    EXPECT_EQ(stages.count("rule.web.packets"), 1);
    EXPECT_EQ(stages.count("rule.default.packets"), 1);
    EXPECT_EQ(stages.count("filter.permitted"), 1);
}

TEST(flow_cache_type, flows_and_sums_go_on_after_a_reload) {
    built stages(permits_80 + cache);
    test::flow_rig<built> rig(stages);
    rig.pass(tcp_to(80));
    stages.reload("[filter]\n[[filter.rule]]\nname = 'no-mail'\naction = 'drop'\nports = 25\nprotocol = 'tcp'\n" +
                  permits_80.substr(9) + cache);
    EXPECT_EQ(stages.replaced.count("flow_cache.decided"), 0); // they go on, and must not be added up twice
    EXPECT_EQ(stages.replaced["filter.permitted"], 1);
    rig.pass(tcp_to(80));
    EXPECT_EQ(stages.count("rule.web.packets"), 2);
    EXPECT_EQ(stages.count("flow_cache.decided"), 2); // the second time by the new rules
    EXPECT_EQ(stages.count("flow_cache.hits"), 1);
}

TEST(flow_cache_type, a_reload_ends_what_the_new_rules_forbid) {
    built stages(permits_80 + cache);
    test::flow_rig<built> rig(stages);
    rig.pass(tcp_to(80));
    stages.reload("[filter]\n" + cache);
    EXPECT_EQ(rig.pass(tcp_to(80)).out, to_drop);
    EXPECT_EQ(stages.count("rule.default.packets"), 1);
}

TEST(flow_cache_type, a_router_sends_to_known_neighbours) {
    built stages("[[address]]\nport = 'b'\naddress = '198.18.1.1/24'\n[[route]]\ndestination = '0.0.0.0/0'\nvia = "
                 "'198.18.1.2'\n[[neighbour]]\nport = 'b'\naddress = '198.18.1.2'\nmac = '02:00:00:00:00:09'\n" +
                 cache);
    test::flow_rig<built> rig(stages);
    const passed out = rig.pass(tcp_to(80));
    EXPECT_EQ(out.out, 1);
    EXPECT_EQ(header_at<ethernet_header>(std::span(out.bytes), 0)->destination, (mac_address{{2, 0, 0, 0, 0, 9}}));
    EXPECT_TRUE(out.sound());
}

std::ptrdiff_t lines_of(const std::string& path) {
    std::ifstream file(path);
    return std::count(std::istreambuf_iterator<char>(file), {}, '\n');
}

// Each flow is an event of the filter, and one of NAT.
TEST(flow_cache_type, a_reload_opens_the_logs_anew) {
    const test::temporary_directory directory;
    const auto logs_to = [&](const std::string& name) {
        const auto file = [&](const char* whose) { return "log_file = '" + (directory / (name + whose)) + "'\n"; };
        return "[filter]\n" + file(".filter") + "otherwise = 'permit'\n[[filter.rule]]\nname = 'all'\nlog = true\n" +
               "action = 'permit'\n[nat]\n" + file(".nat") + "[[nat.pool]]\nname = 'out'\naddresses = ['192.0.2.2']\n" +
               "[[nat.rule]]\nname = 'all'\nsource = '198.18.0.0/24'\npool = 'out'\n" + cache;
    };
    {
        built stages(logs_to("a"));
        test::flow_rig<built> rig(stages);
        rig.pass(tcp_to(80, 5000));
        EXPECT_THROW(stages.reload(logs_to("nowhere/c")), error);
        rig.pass(tcp_to(80, 5001));
        stages.reload(logs_to("b"));
        rig.pass(tcp_to(80, 5002));
        for (const char* file : {"b.filter", "b.nat"})
            std::filesystem::rename(directory / file, (directory / file) + ".1");
        stages.reload(logs_to("b"));
        for (std::uint16_t port = 5003; port < 5006; ++port)
            rig.pass(tcp_to(80, port));
    }
    for (const std::string whose : {".filter", ".nat"}) {
        EXPECT_EQ(lines_of(directory / ("a" + whose)), 2) << whose;
        EXPECT_EQ(lines_of(directory / ("b" + whose + ".1")), 1) << whose;
        EXPECT_EQ(lines_of(directory / ("b" + whose)), 3) << whose;
    }
}

TEST(flow_cache_type, what_cannot_be_is_refused) {
    EXPECT_THAT(problems_of(cache + "stages = ['filter']"),
                HasSubstr("x:10:10: stages: \"filter\" has no table in this file"));
    EXPECT_THAT(problems_of(cache + "stages = ['filtr']"), HasSubstr("did you mean 'filter'?"));
    built stages(permits_80 + cache);
    try {
        stages.reload(permits_80 + "[[pipeline]]\ntype = 'flow_cache'\nflows = 128\n");
        FAIL();
    } catch (const error& failure) {
        EXPECT_THAT(failure.what(), HasSubstr("flows cannot change while the program runs"));
    }
}

} // namespace THIS_TEST
} // namespace xdpk
