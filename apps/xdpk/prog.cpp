// SPDX-License-Identifier: BSD-3-Clause
#include "prog.hpp"

#include "commands.hpp"
#include "prog_report.hpp"

#include <xdpk/run/validators.hpp>

#include <fmt/format.h>
#include <memory>

namespace xdpk::tool {

namespace {

constexpr const char* prog_footer =
    R"(Several programs share an interface through libxdp's dispatcher, in the order of their
priorities, those of xdp-loader and other tools among them. A program stays when the command
ends. What xdpk loaded is written down in /run/xdpk/prog; what is not is somebody else's, and
is never changed, and taken off only by `unload IFNAME ID --anybodys`.

Where the kernel refuses freplace (`xdpk doctor` tells), an interface takes one program.

Examples:
  xdpk prog list
  xdpk prog load eth1 count.o --function xdp_count --priority 10 --chain-call pass,tx --set limit=100
  xdpk prog status eth1
  xdpk prog replace eth1 xdp_count count-2.o --keep-maps
  xdpk prog unload eth1 xdp_count
  xdpk prog apply site.toml --dry-run

`xdpk prog COMMAND --help` explains a command.)";

constexpr const char* exit_footer = R"(Exit status: 0 done; 1 not done; 2 bad command line.)";

struct load_flags {
    chain_request request{};
    std::vector<std::string> chain_call{};
    std::vector<std::string> variables{};
    std::string ifname{};
    std::string which{};
    unsigned priority = 0;
    bool json = false;
};

xdp_verdict verdict_of(const std::string& word) {
    for (const auto& [each, verdict] : verdict_words())
        if (each == word)
            return verdict;
    return xdp_verdict::pass; // the command line has checked the words
}

chain_request request_of(const load_flags& flags, bool has_priority, bool has_chain_call) {
    chain_request request = flags.request;
    if (has_priority)
        request.priority = flags.priority;
    if (has_chain_call) {
        request.chain_call.emplace();
        for (const std::string& word : flags.chain_call)
            if (word != "none")
                request.chain_call->push_back(verdict_of(word));
    }
    for (const std::string& text : flags.variables) {
        const std::size_t equals = text.find('=');
        request.variables[text.substr(0, equals)] = {text.substr(equals + 1)};
    }
    return request;
}

CLI::Validator assignment() {
    return {[](std::string& text) -> std::string {
                const std::size_t equals = text.find('=');
                return equals == 0 || equals == std::string::npos ? text + " is not NAME=VALUE" : "";
            },
            "NAME=VALUE"};
}

void add_load_options(CLI::App& command, load_flags& flags) {
    std::vector<std::string> words{"none"};
    for (const auto& [word, verdict] : verdict_words())
        words.push_back(word);
    command.add_option("OBJECT", flags.request.object, "BPF object file: what clang -target bpf -g compiles")
        ->required();
    auto* function =
        command.add_option("-f,--function", flags.request.program, "Which of its functions (the only one)");
    command.add_option("-s,--section", flags.request.section, "Or which of its sections")->excludes(function);
    command.add_option("-l,--label", flags.request.label, "How to call it in later commands (the function's name)");
    command.add_option("--owner", flags.request.owner, "For whom it is loaded; unload --all can tell by that")
        ->capture_default_str();
    command.add_option("-p,--priority", flags.priority, "Lower runs first (the object's XDP_RUN_CONFIG, or 50)");
    command
        .add_option("-c,--chain-call", flags.chain_call,
                    "Verdicts after which the next program runs (the object's, or pass)")
        ->delimiter(',')
        ->allow_extra_args(false)
        ->check(CLI::IsMember(words));
    command.add_option("-m,--mode", flags.request.mode, "In the driver, behind it, or on the NIC")
        ->transform(choice(mode_words()))
        ->default_str("native");
    command.add_option("--pin", flags.request.pin, "Folder on bpffs for its maps; those that are there are used");
    command
        .add_option("--set", flags.variables,
                    "Value of a global variable; NAME.MEMBER of a structure's member; "
                    "[1,2] for an array; may be repeated")
        ->allow_extra_args(false)
        ->check(assignment());
    command.add_flag("--json", flags.json, "Print the result in JSON");
    command.footer(exit_footer);
}

int tell_done(const char* did, const std::string& ifname, const chain_result<chain_program>& result, bool json) {
    if (const auto* failure = std::get_if<chain_error>(&result))
        return tell(*failure, json);
    const auto& program = std::get<chain_program>(result);
    fmt::print("{}", json ? done_json(did, ifname, program) : done_text(did, ifname, program));
    return 0;
}

void add_load(CLI::App& prog, int& status) {
    const auto flags = std::make_shared<load_flags>();
    CLI::App* command = prog.add_subcommand("load", "Puts a program on an interface, beside those that are there");
    command->add_option("IFNAME", flags->ifname, "Interface")->required();
    add_load_options(*command, *flags);
    command->callback([flags, command, &status] {
        const chain_request request =
            request_of(*flags, command->count("--priority") != 0, command->count("--chain-call") != 0);
        status = tell_done("loaded", flags->ifname, xdp_chain(flags->ifname).load(request), flags->json);
    });
}

int replace(const load_flags& flags, const chain_request& request) {
    const xdp_chain chain(flags.ifname);
    const auto old = find_program(chain, flags.which);
    if (const auto* failure = std::get_if<chain_error>(&old))
        return tell(*failure, flags.json);
    return tell_done("replaced", flags.ifname, chain.replace(std::get<std::uint32_t>(old), request), flags.json);
}

void add_replace(CLI::App& prog, int& status) {
    const auto flags = std::make_shared<load_flags>();
    CLI::App* command = prog.add_subcommand("replace", "Puts a program in the place of one that xdpk loaded");
    command->add_option("IFNAME", flags->ifname, "Interface")->required();
    command->add_option("PROGRAM", flags->which, "The old one's id, label or name")->required();
    add_load_options(*command, *flags);
    command->add_flag("--keep-maps", flags->request.keep_maps, "Take over maps of the same name and shape");
    command->callback([flags, command, &status] {
        status =
            replace(*flags, request_of(*flags, command->count("--priority") != 0, command->count("--chain-call") != 0));
    });
}

} // namespace

int tell(const chain_error& failure, bool json) {
    if (json)
        fmt::print("{}", failure_json(failure));
    fmt::print(stderr, "xdpk prog: {}", json ? failure.message + "\n" : failure_text(failure));
    return exit_failed;
}

void add_prog(CLI::App& app, int& status) {
    CLI::App* prog = app.add_subcommand("prog", "Looks after the XDP programs that share interfaces");
    prog->require_subcommand(1);
    prog->footer(prog_footer);
    add_prog_list(*prog, status);
    add_load(*prog, status);
    add_replace(*prog, status);
    add_prog_unload(*prog, status);
    add_prog_status(*prog, status);
    add_prog_watch(*prog, status);
    add_prog_apply(*prog, status);
}

} // namespace xdpk::tool
