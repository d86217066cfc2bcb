// SPDX-License-Identifier: BSD-3-Clause
#include "run/configured_run.hpp"
#include "run/report.hpp"

#include "support/capture_files.hpp"
#include "support/temporary_directory.hpp"

#include <xdpk/stage/count.hpp>
#include <xdpk/stage/cross_connect.hpp>

#include <fstream>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <thread>

namespace xdpk {
namespace THIS_TEST {

using testing::HasSubstr;

stage_maker read_fragile(config_reader& r, const stage_scope&) {
    unsigned breaks_on = 99;
    r.get("breaks_on", breaks_on, "Worker on which it cannot be built");
    return [breaks_on](const stage_build& b) {
        b.kept.keep<int>("fragile", [] { return std::make_shared<int>(1); });
        if (b.worker.worker == breaks_on)
            throw error({.where = "fragile", .what = "broke"});
        return any_stage(count());
    };
}

stage_types types_for_test() {
    const auto crossed = [](const stage_build& b) { return any_stage(cross_connect(b.worker.ports.size())); };
    const auto counted = [](const stage_build&) { return any_stage(count()); };
    return {
        .types = {{.name = "cross_connect",
                   .read = [=](config_reader&, const stage_scope&) -> stage_maker { return crossed; }},
                  {.name = "count", .read = [=](config_reader&, const stage_scope&) -> stage_maker { return counted; }},
                  {.name = "fragile", .read = read_fragile}},
        .words = {}};
}

// Two workers, two ports, packets that go round for ever.
class configured_run_reload : public testing::Test {
protected:
    void write(const std::string& stages, const std::string& run = "workers = 2") {
        std::ofstream(path_) << "[run]\n"
                             << run << "\ncores = [0, 0]\n"
                             << R"(
[[port]]
spec = "loop:packets=50,queues=2"
name = "left"
[[port]]
spec = "loop:packets=20,queues=2"
name = "right"
[[pipeline]]
type = "cross_connect"
)" << stages;
    }
    void start() {
        run_ = std::make_unique<configured_run>(path_, types_);
        session_ =
            std::make_unique<session>(run_->options(), [this](const worker_context& c) { return run_->make(c); });
        run_->start(*session_);
        session_->start();
    }
    // Every packet is still on its way round.
    void finish() {
        session_->stop();
        for (const auto& w : session_->workers()) {
            EXPECT_EQ(w->work->counters().dropped.get() + w->work->counters().unrouted.get(), 0);
            EXPECT_EQ(w->work->last_frames().queues.rx, 70);
        }
        EXPECT_TRUE(all_frames_back(*session_));
    }
    std::uint64_t counted(const std::string& name) const {
        std::uint64_t sum = 0;
        for (const auto& w : session_->workers())
            for (const stage_counter& c : w->stages->counters())
                sum += c.name == name ? c.value->get() : 0;
        return sum;
    }
    void wait_past(const std::string& name, std::uint64_t value) const {
        while (counted(name) <= value)
            std::this_thread::yield();
    }
    std::string reload() { return run_->answer(R"({"do":"reload"})"); }

