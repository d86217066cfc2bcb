// SPDX-License-Identifier: BSD-3-Clause
#include "commands.hpp"
#include "gen_options.hpp"
#include "gen_report.hpp"
#include "live_sender.hpp"
#include "xsk_sender.hpp"

#include "run/control_events.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/nic_facts.hpp>
#include <xdpk/run/topology.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <memory>
#include <thread>
#include <unistd.h>

namespace xdpk::tool {

namespace {

using namespace std::chrono_literals;

constexpr const char* description = "Sends traffic: for tests, demonstrations and benchmarks";

// Often enough for a precise --duration, and for a thread whose share is sent not to spin for long.
constexpr auto tick = 5ms;

double seconds_between(std::uint64_t from, std::uint64_t to) {
    return from != 0 && to > from ? static_cast<double>(to - from) * 1e-9 : 0;
}

// When the first thread started; 0 if none has.
std::uint64_t start_of(const std::vector<sender_progress>& threads) {
    std::uint64_t first = 0;
    for (const sender_progress& t : threads)
        if (t.started != 0 && (first == 0 || t.started < first))
            first = t.started;
    return first;
}

gen_sample sample(const sender& s, std::uint64_t dropped) {
    const auto threads = s.progress();
    gen_sample now{.seconds = seconds_between(start_of(threads), now_ns()), .dropped = dropped};
    for (const sender_progress& t : threads) {
        now.packets += t.packets;
        now.bytes += t.bytes;
    }
    return now;
}

/// One run of the generator.
class generation {
public:
    explicit generation(const gen_options& options)
        : options_(options), plan_(plan_of(options.privileges)), device_(read_nic_facts(options.ifname)),
          sender_(make_sender()), before_(counters()) {}

    gen_result run() {
        privileged_uses uses = sender_->uses();
        uses.user = plan_.user.has_value();
        plan_.keep = needed_capabilities(uses, plan_.mode);
        plan_.runs_programs = options_.method == gen_method::live;
        give_up_privileges(plan_);
        sender_->start();
        try {
            supervise();
        } catch (const error&) {
            sender_->finish();
            throw;
        }
        const std::uint64_t stopped = now_ns();
        sender_->finish();
        return result(stopped);
    }

private:
    [[nodiscard]] std::unique_ptr<sender> make_sender() const {
        const auto cpus = options_.cores.empty() ? topology().choose(options_.threads, device_.numa_node.value_or(-1))
                                                 : options_.cores;
        if (options_.method == gen_method::live)
            return std::make_unique<live_sender>(device_, options_, cpus);
        return std::make_unique<xsk_sender>(device_, options_, cpus);
    }

    [[nodiscard]] link_counters counters() const {
        const auto found = read_link_counters(device_.name);
        if (!found)
            throw error({.where = device_.name, .what = "the device is gone", .code = ENODEV});
        return *found;
    }

    // Until the packets are sent, the time is over, or a signal comes.
    void supervise() {
        const bool live = !options_.quiet && ::isatty(STDERR_FILENO) == 1;
        gen_sample last;
        while (!sender_->look() && !events_.wait(tick)) {
            const double elapsed = seconds_between(start_of(sender_->progress()), now_ns());
            if (options_.duration != 0 && elapsed >= options_.duration)
                return;
            if (elapsed < last.seconds + 1)
                continue;
            const gen_sample now = sample(*sender_, counters().tx_dropped - before_.tx_dropped);
            if (live)
                fmt::print(stderr, "{}\n", progress_line(last, now));
            last = now;
        }
    }

    // The peer of a veth may still be busy with the last packets.
    [[nodiscard]] std::optional<fate> settled_fate(std::uint64_t submitted) const {
        link_counters now = counters();
        const auto told = [&] { return now.tx_packets + now.tx_dropped - before_.tx_packets - before_.tx_dropped; };
        for (int i = 0; i < 60 && told() < submitted; ++i) {
            std::this_thread::sleep_for(5ms);
            now = counters();
        }
        return fate_of(submitted, before_, now, device_.kind == "veth");
    }

    [[nodiscard]] gen_result result(std::uint64_t stopped) const {
        gen_result r{.interface = device_.name, .method = method_name(), .threads = sender_->progress()};
        std::uint64_t last = 0;
        for (const sender_progress& t : r.threads)
            last = std::max(last, t.ended != 0 ? t.ended : stopped);
        r.seconds = seconds_between(start_of(r.threads), last);
        r.device = settled_fate(r.submitted());
        return r;
    }

    [[nodiscard]] const char* method_name() const {
        return options_.method == gen_method::live ? "live" : options_.method == gen_method::xsk ? "xsk" : "pcap";
    }

    const gen_options& options_;
    privilege_plan plan_;
    control_events events_;
    nic_facts device_;
    std::unique_ptr<sender> sender_;
    link_counters before_;
};

int run(const gen_options& options) {
    const gen_result result = generation(options).run();
    fmt::print("{}\n", options.json ? as_json(result) : as_text(result));
    if (result.submitted() == 0 || result.packets() != 0)
        return 0;
    fmt::print(stderr, "xdpk gen: {}: the device took none of the packets; is its peer up and receiving?\n",
               result.interface);
    return exit_failed;
}

} // namespace

void add_gen(CLI::App& app, int& status) {
    const auto options = std::make_shared<gen_options>();
    CLI::App* command = app.add_subcommand("gen", description);
    add_gen_options(*command, *options);
    command->callback([options, &status] {
        if (const std::string problem = contradiction(*options); !problem.empty())
            throw CLI::ValidationError(problem);
        status = run(*options);
    });
}

} // namespace xdpk::tool
