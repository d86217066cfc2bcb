// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_tables.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>

#include <utility>

namespace xdpk::stages {

namespace {

const kernel_tables_config& checked(const kernel_tables_config& config) {
    if (!config.routes || !config.hops)
        throw error({.where = "kernel tables", .what = "no routes or no hops", .hint = "give them both tables"});
    return config;
}

} // namespace

kernel_picture::kernel_picture(const kernel_tables_config& config, kernel_devices::numbering number_of)
    : devices_(checked(config).devices, std::move(number_of)), table_(config.routes),
      routes_(config.routes, config.hops, config.configured), neighbours_(config.hops) {}

void kernel_picture::operator()(const kernel_event& event) {
    std::visit([this](const auto& e) { hear(e); }, event);
}

// Devices that come, go, or change their names do so between two snapshots.
void kernel_picture::hear(kernel_snapshot_start /*unused*/) {
    devices_.number();
    routes_.start_over();
    neighbours_.start_over();
    addresses_.start_over();
}

void kernel_picture::hear(kernel_snapshot_end /*unused*/) {
    routes_.finish(devices_);
    neighbours_.finish();
    addresses_.finish();
}

void kernel_picture::hear(const kernel_change<kernel_neighbour>& change) {
    neighbours_.hear(change, devices_, now_in_seconds());
}

void kernel_picture::reclaim() {
    table_->reclaim();
    if (routes_.refused() != 0)
        routes_.retry(devices_);
}

kernel_tables::kernel_tables(const kernel_tables_config& config) : picture_(config) {
    serve();
    // Nobody looks at the tables yet.
    picture_.reclaim();
}

void kernel_tables::serve() {
    monitor_.receive([this](const kernel_event& event) { picture_(event); });
}

} // namespace xdpk::stages
