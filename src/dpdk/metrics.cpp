// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_metrics.h>

#include "dpdk/log_error.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include <xdpk/dpdk/rte_config.h>

namespace {

struct metric {
    rte_metric_name name{};
    std::size_t set_end = 0; ///< the number after the last of its set
    /// Of each port, and of none.
    std::array<std::uint64_t, RTE_MAX_ETHPORTS + 1> values{};
};

std::mutex metrics_mutex;
/// None before rte_metrics_init.
std::unique_ptr<std::vector<metric>> metrics;

bool is_port(int port) noexcept { return port >= RTE_METRICS_GLOBAL && port < RTE_MAX_ETHPORTS; }

/// Where a metric keeps the port's value.
std::size_t place_of(int port) noexcept {
    return port == RTE_METRICS_GLOBAL ? RTE_MAX_ETHPORTS : static_cast<std::size_t>(port);
}

int add(std::span<const char* const> names) {
    if (metrics->size() + names.size() > RTE_METRICS_MAX_METRICS)
        return -ENOMEM;
    const std::size_t first = metrics->size();
    for (const char* const name : names) {
        metric& made = metrics->emplace_back();
        made.set_end = first + names.size();
        const std::string_view text(name);
        std::ranges::copy(text.substr(0, RTE_METRICS_MAX_NAME_LEN - 1), made.name.name);
    }
    return static_cast<int>(first);
}

} // namespace

int rte_metrics_init(int) {
    const std::lock_guard guard(metrics_mutex);
    return xdpk::dpdk::guarded([] {
        if (metrics != nullptr)
            return 0;
        auto made = std::make_unique<std::vector<metric>>();
        made->reserve(RTE_METRICS_MAX_METRICS);
        metrics = std::move(made);
        return 0;
    });
}

int rte_metrics_deinit(void) {
    const std::lock_guard guard(metrics_mutex);
    if (metrics == nullptr)
        return -EIO;
    metrics.reset();
    return 0;
}

int rte_metrics_reg_name(const char* name) { return rte_metrics_reg_names(&name, 1); }

int rte_metrics_reg_names(const char* const* names, uint16_t cnt_names) {
    const auto is_null = [](const char* name) { return name == nullptr; };
    if (names == nullptr || cnt_names == 0 || std::any_of(names, names + cnt_names, is_null))
        return -EINVAL;
    const std::lock_guard guard(metrics_mutex);
    return metrics == nullptr ? -EIO : xdpk::dpdk::guarded([&] { return add({names, cnt_names}); });
}

int rte_metrics_get_names(struct rte_metric_name* names, uint16_t capacity) {
    const std::lock_guard guard(metrics_mutex);
    if (metrics == nullptr)
        return -EIO;
    if (names != nullptr && capacity >= metrics->size())
        std::ranges::transform(*metrics, names, &metric::name);
    return static_cast<int>(metrics->size());
}

int rte_metrics_get_values(int port_id, struct rte_metric_value* values, uint16_t capacity) {
    if (!is_port(port_id))
        return -EINVAL;
    const std::lock_guard guard(metrics_mutex);
    if (metrics == nullptr)
        return -EIO;
    if (values != nullptr && capacity >= metrics->size())
        for (std::size_t i = 0; i < metrics->size(); ++i)
            values[i] = {static_cast<std::uint16_t>(i), (*metrics)[i].values[place_of(port_id)]};
    return static_cast<int>(metrics->size());
}

int rte_metrics_update_value(int port_id, uint16_t key, const uint64_t value) {
    return rte_metrics_update_values(port_id, key, &value, 1);
}

int rte_metrics_update_values(int port_id, uint16_t key, const uint64_t* values, uint32_t count) {
    if (!is_port(port_id) || values == nullptr)
        return -EINVAL;
    const std::lock_guard guard(metrics_mutex);
    if (metrics == nullptr)
        return -EIO;
    if (key >= metrics->size())
        return -EINVAL;
    if (count > (*metrics)[key].set_end - key)
        return -ERANGE;
    for (std::uint32_t i = 0; i < count; ++i)
        (*metrics)[key + i].values[place_of(port_id)] = values[i];
    return 0;
}
