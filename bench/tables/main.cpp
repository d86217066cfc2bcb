// SPDX-License-Identifier: BSD-3-Clause
// Runs the registered rows and prints each contender's figures, one per round, as JSON. bench/tables/run compares them.
#include "harness.hpp"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdio>
#include <exception>
#include <map>
#include <nlohmann/json.hpp>
#include <random>
#include <regex>
#include <utility>
#include <vector>

namespace xdpk::bench {

namespace {

struct contender {
    std::string name;
    preparation prepare;
};

struct registered_row {
    row what;
    preparation ours;
};

// Registration happens while other files' static objects are made, in any order.
std::vector<registered_row>& rows() {
    static std::vector<registered_row> all;
    return all;
}

std::multimap<std::string, contender>& peers() {
    static std::multimap<std::string, contender> all;
    return all;
}

struct entrant {
    std::string name;
    measurement measure;
    std::vector<double> figures{};
};

std::vector<entrant> prepare(const registered_row& r) {
    std::vector<entrant> entrants;
    entrants.push_back({"xdpk", r.ours()});
    const auto [first, last] = peers().equal_range(r.what.name);
    for (auto peer = first; peer != last; ++peer) {
        try {
            entrants.push_back({peer->second.name, peer->second.prepare()});
        } catch (const std::exception& reason) {
            std::fprintf(stderr, "%s: without %s: %s\n", r.what.name.c_str(), peer->second.name.c_str(), reason.what());
        }
    }
    return entrants;
}

nlohmann::json run(const registered_row& r, unsigned rounds, double seconds) {
    std::vector<entrant> entrants = prepare(r);
    std::minstd_rand random(std::random_device{}());
    for (entrant& e : entrants)
        e.measure(seconds); // warm-up
    for (unsigned round = 0; round < rounds; ++round) {
        std::ranges::shuffle(entrants, random);
        for (entrant& e : entrants)
            e.figures.push_back(e.measure(seconds));
    }
    nlohmann::json figures;
    for (const entrant& e : entrants)
        figures[e.name] = e.figures;
    return {{"row", r.what.name},        {"unit", r.what.unit},
            {"at_most", r.what.at_most}, {"figure_at_most", r.what.figure_at_most},
            {"curve", r.what.curve},     {"entries", r.what.entries},
            {"figures", figures}};
}

} // namespace

void add_row(const row& what, preparation ours) { rows().push_back({what, std::move(ours)}); }

void add_peer(const std::string& row_name, const std::string& peer, preparation theirs) {
    peers().emplace(row_name, contender{peer, std::move(theirs)});
}

} // namespace xdpk::bench

int main(int argc, char** argv) {
    using namespace xdpk::bench;
    CLI::App app("Measures xdpk's tables and their peers in DPDK; prints every round's figures as JSON.");
    unsigned rounds = 9;
    double seconds = 0.1;
    std::string only = ".";
    bool list = false;
    app.add_option("--rounds", rounds, "rounds that count")->capture_default_str();
    app.add_option("--seconds", seconds, "measured seconds per contender and round")->capture_default_str();
    app.add_option("--only", only, "regular expression: only rows that match");
    app.add_flag("--list", list, "only print the names of the rows");
    CLI11_PARSE(app, argc, argv);
    try {
        const std::regex wanted(only);
        std::ranges::sort(rows(), {}, [](const registered_row& r) { return r.what.name; });
        for (const registered_row& r : rows()) {
            if (!std::regex_search(r.what.name, wanted))
                continue;
            std::puts(list ? r.what.name.c_str() : run(r, rounds, seconds).dump().c_str());
            std::fflush(stdout);
        }
    } catch (const std::exception& reason) {
        std::fprintf(stderr, "tables: %s\n", reason.what());
        return 1;
    }
    return 0;
}
