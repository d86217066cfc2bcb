// SPDX-License-Identifier: BSD-3-Clause
#include "commands.hpp"
#include "privilege_choice.hpp"
#include "sink_report.hpp"
#include "values.hpp"

#include "run/control_events.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/nic_facts.hpp>
#include <xdpk/run/validators.hpp>

#include <array>
#include <cerrno>
#include <chrono>
#include <fmt/format.h>
#include <memory>
#include <net/if.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace xdpk::tool {

namespace {

using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

constexpr const char* description = "Receives: counts and drops every frame that arrives, for tests and benchmarks";

constexpr const char* sink_footer =
    R"(An XDP program counts the frames of each rx queue and drops them; nothing reaches the
host's stack. It is attached by a link and gone when xdpk is, however it ends.

--hook tc counts at tc ingress instead (Linux 6.6). On a veth, XDP is the fastest end for
frames that an XDP program redirected there (xdpk gen live frames, XDP_TX), tc for those
that were sent as skbs (the kernel's stack, AF_XDP copy mode): XDP would convert each first.
A veth whose peer is to take live frames needs XDP or GRO: ethtool -K IFNAME gro on.

--stamp reads what `xdpk gen --stamp` wrote, with its numbers from 0: start the sink first.
Latencies are those between processes on one machine, and known to 6 %.

Bytes are counted as in RFC 2544, with the 4 bytes of each frame's check sequence.

Examples:
  xdpk sink veth1                               until Ctrl-C
  xdpk sink veth1 --count 1M --duration 10 --json
  xdpk sink veth1 --stamp --hook tc

Exit status: 0 done; 1 could not start, the device went away, or --count was not reached;
2 bad command line.)";

struct sink_options {
    std::string ifname{};
    sink_hook hook = sink_hook::automatic;
    bool stamp = false;
    std::uint64_t count = 0;
    double duration = 0;
    bool json = false;
    bool quiet = false;
    privilege_choice privileges{};
};

const std::vector<std::pair<std::string, sink_hook>> hooks{{"auto", sink_hook::automatic},
                                                           {"native", sink_hook::native},
                                                           {"generic", sink_hook::generic},
                                                           {"tc", sink_hook::tc}};

std::string name_of(sink_hook hook) {
    for (const auto& [name, value] : hooks)
        if (value == hook)
            return name;
    return {};
}

/// One run of the sink.
class reception {
public:
    explicit reception(const sink_options& options)
        : options_(options), plan_(plan_of(options.privileges)), device_(read_nic_facts(options.ifname)),
          program_(device_, options.hook, options.stamp) {}

    sink_result run() {
        give_up_privileges(plan_);
        supervise();
        sink_result r{.interface = device_.name, .hook = name_of(program_.hook()), .seconds = elapsed()};
        program_.detach();
        r.queues = program_.queues();
        r.per_second = per_second_;
        if (options_.stamp)
            r.stamps = {.counts = program_.stamps(), .latencies = program_.latencies()};
        return r;
    }

private:
    [[nodiscard]] double elapsed() const { return std::chrono::duration<double>(clock::now() - start_).count(); }

    void supervise() {
        if (!options_.quiet)
            fmt::print(stderr, "xdpk sink: {}: ready\n", device_.name);
        while (!events_.wait(10ms)) {
            const sink_queue_counts now = sum_of(program_.queues());
            if (options_.count != 0 && now.packets >= options_.count)
                return;
            if (options_.duration != 0 && elapsed() >= options_.duration)
                return;
            if (elapsed() >= static_cast<double>(per_second_.size() + 1))
                tell(now);
        }
    }

    void tell(const sink_queue_counts& now) {
        const std::uint64_t packets = now.packets - last_.packets;
        per_second_.push_back(packets);
        last_ = now;
        if (!options_.quiet && ::isatty(STDERR_FILENO) == 1)
            fmt::print(stderr, "{:5} s  {:>12}  {} packets\n", per_second_.size(),
                       packet_rate(static_cast<double>(packets)), now.packets);
        std::array<char, IF_NAMESIZE> name{};
        if (::if_indextoname(static_cast<unsigned>(device_.ifindex), name.data()) == nullptr)
            throw error({.where = device_.name, .what = "the device is gone", .code = ENODEV});
    }

    const sink_options& options_;
    privilege_plan plan_;
    control_events events_;
    nic_facts device_;
    sink_program program_;
    clock::time_point start_ = clock::now();
    std::vector<std::uint64_t> per_second_;
    sink_queue_counts last_;
};

int run(const sink_options& options) {
    const sink_result result = reception(options).run();
    fmt::print("{}", options.json ? as_json(result) + "\n" : as_text(result));
    return sum_of(result.queues).packets >= options.count ? 0 : exit_failed;
}

} // namespace

void add_sink(CLI::App& app, int& status) {
    const auto options = std::make_shared<sink_options>();
    CLI::App* command = app.add_subcommand("sink", description);
    command->add_option("IFNAME", options->ifname, "Interface to receive on")->required();
    command->add_option("--hook", options->hook, "Where to count, see below")
        ->transform(choice(hooks))
        ->default_str("auto");
    command->add_flag("--stamp", options->stamp, "Count what got lost or reordered, and measure latencies");
    command->add_option("--count", options->count, "Packets to receive before the end (no end)")
        ->transform(CLI::Validator(to_plain_whole_number, ""));
    command->add_option("--duration", options->duration, "Seconds to receive (until SIGINT or SIGTERM)")
        ->check(above_zero());
    add_privilege_options(*command, options->privileges);
    command->add_flag("--json", options->json, "Print the counts as one JSON object on standard output");
    command->add_flag("-q,--quiet", options->quiet, "No line each second");
    command->footer(sink_footer);
    command->callback([options, &status] { status = run(*options); });
}

} // namespace xdpk::tool
