// SPDX-License-Identifier: BSD-3-Clause
#include "hand_over_type.hpp"

#include "stages/file_tables.hpp"

#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/owner_rules.hpp>

#include <utility>

namespace xdpk::tool {

namespace {

template <class Rule>
any_stage with_rule(const worker_context& worker, Rule rule, std::size_t fragmented) {
    return any_stage(hand_over(worker.links, worker.worker, std::move(rule), fragmented));
}

any_stage make_hand_over(stages::file_tables& tables, const stage_build& build, std::size_t fragmented) {
    const worker_context& worker = build.worker;
    if (worker.workers > 1 && tables.has_nat() && tables.has_services())
        throw error({.where = "hand_over",
                     .what = "services and NAT together know one worker only",
                     .hint = "leave [run] workers at 1, or run them in two programs"});
    if (tables.has_nat())
        return with_rule(worker, owner_by_nat{tables.translations(), worker.workers}, fragmented);
    if (tables.has_services())
        return with_rule(worker, owner_by_service(tables.services(build).table(), worker.workers), fragmented);
    return with_rule(worker, owner_by_flow{worker.workers}, fragmented);
}

stage_maker read_hand_over(config_reader& r, const stage_scope& scope) {
    std::size_t fragmented = 4096;
    r.get("fragmented", fragmented, form::quantity<std::size_t>{.least = 16, .most = std::size_t{1} << 20U},
          "Datagrams in fragments at a time");
    return [fragmented, kept_tables = scope.tables](const stage_build& build) {
        return make_hand_over(static_cast<stages::file_tables&>(*kept_tables), build, fragmented);
    };
}

} // namespace

stage_type hand_over_type() {
    return {.name = "hand_over",
            .help = "With several workers: brings all packets of a flow to one of them",
            .read = read_hand_over};
}

} // namespace xdpk::tool
