// SPDX-License-Identifier: BSD-3-Clause
#include "fastpath_state.hpp"

#include "netdev_genl.hpp"

#include <xdpk/base/clock.hpp>
#include <xdpk/base/error.hpp>

#include <algorithm>
#include <atomic>
#include <bpf/bpf.h>
#include <cerrno>
#include <fmt/format.h>
#include <limits>

namespace xdpk {

namespace {

constexpr std::uint32_t at_a_time = 4096;
constexpr std::uint64_t billion = 1'000'000'000;

[[noreturn]] void fail(const char* what, int code) { throw error({.where = "fast path", .what = what, .code = code}); }

[[noreturn]] void refuse(const std::string& what, const std::string& hint) {
    throw error({.where = "fast path", .what = what, .hint = hint});
}

} // namespace

fastpath_maps::fastpath_maps(const fastpath_config& config) : state_(std::make_unique<state>(config)) {}
fastpath_maps::~fastpath_maps() = default;

const fastpath_config& fastpath_maps::config() const noexcept { return state_->config; }

// A flow's memory is given to the next one at once, while a program may still be looking at it.
void fastpath_maps::install(std::span<const xdpk_pushed_key> keys, std::span<const xdpk_pushed_flow> flows) {
    const int map = ::bpf_map__fd(state_->maps->maps.flows);
    for (const xdpk_pushed_key& key : keys)
        state_->removed |= ::bpf_map_delete_elem(map, &key) == 0;
    if (state_->removed)
        state_->wait_for_programs();
    state_->removed = false;
    auto count = static_cast<std::uint32_t>(std::min(keys.size(), flows.size()));
    if (count != 0 && ::bpf_map_update_batch(map, keys.data(), flows.data(), &count, nullptr) != 0)
        fail("install flows", errno);
}

std::size_t fastpath_maps::remove(std::span<const xdpk_pushed_key> keys, std::span<xdpk_pushed_flow> last) {
    const int map = ::bpf_map__fd(state_->maps->maps.flows);
    std::size_t found = 0;
    for (std::size_t i = 0; i < keys.size(); ++i) {
        last[i] = {};
        if (::bpf_map_lookup_and_delete_elem(map, &keys[i], &last[i]) == 0)
            ++found;
        else if (errno != ENOENT)
            fail("remove flow", errno);
    }
    state_->removed |= found != 0;
    return found;
}

void fastpath_maps::read(const visitor& show) const {
    const int map = ::bpf_map__fd(state_->maps->maps.flows);
    std::vector<xdpk_pushed_key> keys(at_a_time);
    std::vector<xdpk_pushed_flow> flows(at_a_time);
    std::uint32_t position = 0;
    for (void* from = nullptr;; from = &position) {
        auto count = static_cast<std::uint32_t>(keys.size());
        const int failure = ::bpf_map_lookup_batch(map, from, &position, keys.data(), flows.data(), &count, nullptr);
        const int code = failure == 0 ? 0 : errno;
        if (code != 0 && code != ENOENT)
            fail("read flows", code);
        if (count != 0)
            show({keys.data(), count}, {flows.data(), count});
        if (code == ENOENT)
            return;
    }
}

void fastpath_maps::set_epoch(std::uint32_t epoch) {
    std::atomic_ref(state_->now().epoch).store(epoch, std::memory_order_seq_cst);
    state_->wait_for_programs();
    state_->removed = false;
}

std::uint32_t fastpath_maps::epoch() const noexcept {
    return std::atomic_ref(state_->now().epoch).load(std::memory_order_relaxed);
}

void fastpath_maps::open_way_out(port_id port, int ifindex, std::uint32_t most_bytes) {
    const std::uint32_t number = port;
    const xdpk_way_out way{.most_bytes = most_bytes, .ifindex = static_cast<std::uint32_t>(ifindex)};
    state_->put(state_->maps->maps.devices, &number, &ifindex, "put device into devmap");
    state_->put(state_->maps->maps.ways, &number, &way, "open way out");
}

void fastpath_maps::close_way_out(port_id port) {
    const std::uint32_t number = port;
    constexpr xdpk_way_out closed{};
    state_->put(state_->maps->maps.ways, &number, &closed, "close way out");
    state_->wait_for_programs();
    ::bpf_map_delete_elem(::bpf_map__fd(state_->maps->maps.devices), &number);
}

void fastpath_maps::set_tunnel(std::uint16_t number, const std::array<xdpk_pushed_tunnel, 2>& tunnel) {
    if (number == 0 || number > state_->config.tunnels)
        refuse(fmt::format("no tunnel {}", number), fmt::format("there is room for 1 to {}", state_->config.tunnels));
    for (std::uint32_t version = 0; version < tunnel.size(); ++version) {
        const std::uint32_t place = 2U * number + version;
        state_->put(state_->maps->maps.tunnels, &place, &tunnel[version], "set tunnel");
    }
}

void fastpath_maps::set_policer(std::uint32_t number, std::uint64_t rate, std::uint64_t burst, bool in_packets) {
    if (number == 0 || number > state_->config.policers)
        refuse(fmt::format("no policer {}", number), fmt::format("there is room for 1 to {}", state_->config.policers));
    if (burst == 0 || burst > std::numeric_limits<std::uint64_t>::max() / billion)
        refuse(fmt::format("burst of {} tokens", burst), "choose one of 1 to 18000000000");
    xdpk_pushed_policer bucket{};
    bucket.rate = rate;
    bucket.burst = bucket.held = burst * billion;
    // An empty one is full then, and the product of rate and time does not overflow before.
    bucket.fill_ns = rate == 0 ? std::numeric_limits<std::uint64_t>::max() : (bucket.burst - 1) / rate + 1;
    bucket.then = now_in_nanoseconds();
    bucket.in_packets = in_packets ? 1 : 0;
    state_->put(state_->maps->maps.policers, &number, &bucket, "set policer");
}

std::uint64_t fastpath_maps::policed(std::uint32_t number) const {
    xdpk_pushed_policer bucket{};
    ::bpf_map_lookup_elem_flags(::bpf_map__fd(state_->maps->maps.policers), &number, &bucket, BPF_F_LOCK);
    return bucket.dropped;
}

std::array<std::uint64_t, XDPK_FAST_COUNTERS> fastpath_maps::counters() const {
    std::array<std::uint64_t, XDPK_FAST_COUNTERS> sums{};
    std::vector<std::uint64_t> values(static_cast<std::size_t>(::libbpf_num_possible_cpus()));
    for (std::uint32_t i = 0; i < sums.size(); ++i)
        if (::bpf_map_lookup_elem(::bpf_map__fd(state_->maps->maps.counters), &i, values.data()) == 0)
            for (const std::uint64_t value : values)
                sums[i] += value;
    return sums;
}

const char* fastpath_maps::name(xdpk_fastpath_counter counter) noexcept {
    constexpr std::array<const char*, XDPK_FAST_COUNTERS> names{
        "forwarded", "dropped", "policed", "denied_address", "denied_flow", "denied_port", "failed", "other",
        "fragment",  "turning", "no_flow", "stale",          "last_hop",    "too_big",     "no_way"};
    return names[counter];
}

bool takes_redirected_frames(int ifindex) {
    const auto can = detail::netdev_genl().capabilities(ifindex);
    return can && can->features.ndo_xmit;
}

} // namespace xdpk
