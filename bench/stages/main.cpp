// SPDX-License-Identifier: BSD-3-Clause
// Runs the registered rows and prints each one's nanoseconds per packet, one figure per round, as JSON.
#include "harness.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <limits>
#include <map>
#include <nlohmann/json.hpp>
#include <regex>
#include <utility>
#include <vector>

namespace xdpk::bench {

namespace {

// Registration happens while other files' static objects are made, in any order.
std::map<std::string, preparation>& rows() {
    static std::map<std::string, preparation> all;
    return all;
}

struct options {
    unsigned rounds = 101;
    std::size_t packets = 65'536;
    std::uint32_t flows_at_most = std::numeric_limits<std::uint32_t>::max();
    std::string only = ".";
    bool list = false;
};

std::string figures_of(const std::string& name, const preparation& prepare, const options& asked) {
    const measurement measure = prepare(asked.flows_at_most);
    std::vector<double> figures(asked.rounds);
    std::ranges::generate(figures, [&] { return measure(asked.packets); });
    return nlohmann::json{{"row", name}, {"ns", figures}}.dump();
}

void run(const options& asked) {
    const std::regex wanted(asked.only);
    for (const auto& [name, prepare] : rows()) {
        if (!std::regex_search(name, wanted))
            continue;
        std::puts(asked.list ? name.c_str() : figures_of(name, prepare, asked).c_str());
        std::fflush(stdout);
    }
}

} // namespace

void add_row(const std::string& name, preparation prepare) { rows().emplace(name, std::move(prepare)); }

} // namespace xdpk::bench

int main(int argc, char** argv) {
    xdpk::bench::options asked;
    CLI::App app("Measures what packets cost in xdpk's stages; prints every round's figures as JSON.");
    app.add_option("--rounds", asked.rounds, "rounds")->capture_default_str();
    app.add_option("--packets", asked.packets, "packets per round")->capture_default_str();
    app.add_option("--flows-at-most", asked.flows_at_most, "no more flows in any row, whatever its name says");
    app.add_option("--only", asked.only, "regular expression: only rows that match");
    app.add_flag("--list", asked.list, "only print the names of the rows");
    CLI11_PARSE(app, argc, argv);
    try {
        xdpk::bench::run(asked);
    } catch (const std::exception& reason) {
        std::fprintf(stderr, "stages: %s\n", reason.what());
        return 1;
    }
    return 0;
}
