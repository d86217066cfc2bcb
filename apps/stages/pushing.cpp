// SPDX-License-Identifier: BSD-3-Clause
#include "pushing.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>
#include <xdpk/io/port_spec.hpp>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <cerrno>
#include <spdlog/spdlog.h>
#include <sys/timerfd.h>
#include <unistd.h>

namespace xdpk::stages {

namespace {

constexpr long pause = 20'000'000; // nanoseconds
constexpr std::uint64_t second = 1'000'000'000;

/// Room in the maps beside what is pushed down: an LRU map begins to drop flows before it is full.
constexpr std::size_t spare = 4;

class fastpath_sink final : public push_sink {
public:
    explicit fastpath_sink(std::shared_ptr<fastpath_maps> maps) : maps_(std::move(maps)) {}

    void install(std::span<const xdpk_pushed_key> keys, std::span<const xdpk_pushed_flow> flows) override {
        maps_->install(keys, flows);
    }
    void remove(std::span<const xdpk_pushed_key> keys, std::span<xdpk_pushed_flow> last) override {
        maps_->remove(keys, last);
    }
    void read(const visitor& show) override { maps_->read(show); }
    void set_epoch(std::uint32_t epoch) override { maps_->set_epoch(epoch); }
    void set_tunnel(std::uint16_t number, const std::array<xdpk_pushed_tunnel, 2>& tunnel) override {
        maps_->set_tunnel(number, tunnel);
    }
    void deny(const deny_sets& sets) override {
        for (const denied_block& one : sets.blocks)
            std::visit([&](const auto& prefix) { maps_->deny(std::span(&prefix, 1), direction_of(one), one.rule); },
                       one.block);
        for (const denied_port& one : sets.ports)
            maps_->deny(one.port, kind_of(one), one.rule);
        for (const denied_flow& one : sets.flows)
            maps_->deny(std::array{key_of(one)}, one.rule);
    }
    void allow(const deny_sets& sets) override {
        for (const denied_block& one : sets.blocks)
            std::visit([&](const auto& prefix) { maps_->allow(std::span(&prefix, 1), direction_of(one)); }, one.block);
        for (const denied_port& one : sets.ports)
            maps_->allow(one.port, kind_of(one));
        for (const denied_flow& one : sets.flows)
            maps_->allow(std::array{key_of(one)});
        maps_->settle();
    }
    [[nodiscard]] std::vector<xdpk_denied_sum> denied() const override { return maps_->denied(); }

private:
    static xdpk_direction direction_of(const denied_block& one) noexcept {
        return one.by_destination ? XDPK_DESTINATION : XDPK_SOURCE;
    }
    static xdpk_deny_port_kind kind_of(const denied_port& one) noexcept {
        if (one.protocol == ip_proto::tcp)
            return one.by_destination ? XDPK_DENY_TCP_DESTINATION : XDPK_DENY_TCP_SOURCE;
        return one.by_destination ? XDPK_DENY_UDP_DESTINATION : XDPK_DENY_UDP_SOURCE;
    }
    static flow_key key_of(const denied_flow& one) noexcept {
        flow_key key{.source_port = be16{one.source_port},
                     .destination_port = be16{one.destination_port},
                     .protocol = one.protocol,
                     .ip_version = static_cast<std::uint8_t>(one.source.index() == 0 ? 4 : 6)};
        std::visit([&key](const auto& a) { std::ranges::copy(a.bytes, key.source.begin()); }, one.source);
        std::visit([&key](const auto& a) { std::ranges::copy(a.bytes, key.destination.begin()); }, one.destination);
        return key;
    }

    std::shared_ptr<fastpath_maps> maps_;
};

std::shared_ptr<fastpath_maps> make_maps(const push_down_config& config) {
    const deny_room room =
        config.denies.value_or(deny_room{.rules = 1, .addresses = 0, .prefixes = 0, .ports = 0, .flows = 0});
    return std::make_shared<fastpath_maps>(fastpath_config{.flows = config.flows + config.flows / spare,
                                                           .tunnels = config.tunnels,
                                                           .denied_addresses = room.addresses,
                                                           .denied_prefixes = room.prefixes,
                                                           .denied_flows = room.flows,
                                                           .denied_ports = room.ports != 0,
                                                           .deny_rules = room.rules,
                                                           .deny_flows_only = true});
}

fd make_timer() {
    fd timer(::timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK | TFD_CLOEXEC));
    const itimerspec every{.it_interval = {.tv_sec = 0, .tv_nsec = pause}, .it_value = {.tv_sec = 0, .tv_nsec = pause}};
    if (!timer || ::timerfd_settime(timer.get(), 0, &every, nullptr) != 0)
        throw error({.where = "push-down", .what = "create timer", .code = errno});
    return timer;
}

} // namespace

pushing::pushing(const push_down_config& config)
    : maps_(make_maps(config)), flows_(std::make_unique<fastpath_sink>(maps_), config), timer_(make_timer()) {
    if (config.denies)
        denies_.emplace(flows_.sink(), *config.denies);
}

void pushing::follow(const filter_policy& policy, const push_down::each_cache& each) try {
    if (denies_)
        denies_->follow(policy, each);
} catch (const error& failure) {
    spdlog::warn("XDP drops nothing by the filter's rules; user space does: {}", failure.what());
}

void pushing::stop_denies(const push_down::each_cache& each) {
    if (denies_)
        denies_->stop(each);
}

void pushing::serve(const push_down::each_cache& each, bool ending) {
    if (ending) {
        stop_denies(each);
        return flows_.begin_change(each);
    }
    std::uint64_t ignored = 0;
    (void)!::read(timer_.get(), &ignored, sizeof(ignored));
    const std::uint64_t now = now_in_nanoseconds();
    flows_.serve(now, each);
    if (denies_ && now - counted_at_ >= second) {
        denies_->count(each);
        counted_at_ = now;
    }
}

void push_option::add_to(application& app, const parse_config& parse, const push_down_config& config) {
    app.options().add_flag("--push-down", wanted_,
                           "Have the XDP program handle fast flows by itself, without user space");
    app.use_fastpath([this, &parse, config]() -> std::shared_ptr<fastpath_maps> {
        if (!wanted_)
            return nullptr;
        if (!std::ranges::all_of(parse.checksums, [](checksum_policy p) { return p == checksum_policy::trust; }))
            throw usage_error({.where = "--push-down",
                               .what = "does not go with --partial-checksums: XDP computes no checksums",
                               .hint = "leave one of them out; ethtool -K IFNAME tx off has a peer compute its own"});
        pushing_ = std::make_unique<pushing>(config);
        return pushing_->maps();
    });
}

} // namespace xdpk::stages
