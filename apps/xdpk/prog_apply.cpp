// SPDX-License-Identifier: BSD-3-Clause
#include "prog.hpp"

#include "commands.hpp"
#include "prog_plan.hpp"
#include "prog_words.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <memory>

namespace xdpk::tool {

namespace {

constexpr const char* apply_footer =
    R"(FILE says in TOML which programs of one owner which interfaces have; xdpk-prog.example.toml shows
all of it. What is missing is loaded, what differs is replaced in place, what is of the owner and
not in the file is unloaded; programs of others stay as they are. A second time nothing changes.
An object file counts as changed when its contents do. What fails does not keep the rest from
being done.

With --dry-run object files are opened and not loaded: what is wrong with them, their functions and
variables is told, what the verifier would say is not.

Exit status: 0 all is as FILE says (with --dry-run: the difference was told); 1 something failed,
or with --dry-run would; 2 FILE is wrong, or the command line.)";

struct apply_flags {
    std::string path{};
    bool dry_run = false;
    bool json = false;
};

/// A step, and what came of it.
struct outcome {
    prog_step step{};
    std::optional<chain_program> program{};
    std::optional<chain_error> failure{};
};

std::vector<present_program> present_of(const std::string& owner) {
    std::vector<present_program> present;
    for (const std::string& ifname : interface_names()) {
        const xdp_chain chain(ifname);
        const auto listed = chain.list();
        const auto* device = std::get_if<chain_state>(&listed);
        if (device == nullptr)
            continue; // the interface went; or it may not be read, which its own step will tell
        for (const chain_program& program : device->programs)
            if (const auto request = program.owner == owner ? chain.request_of(program.id) : std::nullopt)
                present.push_back({.ifname = ifname,
                                   .id = program.id,
                                   .request = *request,
                                   .object_unchanged = chain.object_unchanged(program.id)});
    }
    return present;
}

outcome carry_out(prog_step step) {
    const xdp_chain chain(step.ifname);
    chain_result<chain_program> result = chain_program{};
    switch (step.action) {
    case prog_step::action_type::keep:
        return {.step = std::move(step)};
    case prog_step::action_type::load:
        result = chain.load(*step.request);
        break;
    case prog_step::action_type::replace:
        result = chain.replace(step.id, *step.request);
        break;
    case prog_step::action_type::unload:
        result = chain.unload(step.id);
        break;
    }
    if (const auto* failure = std::get_if<chain_error>(&result))
        return {.step = std::move(step), .failure = *failure};
    return {.step = std::move(step), .program = std::get<chain_program>(result)};
}

// As far as it can be told without doing anything.
outcome foresee(prog_step step) {
    const bool loads = step.action == prog_step::action_type::load || step.action == prog_step::action_type::replace;
    std::optional<chain_error> failure = loads ? xdp_chain::check(*step.request) : std::nullopt;
    return {.step = std::move(step), .failure = std::move(failure)};
}

std::string word_of_action(prog_step::action_type action) {
    constexpr std::array words{"unload", "replace", "load", "keep"};
    return words[static_cast<std::size_t>(action)];
}

std::string state_of(const outcome& one, bool dry_run) {
    if (one.failure)
        return "failed";
    if (one.step.action == prog_step::action_type::keep)
        return "ok";
    return dry_run ? "to do" : "done";
}

prog_json row_of(const outcome& one, bool dry_run) {
    const std::uint32_t id = one.program ? one.program->id : one.step.id;
    prog_json row{{"interface", one.step.ifname},
                  {"label", one.step.label},
                  {"action", word_of_action(one.step.action)},
                  {"state", state_of(one, dry_run)},
                  {"why", fmt::format("{}", fmt::join(one.step.reasons, "; "))}};
    if (id != 0)
        row["id"] = id;
    return row;
}

void print_text(const std::vector<outcome>& all, bool dry_run) {
    prog_json rows = prog_json::array();
    for (const outcome& one : all)
        rows.push_back(row_of(one, dry_run));
    fmt::print("{}", rows.empty() ? "nothing wanted, nothing there\n"
                                  : table({"interface", "label", "action", "id", "state", "why"}, rows));
    for (const outcome& one : all) {
        if (one.program && !one.program->note.empty())
            fmt::print("{}: note: {}\n", one.step.ifname, one.program->note);
        if (one.failure)
            fmt::print(stderr, "xdpk prog: {}: {}", one.step.label, failure_text(*one.failure));
    }
}

void print_json(const std::vector<outcome>& all, const std::string& owner, bool dry_run) {
    prog_json programs = prog_json::array();
    for (const outcome& one : all) {
        prog_json row = row_of(one, dry_run);
        row["why"] = one.step.reasons;
        row["program"] = one.program ? json_of(*one.program) : prog_json(nullptr);
        row["error"] = nullptr;
        if (one.failure)
            row["error"] = {
                {"message", one.failure->message}, {"kind", word_of(one.failure->kind)}, {"log", one.failure->log}};
        programs.push_back(row);
    }
    const auto count = [&all](auto wanted) { return std::ranges::count_if(all, wanted); };
    fmt::print("{}", dumped({{"owner", owner},
                             {"dry_run", dry_run},
                             {"changes", count([](const outcome& one) {
                                  return one.step.action != prog_step::action_type::keep && !one.failure;
                              })},
                             {"failed", count([](const outcome& one) { return one.failure.has_value(); })},
                             {"programs", programs}}));
}

int apply(const apply_flags& flags) {
    const wanted_host host = load_prog_file(flags.path);
    std::vector<outcome> all;
    for (prog_step& step : plan(host.programs, present_of(host.owner)))
        all.push_back(flags.dry_run ? foresee(std::move(step)) : carry_out(std::move(step)));
    if (flags.json)
        print_json(all, host.owner, flags.dry_run);
    else
        print_text(all, flags.dry_run);
    return std::ranges::any_of(all, [](const outcome& one) { return one.failure.has_value(); }) ? exit_failed : 0;
}

} // namespace

void add_prog_apply(CLI::App& prog, int& status) {
    const auto flags = std::make_shared<apply_flags>();
    CLI::App* command = prog.add_subcommand("apply", "Makes interfaces have the programs that a file says");
    command->add_option("FILE", flags->path, "The wanted state, in TOML")->required();
    command->add_flag("--dry-run", flags->dry_run, "Tell what would be done, and do nothing");
    command->add_flag("--json", flags->json, "Print the result in JSON");
    command->footer(apply_footer);
    command->callback([flags, &status] {
        try {
            status = apply(*flags);
        } catch (const config_error& failure) {
            fmt::print(stderr, "{}\n", failure.what());
            status = exit_usage;
        }
    });
}

} // namespace xdpk::tool
