// SPDX-License-Identifier: BSD-3-Clause
#include "prog_report.hpp"

#include "prog_words.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xdpk::tool {

namespace {

std::string whose(const chain_program& program) { return program.owner.empty() ? "somebody else" : program.owner; }

prog_json facts_json(const bpf_program_facts& facts) {
    prog_json maps = prog_json::array(), variables = prog_json::array();
    for (const bpf_map_facts& map : facts.maps)
        maps.push_back({{"id", map.id},
                        {"name", map.name},
                        {"type", map.type},
                        {"entries", map.max_entries},
                        {"key_bytes", map.key_size},
                        {"value_bytes", map.value_size},
                        {"flags", map.flags}});
    for (const bpf_variable_facts& variable : facts.variables)
        variables.push_back({{"name", variable.name},
                             {"section", variable.section},
                             {"type", variable.type},
                             {"value", json_of(variable.value)}});
    return {{"type", facts.type},
            {"loaded", time_text(facts.loaded)},
            {"loaded_by_uid", facts.loaded_by},
            {"bytes", facts.bytes},
            {"machine_bytes", facts.machine_bytes},
            {"verified_instructions", facts.verified},
            {"btf_id", facts.btf_id},
            {"runs", facts.runs},
            {"run_nanoseconds", facts.run_nanoseconds},
            {"maps", maps},
            {"variables", variables}};
}

std::string facts_text(const bpf_program_facts& facts) {
    std::string text = fmt::format("  loaded      {} by uid {}\n", time_text(facts.loaded), facts.loaded_by);
    text += fmt::format("  size        {} bytes of BPF, {} of machine code{}\n", facts.bytes, facts.machine_bytes,
                        facts.btf_id == 0 ? "; no BTF" : fmt::format("; BTF id {}", facts.btf_id));
    if (facts.runs != 0)
        text += fmt::format("  runs        {}, {:.0f} ns each\n", facts.runs,
                            static_cast<double>(facts.run_nanoseconds) / static_cast<double>(facts.runs));
    const prog_json all = facts_json(facts);
    if (!facts.maps.empty())
        text += "\n" + table({"id", "name", "type", "entries", "key_bytes", "value_bytes"}, all["maps"]);
    prog_json variables = all["variables"];
    for (std::size_t i = 0; i < variables.size(); ++i)
        variables[i]["value"] = to_string(facts.variables[i].value);
    if (!variables.empty())
        text += "\n" + table({"name", "section", "type", "value"}, variables);
    return text;
}

std::string ids(const std::vector<attached_program>& programs) {
    if (programs.empty())
        return "none";
    std::vector<std::string> list;
    for (const attached_program& program : programs)
        list.push_back(fmt::format("{} (id {}, {})", program.name.empty() ? "?" : program.name, program.id,
                                   word_of(program.mode)));
    return fmt::format("{}", fmt::join(list, ", "));
}

std::string_view event_word(xdp_change::kind what) {
    switch (what) {
    case xdp_change::kind::interface_added:
        return "interface_added";
    case xdp_change::kind::interface_removed:
        return "interface_removed";
    default:
        return "programs_changed";
    }
}

prog_json attached_json(const std::vector<attached_program>& programs) {
    prog_json all = prog_json::array();
    for (const attached_program& program : programs)
        all.push_back({{"id", program.id}, {"name", program.name}, {"mode", word_of(program.mode)}});
    return all;
}

} // namespace

std::string list_text(const std::vector<chain_state>& devices) {
    prog_json rows = prog_json::array();
    std::string notes;
    for (const chain_state& device : devices) {
        for (const chain_program& program : device.programs) {
            prog_json row{{"interface", device.ifname},
                          {"id", program.id},
                          {"program", program.name},
                          {"mode", word_of(program.mode)},
                          {"attached", word_of(program.attachment)},
                          {"chain call", words_of(program.chain_call)},
                          {"of", whose(program)},
                          {"label", program.label}};
            if (program.attachment == chain_attachment::dispatcher)
                row["priority"] = program.priority;
            rows.push_back(row);
        }
        if (!device.note.empty())
            notes += fmt::format("{}: {}\n", device.ifname, device.note);
    }
    if (rows.empty())
        return notes.empty() ? "no XDP programs\n" : notes;
    return table({"interface", "priority", "id", "program", "mode", "attached", "chain call", "of", "label"}, rows) +
           notes;
}

