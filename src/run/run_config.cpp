// SPDX-License-Identifier: BSD-3-Clause
#include "run_config.hpp"

#include <xdpk/io/port.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr unsigned most_workers = 256;

// What is wrong, as `read` finds it; empty if nothing is.
template <class Read>
std::string problem_of(Read read) {
    try {
        read();
    } catch (const error& failure) {
        return failure.what();
    }
    return {};
}

void read_run(config_reader& r, run_config& c) {
    run_options& o = c.options;
    r.get("workers", o.workers, form::whole<unsigned>{.least = 1, .most = most_workers},
          "Polling threads; each serves its share of every port's queues");
    r.get("cores", o.cores, "CPUs for the workers, one for each; empty: near the first port's device");
    r.get("poll_mode", o.mode,
          form::one_of<idle_mode>{
              {{"adaptive", idle_mode::adaptive}, {"poll", idle_mode::poll}, {"interrupt", idle_mode::interrupt}}},
          "When nothing arrives: spin, then sleep (adaptive), spin (poll), sleep (interrupt)");
    r.get("frames", o.frames, form::whole<std::uint32_t>{.least = 64, .most = 1U << 24U},
          "Frames of memory per worker; without the key as many as the queues can keep busy");
    r.get("user", o.user,
          "User to become when the ports are open: NAME, UID, NAME:GROUP or UID:GROUP; without the key no other");
    r.get("sandbox", o.sandbox,
          form::one_of<sandbox_mode>{
              {{"on", sandbox_mode::on}, {"strict", sandbox_mode::strict}, {"off", sandbox_mode::off}}},
          "Then give up all privileges but those that bring lost ports back (on), all (strict), none (off)");
    r.get("control", c.control,
          "Path of the control socket for `xdpk show` and its kin; without the key there is none");
    if (!o.cores.empty() && o.cores.size() != o.workers)
        r.problem("cores", fmt::format("cores: {} for workers = {}; name one for each", o.cores.size(), o.workers));
}

void read_claims(config_reader& r, configured_port& port, const std::vector<std::string>& texts) {
    const port_spec spec(port.spec);
    const std::vector<std::string> in_spec = spec.find_all("claim");
    if (!texts.empty() && !in_spec.empty())
        r.problem("claim", "claim: the port's spec has claims already; write all of them in one place");
    if (!texts.empty() && spec.kind() != "xsk")
        r.problem("claim", "claim: only xsk ports leave frames to the kernel");
    const std::string wrong = problem_of([&] { port.claims = parse_claims(texts.empty() ? in_spec : texts); });
    if (!wrong.empty())
        r.problem("claim", wrong);
}

void read_port(config_reader& r, run_config& c) {
    configured_port port;
    r.need("spec", port.spec, "The port, as on the command line of l2fwd; l2fwd --help tells its options");
    r.get("name", port.name, "How stages call it; without the key the device's name, or portN");
    std::vector<std::string> claims;
    r.get("claim", claims, "Frames to take, as after --claim of l2fwd; without the key, or with an empty list, all");
    const std::string wrong = problem_of([&] { check_port(port_spec(port.spec)); });
    if (!port.spec.empty() && !wrong.empty())
        r.problem("spec", "spec: " + wrong);
    else if (!port.spec.empty())
        read_claims(r, port, claims);
    if (port.name.empty() && !port.spec.empty() && wrong.empty())
        port.name = port_spec(port.spec).target();
    if (port.name.empty())
        port.name = fmt::format("port{}", c.ports.size());
    if (std::ranges::find(c.ports, port.name, &configured_port::name) != c.ports.end())
        r.problem("name", fmt::format("name: there is a port '{}' already", port.name));
    c.ports.push_back(std::move(port));
}

form::one_of<const stage_type*> type_names(const stage_types& types) {
    form::one_of<const stage_type*> names;
    for (const stage_type& type : types.types)
        names.choices.emplace_back(type.name, &type);
    return names;
}

stage_maker read_kind(config_reader& r, const stage_type& type, const stage_scope& scope) {
    r.rename(fmt::format("pipeline({})", type.name));
    return type.read(r, scope);
}

void read_stage(config_reader& r, const stage_types& types, const stage_scope& scope, run_config& c) {
    const stage_type* type = nullptr;
    configured_stage stage;
    r.need("type", type, type_names(types), "What the stage is");
    r.get("name", stage.label, "The name of its counters; without the key the stage's own");
    if (r.describing())
        for (const stage_type& each : types.types)
            read_kind(r, each, scope);
    else if (type == nullptr)
        r.take_all();
    else
        stage.make = read_kind(r, *type, scope);
    c.pipeline.push_back(std::move(stage));
}

} // namespace

void read_run_config(config_reader& reader, const stage_types& types, run_config& config) {
    reader.table("run", "The program as a whole", [&](config_reader& r) { read_run(r, config); });
    reader.tables("port", "The ports, in the order of their numbers", [&](config_reader& r) { read_port(r, config); });
    stage_scope scope;
    for (const configured_port& port : config.ports) {
        scope.ports.push_back(port.name);
        config.options.ports.push_back(port.spec);
        config.options.port_names.push_back(port.name);
        config.options.port_claims.push_back(port.claims);
    }
    if (types.read_tables)
        config.tables = scope.tables = types.read_tables(reader, scope);
    reader.tables("pipeline", "The stages, in the order in which packets pass them",
                  [&](config_reader& r) { read_stage(r, types, scope, config); });
    if (config.ports.empty() || config.ports.size() > max_ports)
        reader.problem("port", fmt::format("{} ports; write [[port]] for each, 1 to {}", config.ports.size(),
                                           static_cast<unsigned>(max_ports)));
    if (config.pipeline.empty())
        reader.problem("pipeline", "no stage; write [[pipeline]] for each");
}

run_config load_run_config(const std::string& path, const stage_types& types) {
    run_config config;
    read_config(read_toml(path), path, [&](config_reader& r) { read_run_config(r, types, config); });
    return config;
}

std::vector<any_stage> build_stages(const run_config& config, const stage_build& build) {
    std::vector<any_stage> stages;
    for (const configured_stage& stage : config.pipeline) {
        stages.push_back(stage.make(build));
        stages.back().set_label(stage.label);
    }
    return stages;
}

std::vector<std::string> fixed_differences(const run_config& now, const run_config& next) {
    std::vector<std::string> list;
    const auto compare = [&list](bool same, const char* name) {
        if (!same)
            list.emplace_back(name);
    };
    compare(now.options.workers == next.options.workers, "[run] workers");
    compare(now.options.cores == next.options.cores, "[run] cores");
    compare(now.options.mode == next.options.mode, "[run] poll_mode");
    compare(now.options.frames == next.options.frames, "[run] frames");
    compare(now.options.user == next.options.user, "[run] user");
    compare(now.options.sandbox == next.options.sandbox, "[run] sandbox");
    compare(now.control == next.control, "[run] control");
    compare(std::ranges::equal(now.ports, next.ports,
                               [](const auto& a, const auto& b) { return a.name == b.name && a.spec == b.spec; }),
            "[[port]]");
    return list;
}

} // namespace xdpk
