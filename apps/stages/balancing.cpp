// SPDX-License-Identifier: BSD-3-Clause
#include "balancing.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/eventfd.h>

namespace xdpk::stages {

namespace {

fd make_event() {
    fd event(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC));
    if (!event)
        throw error({.where = "load balancer", .what = "create event descriptor", .code = errno});
    return event;
}

listed_service& service_called(service_list& list, const std::string& name) {
    for (listed_service& service : list.services)
        if (service.config.name == name)
            return service;
    std::string names;
    for (const listed_service& service : list.services)
        names += (names.empty() ? "there are " : ", ") + service.config.name;
    throw error({.where = "service " + name, .what = "there is none", .hint = names.empty() ? "configure one" : names});
}

std::vector<listed_backend>::iterator backend_called(listed_service& service, const backend_name& name) {
    const auto matches = [&name](const listed_backend& b) {
        return b.config.address == name.address && b.config.port == name.port.value_or(b.config.port);
    };
    std::vector<listed_backend>& all = service.backends;
    const auto found = std::ranges::find_if(all, matches);
    const std::string where = fmt::format("service {}: backend {}{}", name.service, to_string(name.address),
                                          name.port ? fmt::format(" port {}", *name.port) : "");
    if (found == all.end())
        throw error({.where = where, .what = "there is none", .hint = "name one of the service's"});
    if (std::find_if(found + 1, all.end(), matches) != all.end())
        throw error({.where = where, .what = "there are several", .hint = "say which port"});
    return found;
}

/// Whether the same is looked at, however often.
bool same_target(const health_check& a, const health_check& b) {
    return a.probe == b.probe && a.address == b.address && a.port == b.port;
}

void log_health(const listed_service& service, std::size_t backend, const health_status& health) {
    const backend_config& b = service.backends[backend].config;
    spdlog::warn("service {}: backend {} port {} is {}: {}", service.config.name, to_string(b.address), b.port,
                 health.up ? "up" : "down", health.last);
}

} // namespace

balancing::balancing(service_list list) : event_(make_event()) {
    replace(std::move(list));
    taken_ = true;
}

void balancing::replace(service_list list) {
    std::vector<watched> all = watch(list);
    auto table = make_table(list, all);
    const bool same = checker_ != nullptr && std::ranges::equal(all, watched_, {}, &watched::check, &watched::check);
    if (same) {
        for (std::size_t i = 0; i < all.size(); ++i)
            all[i].before = std::move(watched_[i].before);
    } else {
        auto checker = make_checker(all);
        checker_.swap(checker); // the old one ends
    }
    list_ = std::move(list);
    watched_ = std::move(all);
    table_ = std::move(table);
    taken_ = false;
}

/// The checks of these services, with what is known of them.
std::vector<balancing::watched> balancing::watch(const service_list& list) const {
    const std::vector<health_status> known = health();
    std::vector<watched> all;
    for (std::size_t s = 0; s < list.services.size(); ++s)
        for (std::size_t b = 0; b < list.services[s].backends.size(); ++b) {
            auto check = check_of(list.services[s], list.services[s].backends[b]);
            if (!check)
                continue;
            const auto old =
                std::ranges::find_if(watched_, [&check](const watched& w) { return same_target(w.check, *check); });
            health_status status{.up = check->starts_up};
            if (old != watched_.end())
                status = known[static_cast<std::size_t>(old - watched_.begin())];
            all.push_back({s, b, std::move(*check), status.up, std::move(status)});
        }
    return all;
}

std::unique_ptr<health_checker> balancing::make_checker(const std::vector<watched>& all) const {
    std::vector<health_check> checks;
    for (const watched& w : all) {
        checks.push_back(w.check);
        checks.back().starts_up = w.up;
    }
    return std::make_unique<health_checker>(
        std::move(checks), [event = event_.get()](std::size_t, bool) noexcept { ::eventfd_write(event, 1); });
}

std::shared_ptr<const load_balancer_table> balancing::make_table(const service_list& list,
                                                                 const std::vector<watched>& all) const {
    load_balancer_config config = balancer_config(list);
    for (const watched& w : all)
        if (!w.up)
            config.services[w.service].backends[w.backend].available = false;
    return std::make_shared<const load_balancer_table>(config, table_.get());
}

std::vector<health_status> balancing::health() const {
    if (checker_ == nullptr)
        return {};
    std::vector<health_status> all = checker_->status();
    for (std::size_t i = 0; i < all.size(); ++i) {
        const health_status& before = watched_[i].before;
        all[i].passed += before.passed;
        all[i].failed += before.failed;
        if (all[i].last.empty())
            all[i].last = before.last;
    }
    return all;
}

bool balancing::changed() {
    eventfd_t ignored = 0;
    ::eventfd_read(event_.get(), &ignored);
    const std::vector<health_status> known = health();
    if (!std::ranges::equal(known, watched_, {}, &health_status::up, &watched::up)) {
        std::vector<watched> now = watched_;
        for (std::size_t i = 0; i < now.size(); ++i)
            if (std::exchange(now[i].up, known[i].up) != known[i].up)
                log_health(list_.services[now[i].service], now[i].backend, known[i]);
        table_ = make_table(list_, now);
        watched_ = std::move(now);
        taken_ = false;
    }
    return !taken_;
}

std::shared_ptr<const load_balancer_table> balancing::next_table() {
    taken_ = true;
    return table_;
}

void balancing::set_weight(const backend_name& which, std::uint32_t weight) {
    service_list next = list_;
    backend_called(service_called(next, which.service), which)->config.weight = weight;
    replace(std::move(next));
}

void balancing::add_backend(const std::string& service, listed_backend backend) {
    service_list next = list_;
    service_called(next, service).backends.push_back(std::move(backend));
    replace(std::move(next));
}

void balancing::remove_backend(const backend_name& which) {
    service_list next = list_;
    listed_service& service = service_called(next, which.service);
    service.backends.erase(backend_called(service, which));
    replace(std::move(next));
}

std::vector<backend_status> balancing::status() const {
    std::vector<backend_status> rows;
    std::vector<health_status> known = health();
    const std::vector<backend_account> accounts = table_->accounts();
    auto w = watched_.begin();
    for (std::size_t s = 0; s < list_.services.size(); ++s)
        for (std::size_t b = 0; b < list_.services[s].backends.size(); ++b) {
            const listed_service& service = list_.services[s];
            rows.push_back({.service = service.config.name, .backend = service.backends[b].config});
            rows.back().account = accounts[rows.size() - 1].account;
            if (w == watched_.end() || w->service != s || w->backend != b)
                continue;
            rows.back().health = std::move(known[static_cast<std::size_t>(w - watched_.begin())]);
            ++w;
        }
    return rows;
}

table_delivery::table_delivery(std::shared_ptr<const load_balancer_table> table)
    : table_(std::move(table)), sums_(table_->account_limit()),
      tunnels_(table_->tunnels().begin(), table_->tunnels().end()) {}

} // namespace xdpk::stages