    test::temporary_directory directory_;
    std::string path_ = directory_ / "run.toml";
    stage_types types_ = types_for_test();
    std::unique_ptr<configured_run> run_;
    std::unique_ptr<session> session_;
};

TEST_F(configured_run_reload, swaps_stages_under_traffic_and_loses_nothing) {
    write("[[pipeline]]\ntype = 'count'\n");
    start();
    wait_past("count.packets", 1000);
    write("[[pipeline]]\ntype = 'count'\n[[pipeline]]\ntype = 'count'\nname = 'new'\n");
    EXPECT_THAT(reload(), HasSubstr("\"ok\":true"));
    const std::uint64_t before = counted("count.packets");
    EXPECT_GT(before, 1000); // what the old stages counted is not forgotten
    wait_past("new.packets", 1000);
    for (int i = 0; i < 50; ++i)
        ASSERT_THAT(reload(), HasSubstr("\"ok\":true"));
    EXPECT_GE(counted("count.packets"), before);
    finish();
}

TEST_F(configured_run_reload, changes_nothing_if_anything_is_wrong) {
    write("[[pipeline]]\ntype = 'fragile'\nname = 'old'\n");
    start();
    const auto kept = run_->kept().keep<int>("fragile", [] { return std::make_shared<int>(2); });
    EXPECT_EQ(*kept, 1);
    const std::vector<std::pair<std::string, std::string>> wrong{
        {"[[pipeline]]\ntype = 'fragile'\nbreaks_on = 1\n", "fragile: broke"},
        {"[[pipeline]]\ntype = 'cuont'\n", "run.toml:14:8: type: 'cuont'"},
        {"[[pipeline\n", "run.toml:13:"}};
    for (const auto& [stages, what] : wrong) {
        write(stages);
        EXPECT_THAT(reload(), testing::AllOf(HasSubstr("\"ok\":false"), HasSubstr(what)));
        wait_past("old.packets", counted("old.packets"));
        EXPECT_EQ(run_->kept().keep<int>("fragile", [] { return std::make_shared<int>(3); }), kept);
    }
    std::filesystem::remove(path_);
    EXPECT_THAT(reload(), HasSubstr("ENOENT"));
    write("[[pipeline]]\ntype = 'count'\n", "workers = 2\nframes = 1024");
    EXPECT_THAT(reload(), HasSubstr("[run] frames cannot change while the program runs; restart it for that"));
    run_->hung_up();
    wait_past("old.packets", counted("old.packets"));
    finish();
}

TEST_F(configured_run_reload, shows_what_runs) {
    write("[[pipeline]]\ntype = 'count'\n");
    start();
    wait_past("count.packets", 0);
    EXPECT_THAT(run_->answer(R"({"do":"show","what":"counters"})"),
                HasSubstr(R"({"counter":"count.packets","value":)"));
    EXPECT_THAT(run_->answer(R"({"do":"show","what":"counters"})"), testing::Not(HasSubstr("worker.dropped")));
    EXPECT_THAT(run_->answer(R"({"do":"show","what":"counters","all":true})"),
                HasSubstr(R"({"counter":"worker.dropped","value":0})"));
    EXPECT_THAT(run_->answer(R"({"do":"show","what":"ports"})"), HasSubstr(R"("port":1,"name":"right","kind":"loop")"));
    EXPECT_THAT(run_->answer(R"({"do":"show","what":"workers"})"), HasSubstr(R"("missing":0)"));
    finish();
}

TEST_F(configured_run_reload, stages_can_be_visited_on_their_workers) {
    write("[[pipeline]]\ntype = 'count'\n[[pipeline]]\ntype = 'count'\n");
    start();
    std::vector<unsigned> visited;
    bool elsewhere = true;
    run_->visit<count>([&, here = std::this_thread::get_id()](count& stage, unsigned worker) {
        elsewhere = elsewhere && std::this_thread::get_id() != here && !stage.counters().empty();
        visited.push_back(worker);
    });
    EXPECT_THAT(visited, testing::ElementsAre(0, 0, 1, 1));
    EXPECT_TRUE(elsewhere);
    finish();
}

TEST(configured_run, replays_a_capture_to_another) {
    const test::temporary_directory directory;
    const std::vector<std::string> packets{test::frame_of(60), test::frame_of(1000), test::frame_of(61)};
    test::write_capture(directory / "in.pcap", packets);
    std::ofstream(directory / "run.toml")
        << "[run]\nsandbox = 'off'\ncontrol = '" << (directory / "socket")
        << "'\n[[port]]\nspec = 'pcap:rx=" << (directory / "in.pcap") << ",tx=" << (directory / "out.pcap")
        << "'\n[[pipeline]]\ntype = 'cross_connect'\n";
    const stage_types types = types_for_test();
    configured_run run(directory / "run.toml", types);
    EXPECT_EQ(run_session(
                  "test", run.options(), [&run](const worker_context& c) { return run.make(c); }, &run),
              0);
    const auto sent = test::read_capture(directory / "out.pcap");
    ASSERT_EQ(sent.size(), packets.size());
    for (std::size_t i = 0; i < sent.size(); ++i)
        EXPECT_EQ(sent[i].bytes, packets[i]);
    EXPECT_FALSE(std::filesystem::exists(directory / "socket"));
}

} // namespace THIS_TEST
} // namespace xdpk
