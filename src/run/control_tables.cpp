// SPDX-License-Identifier: BSD-3-Clause
#include "control_tables.hpp"

#include "report.hpp"

#include <map>

namespace xdpk {

control_table counters_table(const session& s, bool all) {
    control_table table{.columns = {"counter", "value"}, .rows = {}};
    std::map<std::string, std::uint64_t> sums;
    for (const auto& w : s.workers()) {
        sums["worker.dropped"] += w->work->counters().dropped.get();
        sums["worker.unrouted"] += w->work->counters().unrouted.get();
        for (const stage_counter& c : w->stages->counters())
            sums[c.name] += c.value->get();
    }
    for (const auto& [name, value] : sums)
        if (all || value != 0)
            table.rows.push_back({name, value});
    return table;
}

control_table ports_table(const session& s) {
    control_table table{.columns = {"port", "name", "kind", "up", "mode", "rx_packets", "rx_bytes", "tx_packets",
                                    "tx_bytes", "dropped", "passed", "no_socket", "trouble"},
                        .rows = {}};
    for (port_id id = 0; id < s.port_count(); ++id) {
        const port& p = *s.ports()[id];
        const port_status status = p.status();
        const port_totals t = sum_of(s, id);
        const claim_counters decided = p.decided().value_or(claim_counters{});
        const std::string mode = status.mode + (status.copying.empty() ? "" : " " + status.copying);
        table.rows.push_back({std::uint64_t{id}, s.port_name(id), p.facts().kind, status.up, mode, t.rx_packets,
                              t.rx_bytes, t.tx_packets, t.tx_bytes, t.drops, decided.passed, decided.no_socket,
                              status.trouble});
    }
    return table;
}

control_table claims_table(const session& s) {
    control_table table{.columns = {"port", "claim"}, .rows = {}};
    for (port_id id = 0; id < s.port_count(); ++id) {
        const port& p = *s.ports()[id];
        if (p.takes_claims() && p.claims().empty())
            table.rows.push_back({s.port_name(id), "all"});
        for (const claim& c : p.claims())
            table.rows.push_back({s.port_name(id), to_string(c)});
    }
    return table;
}

port& port_named(const session& s, const std::string& name) {
    std::vector<std::string_view> names;
    for (port_id id = 0; id < s.port_count(); ++id) {
        if (s.port_name(id) == name)
            return *s.ports()[id];
        names.push_back(s.port_name(id));
    }
    const auto near = nearest(name, names);
    throw usage_error({.where = "port \"" + name + "\"",
                       .what = "there is none",
                       .hint = near ? "did you mean \"" + *near + "\"?" : "`xdpk show ports` lists them"});
}

control_table workers_table(const session& s) {
    control_table table{.columns = {"worker", "cpu", "running", "rounds", "idle", "sleeps", "dropped", "unrouted",
                                    "frames", "free", "missing"},
                        .rows = {}};
    for (std::size_t id = 0; id < s.workers().size(); ++id) {
        worker_thread& w = *s.workers()[id];
        frame_report frames;
        w.work->call([&] { frames = w.work->frames(); });
        const worker_counters& c = w.work->counters();
        table.rows.push_back({std::uint64_t{id}, std::uint64_t{w.cpu}, !w.ended, c.iterations.get(), c.idle.get(),
                              c.sleeps.get(), c.dropped.get(), c.unrouted.get(), frames.total, frames.pool,
                              frames.missing});
    }
    return table;
}

} // namespace xdpk
