// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stages/balancing.hpp"

#include <xdpk/stage/owner_rules.hpp>

#include <utility>
#include <vector>

/// The flow cache of a worker's stages, as main() has them.
struct find_engine {
    template <class Stages>
    auto& operator()(Stages& all) const {
        return all.template stage<5>().cache().engine();
    }
};

/// Hands the newest table to all workers' stages.
template <class Workers>
void deliver(Workers& workers, xdpk::stages::balancing& services) {
    std::vector deliveries(workers.size(), xdpk::stages::table_delivery(services.next_table()));
    std::vector rules(workers.size(), xdpk::owner_by_service(services.table(), workers.size()));
    workers.each([&](auto& all, unsigned worker) {
        std::swap(all.template stage<1>().rule(), rules[worker]);
        (void)all.template stage<2>().replace(services.table());
        all.template stage<5>().take(deliveries[worker]);
    });
}
