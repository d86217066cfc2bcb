// SPDX-License-Identifier: BSD-3-Clause
#include "prog.hpp"

#include "commands.hpp"
#include "prog_report.hpp"

#include "run/control_events.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <algorithm>
#include <cstdio>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>
#include <string>
#include <vector>

namespace xdpk::tool {

namespace {

using namespace std::chrono_literals;

struct look_flags {
    std::vector<std::string> interfaces{};
    std::string ifname{};
    std::string which{};
    std::string owner{};
    bool all = false;
    bool anybodys = false;
    bool json = false;
};

/// The chains of these interfaces, or of all that have programs.
chain_result<std::vector<chain_state>> chains_of(const std::vector<std::string>& named) {
    std::vector<chain_state> devices;
    for (const std::string& ifname : named.empty() ? interface_names() : named) {
        auto listed = xdp_chain(ifname).list();
        if (auto* failure = std::get_if<chain_error>(&listed)) {
            if (named.empty() && failure->kind == chain_failure::no_device)
                continue; // it went between the two questions
            return std::move(*failure);
        }
        auto& device = std::get<chain_state>(listed);
        if (!named.empty() || !device.programs.empty() || !device.note.empty())
            devices.push_back(std::move(device));
    }
    return devices;
}

int list(const look_flags& flags) {
    const auto devices = chains_of(flags.interfaces);
    if (const auto* failure = std::get_if<chain_error>(&devices))
        return tell(*failure, flags.json);
    const auto& all = std::get<std::vector<chain_state>>(devices);
    fmt::print("{}", flags.json ? list_json(all) : list_text(all));
    return 0;
}

bool means(const chain_program& program, const std::string& which) {
    return std::to_string(program.id) == which || program.label == which || program.name == which;
}

int status_of(const look_flags& flags) {
    const auto devices =
        chains_of(flags.ifname.empty() ? std::vector<std::string>{} : std::vector<std::string>{flags.ifname});
    if (const auto* failure = std::get_if<chain_error>(&devices))
        return tell(*failure, flags.json);
    std::vector<program_status> programs;
    for (const chain_state& device : std::get<std::vector<chain_state>>(devices))
        for (const chain_program& program : device.programs) {
            if (!flags.which.empty() && !means(program, flags.which))
                continue;
            programs.push_back({.ifname = device.ifname, .program = program});
            try {
                programs.back().facts = read_bpf_program(program.id);
            } catch (const error& failure) {
                fmt::print(stderr, "xdpk prog: {}\n", failure.what());
            }
        }
    if (programs.empty() && !flags.which.empty()) {
        const auto none = find_program(xdp_chain(flags.ifname), flags.which);
        if (const auto* failure = std::get_if<chain_error>(&none))
            return tell(*failure, flags.json);
    }
    fmt::print("{}", flags.json ? status_json(programs) : status_text(programs));
    return 0;
}

int unload_one(const look_flags& flags) {
    const std::string& ifname = flags.ifname;
    const xdp_chain chain(ifname);
    const auto id = find_program(chain, flags.which);
    if (const auto* failure = std::get_if<chain_error>(&id))
        return tell(*failure, flags.json);
    const auto gone =
        chain.unload(std::get<std::uint32_t>(id), flags.anybodys ? xdp_chain::reach::anybodys : xdp_chain::reach::ours);
    if (const auto* failure = std::get_if<chain_error>(&gone))
        return tell(*failure, flags.json);
    const auto& program = std::get<chain_program>(gone);
    fmt::print("{}", flags.json ? done_json("unloaded", ifname, program) : done_text("unloaded", ifname, program));
    return 0;
}

int unload_all(const look_flags& flags) {
    const std::string& ifname = flags.ifname;
    const auto gone = xdp_chain(ifname).unload_all(flags.owner);
    if (const auto* failure = std::get_if<chain_error>(&gone))
        return tell(*failure, flags.json);
    chain_state device{.ifname = ifname, .programs = std::get<std::vector<chain_program>>(gone)};
    if (flags.json)
        fmt::print("{}", list_json({device}));
    else if (device.programs.empty())
        fmt::print("{}: nothing to unload\n", ifname);
    for (const chain_program& program : device.programs)
        fmt::print("{}", flags.json ? "" : done_text("unloaded", ifname, program));
    return 0;
}

int unload(const look_flags& flags) {
    if (flags.which.empty() != flags.all)
        fmt::print(stderr, "xdpk prog unload: name one PROGRAM, or --all; see --help\n");
    else
        return flags.all ? unload_all(flags) : unload_one(flags);
    return exit_usage;
}

int watch(const look_flags& flags) {
    control_events events;
    xdp_chain_monitor monitor;
    const auto say = [&flags](const xdp_change& change) {
        const auto& wanted = flags.interfaces;
        if (!wanted.empty() && std::ranges::find(wanted, change.ifname) == wanted.end())
            return;
        const auto now = std::chrono::system_clock::now();
        fmt::print("{}", flags.json ? change_json(change, now) : change_text(change, now));
        std::fflush(stdout);
    };
    fmt::print(stderr, "xdpk prog: watching\n");
    // What is attached by a bpf_link the kernel does not tell of.
    while (!events.wait(500ms, {monitor.wait_fd()})) {
        monitor.receive(say);
        monitor.look(say);
    }
    return 0;
}

void add_interfaces(CLI::App& command, look_flags& flags) {
    command.add_option("IFNAME", flags.interfaces, "Interfaces (all that have programs)");
    command.add_flag("--json", flags.json, "Print the answer in JSON");
}

} // namespace

chain_result<std::uint32_t> find_program(const xdp_chain& chain, const std::string& which) {
    const auto listed = chain.list();
    if (const auto* failure = std::get_if<chain_error>(&listed))
        return *failure;
    const auto& state = std::get<chain_state>(listed);
    std::vector<std::uint32_t> found;
    for (const chain_program& program : state.programs)
        if (std::to_string(program.id) == which || program.label == which || program.name == which)
            found.push_back(program.id);
    if (found.size() == 1)
        return found.front();
    std::vector<std::string> there;
    for (const chain_program& program : state.programs)
        there.push_back(fmt::format("{} ({})", program.id, program.label.empty() ? program.name : program.label));
    const error failure(
        {.where = state.ifname,
         .what = fmt::format("{} \"{}\"", found.empty() ? "no XDP program" : "several XDP programs are", which),
         .hint = there.empty() ? "there is none" : fmt::format("there are {}", fmt::join(there, ", "))});
    return chain_error{.kind = chain_failure::not_there, .message = failure.what()};
}

void add_prog_list(CLI::App& prog, int& status) {
    const auto flags = std::make_shared<look_flags>();
    CLI::App* command = prog.add_subcommand("list", "Lists the programs of interfaces, in the order they run");
    add_interfaces(*command, *flags);
    command->footer("The column \"of\" says for whom xdpk loaded a program, or that somebody else loaded it.\n\n"
                    "Exit status: 0 done; 1 no such interface, or not allowed; 2 bad command line.");
    command->callback([flags, &status] { status = list(*flags); });
}

void add_prog_status(CLI::App& prog, int& status) {
    const auto flags = std::make_shared<look_flags>();
    CLI::App* command = prog.add_subcommand("status", "Tells all about programs: maps, global variables, sizes, types");
    command->add_option("IFNAME", flags->ifname, "Interface (all that have programs)");
    command->add_option("PROGRAM", flags->which, "Id, label or name of one program");
    command->add_flag("--json", flags->json, "Print the answer in JSON");
    command->footer("Exit status: 0 done; 1 no such program, or not allowed; 2 bad command line.");
    command->callback([flags, &status] { status = status_of(*flags); });
}

void add_prog_unload(CLI::App& prog, int& status) {
    const auto flags = std::make_shared<look_flags>();
    CLI::App* command = prog.add_subcommand("unload", "Takes programs off an interface");
    command->add_option("IFNAME", flags->ifname, "Interface")->required();
    command->add_option("PROGRAM", flags->which, "Id, label or name of one that xdpk loaded");
    auto* anybodys = command->add_flag("--anybodys", flags->anybodys, "Also if xdpk did not load it");
    auto* all = command->add_flag("--all", flags->all, "All that xdpk loaded on the interface, and no others");
    all->excludes(anybodys);
    command->add_option("--owner", flags->owner, "With --all: only what was loaded for this owner")->needs(all);
    command->add_flag("--json", flags->json, "Print the result in JSON");
    command->footer("Pins that the load made are removed, too. Other programs keep running meanwhile.\n\n"
                    "Exit status: 0 done; 1 not done; 2 bad command line.");
    command->callback([flags, &status] { status = unload(*flags); });
}

void add_prog_watch(CLI::App& prog, int& status) {
    const auto flags = std::make_shared<look_flags>();
    CLI::App* command = prog.add_subcommand("watch", "Tells when anybody changes interfaces' programs, until Ctrl-C");
    command->add_option("IFNAME", flags->interfaces, "Interfaces (all)");
    command->add_flag("--json", flags->json, "Print a JSON object in a line for each change");
    command->footer("libxdp puts a new dispatcher in the place of the old one at each change of its programs.\n"
                    "Programs attached by a bpf_link are seen within half a second.\n\n"
                    "Exit status: 0 ended by SIGINT or SIGTERM; 1 not allowed; 2 bad command line.");
    command->callback([flags, &status] { status = watch(*flags); });
}

} // namespace xdpk::tool
