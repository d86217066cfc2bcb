// SPDX-License-Identifier: BSD-3-Clause
#include "options.hpp"

#include <xdpk/io/port_spec.hpp>

#include <algorithm>

namespace xdpk {

namespace {

port_id port_called(const std::string& name, const std::vector<port_info>& ports) {
    const auto at = std::ranges::find(ports, name, &port_info::name);
    if (at == ports.end())
        throw usage_error({.where = "--tap", .what = "there is no port " + name, .hint = "name both as ports, too"});
    return at->id;
}

kernel_config::pair pair_of(const std::string& text, const std::vector<port_info>& ports) {
    const std::size_t equals = text.find('=');
    if (equals == std::string::npos)
        throw usage_error({.where = "--tap " + text, .what = "no equals sign", .hint = "write PORT=TAP"});
    return {port_called(text.substr(0, equals), ports), port_called(text.substr(equals + 1), ports)};
}

} // namespace

void router_options::add_to(CLI::App& app) {
    routing_.add_to(app);
    app.add_option("--routes", file_, "Addresses, routes and neighbours in a TOML file")->check(CLI::ExistingFile);
    app.add_flag("--follow-kernel", follow_kernel_,
                 "Take addresses and routes from the kernel, and go on as they change there")
        ->excludes("--address")
        ->excludes("--route")
        ->excludes("--gateway");
    app.add_option("--tap", taps_,
                   "PORT=TAP: the kernel has our addresses at PORT on that tap device, a port too; what is for this "
                   "host goes there")
        ->expected(1)
        ->take_all();
}

stages::routing_config router_options::config(const std::vector<port_info>& ports) const {
    stages::routing_config made = routing_.config(ports);
    if (file_.empty())
        return made;
    stage_scope scope;
    for (const port_info& port : ports)
        scope.ports.push_back(port.name);
    read_config(read_toml(file_), file_, [&](config_reader& top) { stages::read_routing(top, scope, made); });
    return made;
}

stages::live_routing router_options::make(const std::vector<port_info>& ports) const {
    stages::kernel_part kernel{.follow = follow_kernel_};
    for (const std::string& text : taps_)
        kernel.taps.push_back(pair_of(text, ports));
    return {config(ports), {}, kernel, ports};
}

} // namespace xdpk
