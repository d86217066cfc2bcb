// SPDX-License-Identifier: BSD-3-Clause
#include "answer.hpp"
#include "commands.hpp"

#include "run/control_client.hpp"

#include <fmt/format.h>
#include <memory>
#include <string>
#include <vector>

namespace xdpk::tool {

namespace {

constexpr const char* control_footer = R"(Asks a program that `xdpk run` started, over its control socket.

Exit status: 0 done; 1 no program there, or it refused.)";

struct question {
    std::string socket = "/run/xdpk.sock";
    std::string what{};
    std::vector<std::string> arguments{};
    bool json = false;
};

CLI::App* add_verb(CLI::App& app, int& status, const std::string& verb, const char* help,
                   const std::shared_ptr<question>& q) {
    CLI::App* command = app.add_subcommand(verb, help);
    command->add_option("--socket", q->socket, "The program's control socket: [run] control of its file")
        ->capture_default_str();
    command->add_flag("--json", q->json, "Print the answer in JSON");
    command->footer(control_footer);
    command->callback([verb, q, &status] {
        const std::string answer = ask(q->socket, request_line(verb, q->what, q->arguments));
        fmt::print("{}", q->json ? answer_json(answer) : answer_text(answer));
        status = 0;
    });
    return command;
}

} // namespace

void add_control(CLI::App& app, int& status) {
    const std::vector<std::pair<const char*, const char*>> verbs{
        {"show", "Shows counters, ports, workers, and what stages have to show"},
        {"set", "Changes something in a running program"},
        {"add", "Adds something to a running program"},
        {"del", "Takes something out of a running program"}};
    for (const auto& [verb, help] : verbs) {
        const auto q = std::make_shared<question>();
        CLI::App* command = add_verb(app, status, verb, help, q);
        command->add_option("WHAT", q->what, "Such as counters; a wrong word is answered with those there are")
            ->required();
        command->add_option("KEY=VALUE", q->arguments, "What more there is to say");
    }
    add_verb(app, status, "reload", "Has a running program read its configuration again", std::make_shared<question>());
}

} // namespace xdpk::tool
