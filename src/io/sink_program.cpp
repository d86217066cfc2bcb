// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/sink_program.hpp>

#include "device_lock.hpp"
#include "quiet_libbpf.hpp"
#include "xdp_link.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <bpf/bpf.h>
#include <cerrno>
#include <optional>
#include <utility>

#include "sink.skel.h"
#include "sink_abi.h"

namespace xdpk {

namespace {

constexpr const char* program_name = "xdpk_sink";
// Linux 6.6; libbpf's headers of the distribution do not know it.
constexpr auto tcx_ingress = static_cast<bpf_attach_type>(46);

struct destroy_sink {
    void operator()(sink_bpf* object) const { sink_bpf__destroy(object); }
};

fd link_tc(const nic_facts& device, int program) {
    fd link(::bpf_link_create(program, device.ifindex, tcx_ingress, nullptr));
    if (link)
        return link;
    const int code = errno;
    throw error({.where = device.name,
                 .what = "attach program at tc ingress",
                 .code = code,
                 .hint = code == EPERM ? "run as root or with CAP_BPF and CAP_NET_ADMIN" : "this needs Linux 6.6"});
}

// What generic XDP would not mend either.
bool hopeless(int code) { return code == EBUSY || code == EEXIST || code == EPERM || code == ENODEV; }

// The sums over all CPUs of the N counters in an element of a per-CPU map.
template <std::size_t N>
std::array<std::uint64_t, N> sums_of(int map, std::uint32_t key) {
    std::vector<std::array<std::uint64_t, N>> values(static_cast<std::size_t>(::libbpf_num_possible_cpus()));
    std::array<std::uint64_t, N> sums{};
    if (::bpf_map_lookup_elem(map, &key, values.data()) != 0)
        return sums;
    for (const auto& value : values)
        for (std::size_t i = 0; i < N; ++i)
            sums[i] += value[i];
    return sums;
}

} // namespace

struct sink_program::state {
    nic_facts device;
    sink_hook hook;
    std::optional<device_lock> lock{};
    std::unique_ptr<sink_bpf, destroy_sink> object{sink_bpf__open()};
    fd link{};

    state(nic_facts d, sink_hook h) : device(std::move(d)), hook(h) {}
    void load(bool stamps) const;
    void attach();
    void attach_xdp(sink_hook h);
    [[nodiscard]] std::uint32_t queues() const { return std::max(device.rx_queues, device.tx_queues); }
};

void sink_program::state::load(bool stamps) const {
    if (object == nullptr)
        fail_attach(device, "open counting program", errno);
    object->rodata->check_stamps = stamps ? 1 : 0;
    ::bpf_map__set_max_entries(object->maps.queues, queues());
    if (const int failure = sink_bpf__load(object.get()); failure != 0)
        fail_attach(device, "load counting program", -failure);
}

void sink_program::state::attach_xdp(sink_hook h) {
    link = link_alone(device, ::bpf_program__fd(object->progs.xdpk_sink), program_name, h == sink_hook::generic);
    hook = h;
}

void sink_program::state::attach() {
    if (hook == sink_hook::tc) {
        link = link_tc(device, ::bpf_program__fd(object->progs.xdpk_sink_tc));
        return;
    }
    lock.emplace(device.name, device.ifindex);
    if (hook != sink_hook::automatic)
        return attach_xdp(hook);
    try {
        attach_xdp(sink_hook::native);
    } catch (const error& failure) {
        if (hopeless(failure.code()))
            throw;
        attach_xdp(sink_hook::generic);
    }
}

sink_program::sink_program(const nic_facts& device, sink_hook hook, bool stamps)
    : state_(std::make_unique<state>(device, hook)) {
    const quiet_libbpf quiet;
    state_->load(stamps);
    state_->attach();
}

sink_program::~sink_program() = default;

sink_hook sink_program::hook() const noexcept { return state_->hook; }

std::vector<sink_queue_counts> sink_program::queues() const {
    std::vector<sink_queue_counts> counts(state_->queues());
    for (std::uint32_t i = 0; i < counts.size(); ++i) {
        static_assert(sizeof(sink_queue) == 2 * sizeof(std::uint64_t));
        const auto [packets, bytes] = sums_of<2>(::bpf_map__fd(state_->object->maps.queues), i);
        counts[i] = {.packets = packets, .bytes = bytes};
    }
    return counts;
}

sink_stamp_counts sink_program::stamps() const {
    sink_stamp_counts all;
    const int map = ::bpf_map__fd(state_->object->maps.streams);
    std::uint16_t key = 0;
    for (const void* before = nullptr; ::bpf_map_get_next_key(map, before, &key) == 0; before = &key) {
        sink_stream s{};
        if (::bpf_map_lookup_elem_flags(map, &key, &s, BPF_F_LOCK) != 0)
            continue;
        ++all.streams;
        all.received += s.received;
        all.lost += s.next - s.received;
        all.late += s.late;
        all.duplicates += s.duplicates;
    }
    return all;
}

latency_histogram sink_program::latencies() const {
    std::vector<std::uint64_t> counts(SINK_LATENCY_BUCKETS);
    for (std::uint32_t i = 0; i < counts.size(); ++i)
        counts[i] = sums_of<1>(::bpf_map__fd(state_->object->maps.latencies), i)[0];
    return latency_histogram(std::move(counts));
}

void sink_program::detach() noexcept { state_->link.reset(); }

} // namespace xdpk
