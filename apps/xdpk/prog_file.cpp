// SPDX-License-Identifier: BSD-3-Clause
#include "prog_file.hpp"

#include "prog_report.hpp"

#include <algorithm>
#include <filesystem>
#include <fmt/format.h>
#include <optional>

namespace xdpk::tool {

namespace {

constexpr unsigned highest_priority = 65535;

/// A table of values, in which tables inside are structures.
struct variables {
    static std::optional<bpf_value> value_of(const config_node& node) {
        if (const auto* number = std::get_if<std::int64_t>(&node.value))
            return bpf_value{*number};
        if (const auto* truth = std::get_if<bool>(&node.value))
            return bpf_value{*truth};
        if (const auto* text = std::get_if<std::string>(&node.value))
            return bpf_value{*text};
        const auto* list = std::get_if<config_node::list>(&node.value);
        if (list == nullptr)
            return std::nullopt;
        bpf_value::list values;
        for (const config_node& one : *list) {
            std::optional<bpf_value> value = value_of(one);
            if (!value)
                return std::nullopt;
            values.push_back(std::move(*value));
        }
        return bpf_value{values};
    }

    static bool add(const config_node::table& table, const std::string& before, bpf_values& all) {
        for (const config_entry& entry : table) {
            const std::string name = before + entry.key;
            if (const auto* inner = std::get_if<config_node::table>(&entry.value.value)) {
                if (!add(*inner, name + ".", all))
                    return false;
            } else if (std::optional<bpf_value> value = value_of(entry.value)) {
                all[name] = std::move(*value);
            } else {
                return false;
            }
        }
        return true;
    }

    static bool parse(const config_node& node, bpf_values& value) {
        const auto* table = std::get_if<config_node::table>(&node.value);
        bpf_values all;
        if (table == nullptr || !add(*table, "", all))
            return false;
        value = std::move(all);
        return true;
    }
    static std::string show(const bpf_values& value) { return value.empty() ? "{}" : "{ … }"; }
    static std::string wanted() { return "a table of whole numbers, true or false, text, lists and such tables"; }
};

std::string from(const std::string& folder, const std::string& path) {
    return path.empty() ? path : (std::filesystem::path(folder) / path).lexically_normal().string();
}

void read_program(config_reader& r, const std::string& folder, wanted_program program, wanted_host& host) {
    chain_request& request = program.request;
    request.owner = host.owner;
    request.keep_maps = true;
    r.need("label", request.label, "By which reports, and the next time this file, know it; the interface has it once");
    r.need("object", request.object, "BPF object file; a relative path starts at this file's folder");
    r.get("function", request.program, "Which of its functions; without this and section, the only one");
    r.get("section", request.section, "Or which of its sections");
    r.get("priority", request.priority, form::whole<unsigned>{.least = 0, .most = highest_priority},
          "Lower runs first; without the key the object's XDP_RUN_CONFIG, or 50");
    std::vector<xdp_verdict> chain_call{xdp_verdict::pass};
    if (r.get("chain_call", chain_call, form::one_of<xdp_verdict>{verdict_words()},
              "Verdicts after which the next program runs; without the key the object's, or pass"))
        request.chain_call = chain_call;
    r.get("pin", request.pin, "Folder on bpffs for its maps; those that are there are used");
    r.get("keep_maps", request.keep_maps, "When it is replaced, maps of the same name and shape are taken over");
    r.get("variables", request.variables, variables{}, "Values of its global variables, each as its type wants it");
    if (!request.program.empty() && !request.section.empty())
        r.problem("section", "section: function says already which program it is");
    const bool twice = std::ranges::any_of(host.programs, [&program](const wanted_program& other) {
        return other.ifname == program.ifname && other.request.label == program.request.label;
    });
    if (twice && !request.label.empty())
        r.problem("label", fmt::format("label: {} has a program '{}' already", program.ifname, request.label));
    request.object = from(folder, request.object);
    host.programs.push_back(std::move(program));
}

void read_interface(config_reader& r, const std::string& folder, wanted_host& host) {
    wanted_program program;
    r.need("name", program.ifname, "The interface");
    r.get("mode", program.request.mode, form::one_of<xdp_mode>{mode_words()},
          "Its programs run in the driver (native), behind it (generic) or on the NIC (offload)");
    r.tables("program", "Its programs, in any order",
             [&](config_reader& inner) { read_program(inner, folder, program, host); });
}

} // namespace

void read_prog_file(config_reader& reader, const std::string& folder, wanted_host& host) {
    reader.get("owner", host.owner, "Whose these are: what was loaded for others is not touched");
    reader.tables("interface", "The interfaces; one that is left out loses what this owner had there",
                  [&](config_reader& r) { read_interface(r, folder, host); });
}

wanted_host load_prog_file(const std::string& path) {
    wanted_host host;
    const std::string folder = std::filesystem::absolute(path).parent_path().string();
    read_config(read_toml(path), path, [&](config_reader& r) { read_prog_file(r, folder, host); });
    return host;
}

} // namespace xdpk::tool
