// SPDX-License-Identifier: BSD-3-Clause
#include "report.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>

namespace xdpk {

namespace {

using json = nlohmann::ordered_json;

json kernel_counters(const xsk_statistics& k) {
    return {{"rx_dropped", k.rx_dropped},
            {"rx_invalid_descs", k.rx_invalid_descs},
            {"tx_invalid_descs", k.tx_invalid_descs},
            {"rx_ring_full", k.rx_ring_full},
            {"rx_fill_ring_empty_descs", k.rx_fill_ring_empty_descs},
            {"tx_ring_empty_descs", k.tx_ring_empty_descs}};
}

json describe_claims(const port& p, const claim_counters& decided) {
    json claims = json::array();
    for (const claim& c : p.claims())
        claims.push_back(to_string(c));
    return {{"claims", claims},
            {"claimed", decided.claimed},
            {"passed", decided.passed},
            {"dropped", decided.dropped},
            {"no_socket", decided.no_socket}};
}

json describe_queue(const session& s, const binding& b) {
    const queue_counters& c = b.at->counters();
    const port& p = *s.ports()[b.port];
    json q{{"queue", p.queue_number(b.index)}, {"worker", b.worker},
           {"rx_packets", c.rx_packets.get()}, {"rx_bytes", c.rx_bytes.get()},
           {"tx_packets", c.tx_packets.get()}, {"tx_bytes", c.tx_bytes.get()},
           {"tx_full", c.tx_full.get()},       {"tx_invalid", c.tx_invalid.get()},
           {"rx_invalid", c.rx_invalid.get()}, {"starved", c.starved.get()},
           {"wakeups", c.wakeups.get()}};
    if (const auto k = p.kernel_statistics(*b.at))
        q["xdp_statistics"] = kernel_counters(*k);
    return q;
}

json describe_port(const session& s, port_id id) {
    const port& p = *s.ports()[id];
    const port_status status = p.status();
    const port_totals t = sum_of(s, id);
    json j{{"id", id}, {"name", s.port_name(id)}, {"kind", p.facts().kind}, {"up", status.up}};
    if (!status.trouble.empty())
        j["trouble"] = status.trouble;
    if (!status.notes.empty())
        j["notes"] = status.notes;
    if (p.facts().kind == "xsk")
        j.update({{"mode", status.mode},
                  {"attachment", status.attachment},
                  {"zero_copy", status.copying == "zero-copy"},
                  {"multi_buffer", status.multi_buffer}});
    if (const auto decided = p.decided())
        j["xdp"] = describe_claims(p, *decided);
    j.update({{"rx_packets", t.rx_packets},
              {"rx_bytes", t.rx_bytes},
              {"tx_packets", t.tx_packets},
              {"tx_bytes", t.tx_bytes},
              {"queues", json::array()}});
    for (const binding& b : s.bindings())
        if (b.port == id)
            j["queues"].push_back(describe_queue(s, b));
    return j;
}

/// Packets that the worker gave to others and got from them; `discarded` are those that came after its end.
json describe_link(const worker_link& link) {
    return {{"sent", link.sent().get()}, {"received", link.received().get()}, {"discarded", link.discarded().get()}};
}

json describe_worker(const worker_thread& w, std::size_t id) {
    const worker_counters& c = w.work->counters();
    const frame_report& f = w.work->last_frames();
    const mapping& memory = w.work->memory().memory();
    return {{"id", id},
            {"cpu", w.cpu},
            {"iterations", c.iterations.get()},
            {"idle", c.idle.get()},
            {"sleeps", c.sleeps.get()},
            {"dropped", c.dropped.get()},
            {"unrouted", c.unrouted.get()},
            {"chunk", w.work->memory().pool().chunk()},
            {"huge_pages", memory.huge()},
            {"frames",
             {{"total", f.total},
              {"pool", f.pool},
              {"fill", f.queues.fill},
              {"rx", f.queues.rx},
              {"tx", f.queues.tx},
              {"completion", f.queues.completion},
              {"kernel", f.queues.kernel},
              {"bursts", 0},
              {"missing", f.missing},
              {"duplicate", f.duplicate},
              {"returned", w.work->frames().pool}}}};
}

std::string rate(double packets) {
    return packets >= 1e6   ? fmt::format("{:.2f} Mpps", packets / 1e6)
           : packets >= 1e3 ? fmt::format("{:.1f} kpps", packets / 1e3)
                            : fmt::format("{:.0f} pps", packets);
}

// What the XDP program decided, as far as it counts; empty if it had nothing to.
std::string text_of_claims(const session& s, port_id id) {
    const claim_counters decided = s.ports()[id]->decided().value_or(claim_counters{});
    std::string text;
    const auto add = [&text](std::uint64_t count, const char* what) {
        if (count != 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", count, what);
    };
    add(decided.claimed, "claimed");
    add(decided.passed, "passed to the kernel");
    add(decided.dropped, "dropped by the XDP program");
    add(decided.no_socket, "passed for want of a socket");
    return text.empty() ? text : fmt::format("{}: {}\n", s.port_name(id), text);
}

// Counters in their order, each name once.
std::vector<std::pair<std::string, std::uint64_t>> merged(const std::vector<stage_counter>& list) {
    std::vector<std::pair<std::string, std::uint64_t>> sums;
    for (const stage_counter& c : list) {
        const auto same = std::ranges::find(sums, c.name, [](const auto& sum) { return sum.first; });
        if (same != sums.end())
            same->second += c.value->get();
        else
            sums.emplace_back(c.name, c.value->get());
    }
    return sums;
}

} // namespace

port_totals sum_of(const session& s, port_id id) {
    port_totals t;
    for (const binding& b : s.bindings()) {
        if (b.port != id)
            continue;
        const queue_counters& c = b.at->counters();
        t.rx_packets += c.rx_packets.get();
        t.rx_bytes += c.rx_bytes.get();
        t.tx_packets += c.tx_packets.get();
        t.tx_bytes += c.tx_bytes.get();
        t.drops += c.tx_full.get() + c.tx_invalid.get() + c.rx_invalid.get();
    }
    return t;
}

bool all_frames_back(const session& s) {
    return std::ranges::all_of(s.workers(), [](const auto& w) {
        const frame_report now = w->work->frames();
        return w->work->last_frames().whole() && now.pool == now.total && now.duplicate == 0;
    });
}

nlohmann::ordered_json final_report(const session& s, const std::string& program, double seconds) {
    json report{{"program", program}, {"seconds", seconds}, {"ports", json::array()}, {"workers", json::array()}};
    for (port_id id = 0; id < s.port_count(); ++id)
        report["ports"].push_back(describe_port(s, id));
    std::map<std::string, std::uint64_t> stages;
    for (std::size_t w = 0; w < s.workers().size(); ++w) {
        json& described = report["workers"].emplace_back(describe_worker(*s.workers()[w], w));
        if (s.links().in_use())
            described["handed_over"] = describe_link(s.links().of(static_cast<unsigned>(w)));
        for (const stage_counter& c : s.workers()[w]->stages->counters())
            stages[c.name] += c.value->get();
    }
    report["stages"] = stages;
    return report;
}

std::string final_text(const session& s, double seconds) {
    std::string text =
        fmt::format("{:<16} {:>15} {:>15} {:>12}  {:.1f} s\n", "port", "rx packets", "tx packets", "dropped", seconds);
    for (port_id id = 0; id < s.port_count(); ++id) {
        const port_totals t = sum_of(s, id);
        const port_status status = s.ports()[id]->status();
        text += fmt::format("{:<16} {:>15} {:>15} {:>12}  {}\n", s.port_name(id), t.rx_packets, t.tx_packets, t.drops,
                            status.trouble.empty() ? status.mode + " " + status.copying : status.trouble);
    }
    for (port_id id = 0; id < s.port_count(); ++id)
        text += text_of_claims(s, id);
    for (const auto& w : s.workers()) {
        const worker_counters& c = w->work->counters();
        if (c.dropped.get() + c.unrouted.get() != 0)
            text += fmt::format("cpu {}: {} dropped by stages, {} without a way out\n", w->cpu, c.dropped.get(),
                                c.unrouted.get());
        for (const auto& [name, value] : merged(w->stages->counters()))
            text += fmt::format("cpu {}: {} {}\n", w->cpu, name, value);
    }
    return text;
}

std::string live_line::next(const session& s, double seconds) {
    before_.resize(s.ports().size());
    const double span = std::max(seconds - at_, 1e-3);
    at_ = seconds;
    std::string line = fmt::format("{:>6.0f} s", seconds);
    for (port_id id = 0; id < s.port_count(); ++id) {
        const port_totals t = sum_of(s, id);
        const sample now{.rx = t.rx_packets, .tx = t.tx_packets, .bytes = t.rx_bytes, .drops = t.drops};
        const auto per_second = [&](std::uint64_t a, std::uint64_t b) { return static_cast<double>(a - b) / span; };
        line +=
            fmt::format(" | {} rx {} ({:.2f} Gbit/s) tx {}", s.port_name(id), rate(per_second(now.rx, before_[id].rx)),
                        per_second(now.bytes, before_[id].bytes) * 8 / 1e9, rate(per_second(now.tx, before_[id].tx)));
        if (now.drops != before_[id].drops)
            line += fmt::format(" drop {}", rate(per_second(now.drops, before_[id].drops)));
        if (!s.ports()[id]->status().up)
            line += " DOWN";
        before_[id] = now;
    }
    return line;
}

} // namespace xdpk
