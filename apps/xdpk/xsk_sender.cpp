// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_sender.hpp"

#include "gen_device.hpp"
#include "io/frame_pieces.hpp"
#include "shares.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <random>

namespace xdpk::tool {

using namespace std::chrono_literals;

/// One thread's memory, queue and place in the traffic.
struct xsk_sender::lane {
    umem memory;
    std::unique_ptr<queue> out;
    std::uint64_t share = 0;
    std::uint32_t frames_per_packet; ///< of the longest
    traffic::position at{};
    std::vector<std::byte> scratch{};
    pacer pace{0, {}};
    pacer::clock::time_point start{};
    std::atomic<std::uint64_t> started{0};
    std::atomic<std::uint64_t> ended{0};

    lane(port& device, unsigned index, std::uint32_t longest)
        : memory(device.facts().frames * frames_needed(longest, device.facts().chunk), device.facts().chunk),
          out(device.open(index, 0, memory, 1)), frames_per_packet(frames_needed(longest, device.facts().chunk)),
          scratch(longest) {}

    /// Packets that there is memory for now.
    [[nodiscard]] std::uint32_t room() noexcept {
        const std::uint32_t segments = std::max(frames_per_packet - 1, 1U);
        return std::min(memory.pool().available() / frames_per_packet, burst::segment_capacity / segments);
    }
    [[nodiscard]] std::uint64_t sent() const noexcept { return out->counters().tx_packets.get(); }
};

xsk_sender::xsk_sender(const nic_facts& device, const gen_options& o, const std::vector<unsigned>& cpus)
    : sender(cpus), timing_(o.timing), rate_(o.rate / o.threads), batch_(std::min(o.batch, burst::capacity)) {
    if (o.method == gen_method::pcap)
        replay_.emplace(o.file, o.loop);
    else
        traffic_.emplace(traffic_of(o, device.mac));
    const std::size_t longest = replay_ ? replay_->longest() : traffic_->longest();
    checked(device, o.method, longest, replay_ || o.vlan != 0);
    // Little is received, so most frames are left for sending.
    port_ = open_port(port_spec(fmt::format("xsk:{},rx_ring=64,promiscuous=off", device.name)));
    if (count() > port_->facts().queues)
        throw error({.where = device.name,
                     .what = fmt::format("{} threads for {} queues", count(), port_->facts().queues),
                     .hint = fmt::format("use --threads {} or less", port_->facts().queues)});
    const auto run = static_cast<std::uint16_t>(std::random_device{}());
    for (unsigned i = 0; i < count(); ++i) {
        lane& l = *lanes_.emplace_back(std::make_unique<lane>(*port_, i, static_cast<std::uint32_t>(longest)));
        l.share = share_of(o.count, i, count());
        if (replay_)
            l.share = std::min(l.share, replay_->size());
        else
            l.at = first_of(*traffic_, run, i, count());
    }
}

xsk_sender::~xsk_sender() = default;

privileged_uses xsk_sender::uses() const { return {.dispatcher = port_->status().attachment == "dispatcher"}; }

std::span<const std::byte> xsk_sender::frame(lane& l, std::uint64_t n) const {
    return replay_ ? replay_->frame(n) : traffic_->next(l.at, now_ns(), l.scratch);
}

pacer::clock::time_point xsk_sender::next(const lane& l) const {
    return timing_ ? l.start + replay_->offset(l.sent()) : l.pace.next();
}

// How many packets to send now: what is due, what is left, and what there are frames for.
std::uint32_t xsk_sender::due(lane& l) const {
    const auto most = static_cast<std::uint32_t>(std::min<std::uint64_t>({batch_, l.room(), l.share - l.sent()}));
    const auto now = pacer::clock::now();
    if (!timing_)
        return l.pace.take(now, most);
    std::uint32_t n = 0;
    while (n < most && l.start + replay_->offset(l.sent() + n) <= now)
        ++n;
    return n;
}

void xsk_sender::send_due(lane& l) {
    burst b(l.memory.pool());
    l.out->receive(b);
    b.recycle();
    const std::uint64_t first = l.sent();
    const std::uint32_t n = due(l);
    for (std::uint32_t i = 0; i < n && push_copy(b, frame(l, first + i), 0); ++i)
        b[i].out_port = 0;
    l.out->send(b, true);
    b.release();
    if (!l.out->flush() && n == 0 && next(l) > pacer::clock::now() + 100us)
        sleep_until(next(l));
}

void xsk_sender::send(unsigned thread) {
    lane& l = *lanes_[thread];
    l.start = pacer::clock::now();
    l.started = now_ns();
    l.pace = pacer(rate_, l.start);
    while (!stopping() && l.sent() < l.share)
        send_due(l);
    l.out->settle();
    l.ended = now_ns();
    l.out->close();
}

sender_progress xsk_sender::progress_of(unsigned thread) const {
    const lane& l = *lanes_[thread];
    return {.cpu = cpu(thread),
            .packets = l.sent(),
            .bytes = l.out->counters().tx_bytes.get(),
            .started = l.started,
            .ended = l.ended};
}

} // namespace xdpk::tool
