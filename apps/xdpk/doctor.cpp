// SPDX-License-Identifier: BSD-3-Clause
#include "commands.hpp"
#include "doctor_report.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/queue_holder.hpp>

#include <algorithm>
#include <cstdlib>
#include <fmt/format.h>
#include <memory>
#include <unistd.h>

namespace xdpk::tool {

namespace {

constexpr const char* description =
    "Tells what this host, this process and interfaces can do for xdpk, and what mends the rest";

constexpr const char* doctor_footer = R"(Each line starts with a verdict:
  ok        nothing to do
  degraded  xdpk runs, but slower, with fewer features, or with a trap for the unwary
  missing   something cannot work at all
and has, where something can be done, the command that does it.

Without IFNAME: host, process, and one line per interface of this network namespace;
the verdicts on interfaces then do not count for the exit status.

Nothing is changed: no program is attached, no socket is bound to an interface.
Run it as the user, in the container and in the network namespace that the network
function will run in: capabilities and limits are those of the process.

Examples:
  sudo xdpk doctor                 what can this host do, and which interfaces suit?
  sudo xdpk doctor eth1 eth2       is everything ready for l2fwd eth1 eth2?
  xdpk doctor --json eth1 | jq -r '.findings[] | select(.verdict != "ok") | .remedy'

Exit status: 0 all is ok; 1 something is degraded; 2 something is missing, there is no such
interface, or the command line is wrong.)";

struct doctor_options {
    std::vector<std::string> interfaces{};
    bool json = false;
};

std::vector<finding> examine(const nic_facts& nic, const host_facts& host) {
    return diagnose(nic, host, [&nic](unsigned queue) {
        const auto holder = find_queue_holder(nic.ifindex, queue);
        return holder ? describe(*holder) : std::string{"a process that has gone meanwhile"};
    });
}

section examine_all(const host_facts& host) {
    section part{.kind = "interfaces", .counts = false};
    for (const std::string& ifname : interface_names()) {
        try {
            const nic_facts nic = read_nic_facts(ifname);
            part.findings.push_back(in_short(nic, examine(nic, host)));
        } catch (const error& failure) {
            if (failure.code() != ENODEV)
                throw;
        }
    }
    return part;
}

std::vector<section> examine(const std::vector<std::string>& interfaces) {
    const host_facts host = read_host_facts();
    std::vector<section> sections{{.kind = "host", .findings = diagnose(host)},
                                  {.kind = "process", .findings = diagnose(read_process_facts())}};
    for (const std::string& ifname : interfaces)
        sections.push_back(
            {.kind = "interface", .interface = ifname, .findings = examine(read_nic_facts(ifname), host)});
    if (interfaces.empty())
        sections.push_back(examine_all(host));
    return sections;
}

int run(const doctor_options& options) {
    std::vector<section> sections;
    try {
        sections = examine(options.interfaces);
    } catch (const error& failure) {
        fmt::print(stderr, "xdpk doctor: {}\n", failure.what());
        return exit_status(verdict::missing);
    }
    const bool colours = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    fmt::print("{}", options.json ? as_json(sections) : as_text(sections, colours));
    return exit_status(worst(sections));
}

} // namespace

void add_doctor(CLI::App& app, int& status) {
    const auto options = std::make_shared<doctor_options>();
    CLI::App* command = app.add_subcommand("doctor", description);
    command->add_option("IFNAME", options->interfaces, "Interfaces to examine");
    command->add_flag("--json", options->json, "Print one JSON object on standard output");
    command->footer(doctor_footer);
    command->callback([options, &status] { status = run(*options); });
}

} // namespace xdpk::tool
