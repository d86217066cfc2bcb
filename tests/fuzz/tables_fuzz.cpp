// SPDX-License-Identifier: BSD-3-Clause
// The tables of a run's file, of any bytes, are read or refused, each problem with its place; what was read is taken,
// or refused with a reason, by those whom it is for.
#include "require.hpp"

#include "stages/filter_file.hpp"
#include "stages/nat_file.hpp"
#include "stages/routing.hpp"
#include "stages/service_file.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/stage/nat_rules.hpp>

namespace {

using namespace xdpk;

struct run_file {
    filter_policy_config policy{};
    nat_config translations{};
    stages::routing_config routing{};
    stages::service_list services{};

    void read(config_reader& r) {
        static const stage_scope scope{.ports = {"inside", "outside"}};
        stages::read_routing(r, scope, routing);
        stages::read_services(r, services);
        r.table("filter", "", [this](config_reader& inside) { stages::read_filter(inside, policy); });
        r.table("nat", "", [this](config_reader& inside) { stages::read_nat(inside, translations); });
    }

    void use() const {
        require(filter_policy(policy).size() == policy.rules.size());
        const nat_rules rules(translations);
        const decapsulator ends({.endpoints = stages::tunnel_ends(routing.tunnels)});
        require(stages::tunnel_headers(routing.tunnels).size() == routing.tunnels.size());
        require(stages::balancer_config(services).services.size() == services.services.size());
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        run_file file;
        read_config(parse_toml(text, "file"), "file", [&](config_reader& r) { file.read(r); });
        file.use();
    } catch (const config_error& failure) {
        require(!failure.problems().empty());
        for (const config_problem& p : failure.problems())
            require(p.at.line > 0 && p.at.column > 0 && !p.text.empty());
    } catch (const error& failure) {
        require(failure.what()[0] != 0);
    }
    return 0;
}
