// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "service_list.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/run/health_checker.hpp>
#include <xdpk/stage/flow_engine.hpp>
#include <xdpk/stage/load_balancer.hpp>
#include <xdpk/stage/load_balancer_table.hpp>

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::stages {

/// A backend as people call it. The port may stay out where the address alone says which it is.
struct backend_name {
    std::string service{};
    ip_address address{};
    std::optional<std::uint16_t> port{};
};

struct backend_status {
    std::string service;
    backend_config backend;                ///< as configured
    std::optional<health_status> health{}; ///< if it is checked
    std::uint32_t account = 0;             ///< number of its sums
};

/// The services of a running load balancer and the health of their backends, and the table that both make. Control
/// thread only; a thread of its own probes the backends.
///
/// Each change is checked at once: it throws xdpk::error and changes nothing, or it holds from the next table on.
class balancing {
public:
    /// Throws xdpk::error.
    explicit balancing(service_list list);

    /// The newest.
    [[nodiscard]] const std::shared_ptr<const load_balancer_table>& table() const noexcept { return table_; }
    [[nodiscard]] const service_list& services() const noexcept { return list_; }

    /// Readable when the health of a backend has changed.
    [[nodiscard]] int wait_fd() const noexcept { return event_.get(); }
    /// Takes notice of the backends' health. True if there is a table that nobody took yet; the first is taken.
    [[nodiscard]] bool changed();
    /// Takes the newest table, for the workers.
    [[nodiscard]] std::shared_ptr<const load_balancer_table> next_table();

    /// Other services, or the same with other backends. Checks start anew if there are others, with what is known.
    void replace(service_list list);
    void set_weight(const backend_name& which, std::uint32_t weight);
    void add_backend(const std::string& service, listed_backend backend);
    /// Its flows are given to others.
    void remove_backend(const backend_name& which);

    /// In the order of services and backends.
    [[nodiscard]] std::vector<backend_status> status() const;

private:
    /// A backend's check, and what was known of it when its checker started.
    struct watched {
        std::size_t service;
        std::size_t backend;
        health_check check;
        bool up; ///< as the newest table has it
        health_status before{};
    };

    [[nodiscard]] std::vector<watched> watch(const service_list& list) const;
    [[nodiscard]] std::unique_ptr<health_checker> make_checker(const std::vector<watched>& all) const;
    [[nodiscard]] std::vector<health_status> health() const;
    [[nodiscard]] std::shared_ptr<const load_balancer_table> make_table(const service_list& list,
                                                                        const std::vector<watched>& all) const;

    fd event_;
    service_list list_;
    std::vector<watched> watched_; ///< by number of the check
    std::shared_ptr<const load_balancer_table> table_;
    std::unique_ptr<health_checker> checker_; ///< last, as it uses the event
    bool taken_ = true;
};

/// A table on its way to one worker's stages, with all that has to change at the same time. Made and destroyed by the
/// control thread, where time does not matter.
class table_delivery {
public:
    explicit table_delivery(std::shared_ptr<const load_balancer_table> table);

    [[nodiscard]] const std::shared_ptr<const load_balancer_table>& table() const noexcept { return table_; }

    /// By the worker, between two bursts: `balancer` is a flow stage of `cache`. The backends' sums go on.
    template <class Cache>
    void hand_to(Cache& cache, load_balancer& balancer) {
        const std::vector<flow_sum>& before = cache.sums(1);
        if (before.size() < sums_.size()) {
            std::copy(before.begin(), before.end(), sums_.begin());
            cache.swap_sums(1, sums_);
        }
        cache.set_tunnels(std::move(tunnels_));
        before_ = balancer.replace(table_);
        cache.new_epoch();
    }

private:
    std::shared_ptr<const load_balancer_table> table_;
    std::shared_ptr<const load_balancer_table> before_{};
    std::vector<flow_sum> sums_;
    std::vector<tunnel_header> tunnels_;
};

} // namespace xdpk::stages
