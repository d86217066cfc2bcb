// SPDX-License-Identifier: BSD-3-Clause
#include "stage_list.hpp"

#include "flow_cache_type.hpp"
#include "flow_words.hpp"
#include "hand_over_type.hpp"
#include "routed_types.hpp"
#include "traffic_types.hpp"

#include "stages/file_tables.hpp"

#include <xdpk/stage/count.hpp>
#include <xdpk/stage/cross_connect.hpp>
#include <xdpk/stage/drop.hpp>
#include <xdpk/stage/l2_switch.hpp>
#include <xdpk/stage/mac_swap.hpp>
#include <xdpk/stage/mac_update.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <iterator>
#include <memory>

namespace xdpk::tool {

namespace {

/// A stage without keys: `make` gives it for a worker.
template <class Make>
stage_type plain(const char* name, const char* help, Make make) {
    return {.name = name, .help = help, .read = [make](config_reader&, const stage_scope&) -> stage_maker {
                return [make](const stage_build& build) { return any_stage(make(build)); };
            }};
}

/// VLANs of a trunk.
struct vlan_form : form::spelled<port_range> {
    static constexpr std::uint16_t highest = 4094;

    bool parse(const config_node& node, port_range& value) const {
        port_range given;
        if (!form::spelled<port_range>::parse(node, given) || given.last > highest)
            return false;
        value = given;
        return true;
    }
    [[nodiscard]] std::string wanted() const {
        return "a VLAN such as 10 or a range such as \"20-29\", up to 4094; 0 is frames without a tag";
    }
};

std::vector<std::uint32_t> numbers_in(const std::vector<port_range>& ranges) {
    std::vector<std::uint32_t> numbers;
    for (const port_range& range : ranges)
        for (std::uint32_t number = range.first; number <= range.last; ++number)
            numbers.push_back(number);
    return numbers;
}

void read_switch_port(config_reader& r, const stage_scope& scope, vlan_membership& vlans) {
    port_id port = 0;
    std::optional<std::uint16_t> access;
    std::vector<port_range> trunk;
    const bool known = r.need("name", port, scope.port_names(), "The port");
    const bool one = r.get("access", access, form::whole<std::uint16_t>{.least = 1, .most = vlan_form::highest},
                           "The port carries this VLAN only, without tags");
    const bool several = r.get("trunk", trunk, vlan_form(), "The port carries these VLANs, with tags");
    if (one && several)
        r.problem("trunk", "trunk: the port is an access port already");
    if (known && one)
        vlans.set_access(port, *access);
    else if (known && several)
        vlans.set_trunk(port, numbers_in(trunk));
}

stage_maker read_l2_switch(config_reader& r, const stage_scope& scope) {
    std::size_t stations = 8192;
    std::uint32_t aging = 300;
    vlan_membership vlans;
    r.get("stations", stations, form::whole<std::size_t>{.least = 16, .most = 1U << 24U}, "Size of the MAC table");
    r.get("aging", aging, form::count_of<std::chrono::seconds, std::uint32_t>{.least = 1},
          "Time after which a silent station is forgotten");
    r.tables("port", "A port's VLANs; a port that is not named carries all, with tags",
             [&](config_reader& p) { read_switch_port(p, scope, vlans); });
    return [=](const stage_build& build) {
        const auto table = build.kept.keep<mac_table>(fmt::format("l2_switch/{}/{}", stations, aging),
                                                      [&] { return std::make_shared<mac_table>(stations, aging); });
        return any_stage(l2_switch({.ports = build.worker.ports.size(), .stations = table, .vlans = vlans}));
    };
}

/// What is in the pipeline may speak against push-down.
auto noted(const stage_type& type) {
    return [name = type.name, read = type.read](config_reader& r, const stage_scope& scope) {
        if (const std::string wrong = stages::tables_of(scope).pushes().note_stage(name);
            !r.describing() && !wrong.empty())
            r.problem("type", wrong);
        return read(r, scope);
    };
}

void note_checksums(config_reader& r, const stage_scope& scope, const parse_config& config) {
    if (std::ranges::all_of(config.checksums, [](checksum_policy p) { return p == checksum_policy::trust; }))
        return;
    if (const std::string wrong = stages::tables_of(scope).pushes().note_checksums(); !wrong.empty())
        r.problem("checksums", wrong);
}

stage_maker read_parse_headers(config_reader& r, const stage_scope& scope) {
    const form::one_of<checksum_policy> policies{{{"trust", checksum_policy::trust},
                                                  {"verify", checksum_policy::verify},
                                                  {"recompute", checksum_policy::recompute}}};
    checksum_policy general = checksum_policy::trust;
    r.get("checksums", general, policies,
          "What received checksums are worth: passed on, wrong ones dropped, or all written anew (for veth)");
    parse_config config;
    config.checksums.fill(general);
    r.tables("port", "What holds for one port instead", [&](config_reader& p) {
        port_id port = 0;
        checksum_policy policy = general;
        const bool known = p.need("name", port, scope.port_names(), "The port");
        if (p.need("checksums", policy, policies, "What its checksums are worth") && known)
            config.checksums[port] = policy;
    });
    note_checksums(r, scope, config);
    return [config](const stage_build&) { return any_stage(parse_headers(config)); };
}

} // namespace

stage_types all_stages() {
    stage_types all{
        .types = {plain("count", "Counts packets and bytes", [](const stage_build&) { return count(); }),
                  plain("cross_connect", "Sends what comes in at a port out of its partner",
                        [](const stage_build& b) { return cross_connect(b.worker.ports.size()); }),
                  plain("drop", "Drops every packet and counts it", [](const stage_build&) { return drop(); }),
                  {.name = "l2_switch", .help = "A learning bridge, aware of VLANs", .read = read_l2_switch},
                  plain("mac_swap", "Exchanges source and destination addresses",
                        [](const stage_build&) { return mac_swap(); }),
                  plain("mac_update", "Gives each frame the Ethernet addresses of its way out",
                        [](const stage_build& b) { return mac_update(b.worker.ports); }),
                  {.name = "parse_headers",
                   .help = "Reads each packet's headers, for the stages behind it",
                   .read = read_parse_headers}},
        .read_tables = [](config_reader& top, const stage_scope& scope) -> std::shared_ptr<shared_tables> {
            return std::make_shared<stages::file_tables>(top, scope);
        }};
    all.types.push_back(flow_cache_type());
    all.types.push_back(hand_over_type());
    for (std::vector<stage_type> more : {routed_types(), traffic_types()})
        std::ranges::move(more, std::back_inserter(all.types));
    for (stage_type& type : all.types)
        type.read = noted(type);
    add_flow_words(all.words);
    add_filter_words(all.words);
    add_network_words(all.words);
    add_service_words(all.words);
    return all;
}

} // namespace xdpk::tool
