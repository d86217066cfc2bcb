// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/owner_rules.hpp>

#include "address_bytes.hpp"
#include "load_balancer_state.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <utility>
#include <vector>

namespace xdpk {

namespace {

using end = std::pair<std::array<std::uint8_t, 16>, std::uint8_t>;

void add(std::vector<end>& list, const ip_address& address) {
    list.emplace_back(detail::bytes_of(address), detail::version_of(address));
}

bool has_it(const std::vector<end>& list, const std::array<std::uint8_t, 16>& address, const flow_key& key) noexcept {
    return std::ranges::binary_search(list, end{address, key.ip_version});
}

std::uint32_t size_of(const port_range& ports) noexcept { return ports.last + 1U - ports.first; }

/// The worker whose part of the range the port is in.
std::uint32_t worker_of_source_port(const port_range& all, std::uint16_t port, std::uint32_t workers) noexcept {
    return std::min((port - std::uint32_t{all.first}) / (size_of(all) / workers), workers - 1);
}

} // namespace

port_range ports_of_worker(const port_range& all, std::uint32_t worker, std::uint32_t workers) {
    if (all.last < all.first || size_of(all) < workers)
        throw error({.where = "ports of workers",
                     .what = fmt::format("{} to {} are too few for {}", all.first, all.last, workers),
                     .hint = "widen the range"});
    const std::uint32_t each = size_of(all) / workers;
    const std::uint32_t first = all.first + worker * each;
    return {static_cast<std::uint16_t>(first),
            worker + 1 == workers ? all.last : static_cast<std::uint16_t>(first + each - 1)};
}

struct owner_by_service::addresses {
    std::vector<end> sources;  ///< of full_nat
    std::vector<end> backends; ///< of dnat
};

owner_by_service::owner_by_service(std::shared_ptr<const load_balancer_table> table, std::uint32_t workers,
                                   port_range source_ports)
    : table_(std::move(table)), source_ports_(source_ports), workers_(workers) {
    static_cast<void>(ports_of_worker(source_ports, 0, workers));
    auto known = std::make_shared<addresses>();
    for (const detail::service& s : table_->state().services) {
        for (const ip_address& source : s.config.sources)
            add(known->sources, source);
        if (s.config.mode == forwarding_mode::dnat)
            for (const backend_config& backend : s.config.backends)
                add(known->backends, backend.address);
    }
    std::ranges::sort(known->sources);
    std::ranges::sort(known->backends);
    addresses_ = std::move(known);
}

std::uint32_t owner_by_service::operator()(const packet& p, const flow_key& key) const noexcept {
    if (table_->state().find(key) != nullptr)
        return worker_by_address(key.source, key.ip_version, workers_);
    const std::uint16_t port = key.destination_port.host();
    if (has_it(addresses_->sources, key.destination, key) && port >= source_ports_.first && port <= source_ports_.last)
        return worker_of_source_port(source_ports_, port, workers_);
    if (has_it(addresses_->backends, key.source, key))
        return worker_by_address(key.destination, key.ip_version, workers_);
    if (has_it(addresses_->backends, key.destination, key))
        return worker_by_address(key.source, key.ip_version, workers_);
    return owner_by_addresses{workers_}(p, key);
}

} // namespace xdpk
