// SPDX-License-Identifier: BSD-3-Clause
#include "traffic_types.hpp"

#include <xdpk/stage/mirror.hpp>
#include <xdpk/stage/police.hpp>

#include <algorithm>

namespace xdpk::tool {

namespace {

/// A rate of the file, of which each worker lets its share through.
struct limit_of_all {
    std::uint32_t number = 0;
    std::uint64_t rate = 0;
    std::uint64_t burst = 0;
    bool in_packets = false;

    [[nodiscard]] police_limit share(unsigned workers) const {
        return {.number = number,
                .meter = srtcm_config{.committed_rate = std::max<std::uint64_t>(rate / workers, 1),
                                      .committed_burst = std::max<std::uint64_t>(burst / workers, 1),
                                      .excess_burst = 0},
                .in_packets = in_packets};
    }
};

void read_limit(config_reader& t, const stage_scope& scope, police_key by, std::vector<limit_of_all>& limits) {
    limit_of_all limit;
    port_id port = 0;
    std::uint32_t mark = 0;
    const form::quantity<std::uint64_t> amount{.least = 1, .most = token_bucket::max_burst};
    const bool has_port = t.get("port", port, scope.port_names(), "Of what comes in by this port");
    const bool has_mark =
        t.get("mark", mark, form::whole<std::uint32_t>{}, "Of packets with this mark, if by = \"mark\"");
    t.need("rate", limit.rate, amount, "Bytes a second, from the IP header on, or packets");
    t.need("burst", limit.burst, amount, "So many at once");
    t.get("in_packets", limit.in_packets, "Both are packets instead of bytes");
    if (by == police_key::port ? !has_port || has_mark : !has_mark || has_port)
        t.problem("rate", by == police_key::port ? "a limit by port needs a port and no mark"
                                                 : "a limit by mark needs a mark and no port");
    limit.number = by == police_key::port ? port : mark;
    limits.push_back(limit);
}

stage_maker read_police(config_reader& r, const stage_scope& scope) {
    police_key by = police_key::port;
    std::vector<limit_of_all> limits;
    r.get("by", by, form::one_of<police_key>{{{"port", police_key::port}, {"mark", police_key::mark}}},
          "What a limit is for: a port that packets come in by, or a mark that the filter gave");
    r.tables("limit", "A rate; all workers together", [&](config_reader& t) { read_limit(t, scope, by, limits); });
    return [by, limits](const stage_build& build) {
        police_config config{.by = by};
        for (const limit_of_all& limit : limits)
            config.limits.push_back(limit.share(build.worker.workers));
        return any_stage(police(config));
    };
}

stage_maker read_mirror(config_reader& r, const stage_scope& scope) {
    mirror_config config;
    r.get("ports", config.ports, scope.port_names(), "Whose packets are copied");
    r.get("leaving", config.leaving, "Those that leave by the ports, instead of those that come in");
    if (!r.get("to", config.to, scope.port_names(), "Where the copies go") && !config.ports.empty())
        r.problem("to", "to: name the port that the copies leave by");
    if (config.ports.empty())
        config.to = 0;
    return [config](const stage_build&) { return any_stage(mirror(config)); };
}

} // namespace

std::vector<stage_type> traffic_types() {
    return {{.name = "mirror", .help = "Sends copies of packets to a port", .read = read_mirror},
            {.name = "police", .help = "Holds traffic to rates, and drops what is above", .read = read_police}};
}

} // namespace xdpk::tool