std::string list_json(const std::vector<chain_state>& devices) {
    prog_json all = prog_json::array();
    for (const chain_state& device : devices) {
        prog_json to{{"interface", device.ifname}, {"ifindex", device.ifindex}, {"programs", prog_json::array()}};
        for (const chain_program& program : device.programs)
            to["programs"].push_back(json_of(program));
        if (device.dispatcher != 0)
            to["dispatcher"] = {{"id", device.dispatcher}, {"version", device.dispatcher_version}};
        to["own_dispatcher_version"] = device.own_version;
        to["note"] = device.note.empty() ? prog_json(nullptr) : prog_json(device.note);
        all.push_back(to);
    }
    return dumped(all);
}

std::string status_text(const std::vector<program_status>& programs) {
    std::string text;
    for (const program_status& each : programs) {
        const chain_program& p = each.program;
        text += fmt::format("{}{} id {} on {}, of {}\n", text.empty() ? "" : "\n", p.name, p.id, each.ifname, whose(p));
        text += fmt::format("  attached    {}, {}\n", word_of(p.mode), word_of(p.attachment));
        if (p.attachment == chain_attachment::dispatcher)
            text += fmt::format("  order       priority {}, the next one runs after {}\n", p.priority,
                                p.chain_call.empty() ? "nothing" : words_of(p.chain_call));
        if (!p.object.empty())
            text += fmt::format("  object      {}\n", p.object);
        text += fmt::format("  tag         {}\n", p.tag);
        text += each.facts ? facts_text(*each.facts) : "";
    }
    return text.empty() ? "no XDP programs\n" : text;
}

std::string status_json(const std::vector<program_status>& programs) {
    prog_json all = prog_json::array();
    for (const program_status& each : programs) {
        prog_json one{{"interface", each.ifname}};
        one.update(json_of(each.program));
        if (each.facts)
            one.update(facts_json(*each.facts));
        all.push_back(one);
    }
    return dumped(all);
}

std::string done_text(std::string_view did, const std::string& ifname, const chain_program& program) {
    const std::string order = program.attachment == chain_attachment::dispatcher
                                  ? fmt::format(", priority {}", program.priority)
                                  : std::string();
    return fmt::format("{}: {} {} (id {}, {}{})\n{}", ifname, did, program.name, program.id, word_of(program.mode),
                       order, program.note.empty() ? "" : fmt::format("{}: note: {}\n", ifname, program.note));
}

std::string done_json(std::string_view did, const std::string& ifname, const chain_program& program) {
    prog_json one{{"did", did}, {"interface", ifname}};
    one.update(json_of(program));
    return dumped(one);
}

std::string change_text(const xdp_change& change, std::chrono::system_clock::time_point when) {
    const std::string start = fmt::format("{}  {}  ", time_text(when), change.ifname);
    switch (change.what) {
    case xdp_change::kind::interface_added:
        return fmt::format("{}interface added; XDP programs: {}\n", start, ids(change.after));
    case xdp_change::kind::interface_removed:
        return fmt::format("{}interface removed\n", start);
    default:
        return fmt::format("{}XDP programs: {}; before: {}\n", start, ids(change.after), ids(change.before));
    }
}

std::string change_json(const xdp_change& change, std::chrono::system_clock::time_point when) {
    return dumped({{"time", time_text(when)},
                   {"event", event_word(change.what)},
                   {"interface", change.ifname},
                   {"ifindex", change.ifindex},
                   {"before", attached_json(change.before)},
                   {"after", attached_json(change.after)}},
                  -1);
}

std::string failure_text(const chain_error& failure) {
    std::string text = failure.message + "\n";
    if (!failure.log.empty())
        text += failure.log + (failure.log.ends_with('\n') ? "" : "\n");
    return text;
}

std::string failure_json(const chain_error& failure) {
    return dumped({{"error", failure.message}, {"kind", word_of(failure.kind)}, {"log", failure.log}});
}

} // namespace xdpk::tool
