// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_rx.hpp"

#include "io/afxdp_abi.hpp"

#include <algorithm>
#include <array>

namespace xdpk::dpdk {

using namespace std::chrono_literals;

namespace {

// Frames are posted this many at a time, unless fewer are left with the kernel.
constexpr std::uint32_t batch = 32;
// With preferred busy polling the kernel looks at the device only when called: not without pause, or sending starves,
// and not too seldom, or packets wait although others keep us busy.
constexpr auto least_poll_interval = 5us;
constexpr auto longest_poll_pause = 150us;

std::uint64_t blank_packet(std::uint16_t port) {
    rte_mbuf m{};
    m.refcnt = 1;
    m.nb_segs = 1;
    m.port = port;
    return m.rearm_data[0];
}

} // namespace

xsk_rx::xsk_rx(std::shared_ptr<bound_socket> on, std::uint16_t port, std::uint32_t descriptors)
    : eth_queue(receive, on->state->rx.count), bound_(std::move(on)), socket_(bound_->socket.get()),
      state_(bound_->state), blank_(blank_packet(port)), wanted_(std::min(descriptors, socket_->receivable())) {
    if (socket_->segments())
        burst = receive_segments;
    if (bound_->is_own())
        refill(bound_->memory->share(wanted_));
    else
        xsk_rx::share();
}

void xsk_rx::share() noexcept {
    const xdpk_eth_burst_fn careful = receive_after_others;
    __atomic_store_n(&burst, careful, __ATOMIC_RELAXED);
}

void xsk_rx::follow_others() const noexcept {
    socket_->rx.follow_consumer();
    socket_->fill.follow_producer();
}

std::uint16_t xsk_rx::receive_after_others(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
    const auto& q = *static_cast<xsk_rx*>(self);
    q.follow_others();
    return q.socket_->segments() ? receive_segments(self, out, n) : receive(self, out, n);
}

std::uint32_t xsk_rx::waiting() noexcept {
    follow_others();
    return socket_->rx.ready(socket_->rx.size());
}

inline rte_mbuf* xsk_rx::unpack(const xdp_desc& d) const noexcept {
    rte_mbuf* const m = bound_->packet_at(d.addr);
    const std::uint32_t offset = (static_cast<std::uint32_t>(d.addr) & bound_->mask) - bound_->reserved;
    // Often another CPU wrote it: asked for all at once, the waits for a burst's headers overlap.
    __builtin_prefetch(bound_->start + d.addr);
    m->rearm_data[0] = blank_;
    m->data_off = static_cast<std::uint16_t>(offset);
    m->ol_flags = 0;
    m->packet_type = 0;
    m->pkt_len = d.len;
    m->data_len = static_cast<std::uint16_t>(d.len);
    m->vlan_tci = 0;
    return m;
}

std::uint16_t xsk_rx::receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
    auto& q = *static_cast<xsk_rx*>(self);
    const std::uint32_t got = q.socket_->rx.ready(n);
    if (got != 0) {
        std::uint64_t bytes = 0;
        for (const std::span<xdp_desc> run : q.socket_->rx.runs(got))
            for (const xdp_desc& d : run) {
                *out++ = q.unpack(d);
                bytes += d.len;
            }
        q.take(got);
        q.state_->rx.count.packets.add(got);
        q.state_->rx.count.bytes.add(bytes);
    }
    q.tend(got == 0);
    return static_cast<std::uint16_t>(got);
}

/// The packet in the rx ring's slots from `first` to `last`.
rte_mbuf* xsk_rx::chain(std::uint32_t first, std::uint32_t last) const noexcept {
    rte_mbuf* const head = unpack(socket_->rx[first]);
    rte_mbuf* tail = head;
    for (std::uint32_t i = first + 1; i <= last; ++i) {
        tail->next = unpack(socket_->rx[i]);
        tail = tail->next;
        head->pkt_len += tail->data_len;
    }
    head->nb_segs = static_cast<std::uint16_t>(last - first + 1);
    return head;
}

// The kernel delivers whole packets, but the slots looked at may end within one: that stays for the next burst.
std::uint16_t xsk_rx::receive_segments(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
    auto& q = *static_cast<xsk_rx*>(self);
    const std::uint32_t ready = q.socket_->rx.ready(q.socket_->rx.size());
    std::uint32_t taken = 0;
    std::uint16_t got = 0;
    std::uint64_t bytes = 0;
    while (got < n) {
        std::uint32_t last = taken;
        while (last < ready && (q.socket_->rx[last].options & XDP_PKT_CONTD) != 0)
            ++last;
        if (last >= ready)
            break;
        out[got] = q.chain(taken, last);
        bytes += out[got]->pkt_len;
        ++got;
        taken = last + 1;
    }
    if (got != 0) {
        q.take(taken);
        q.state_->rx.count.packets.add(got);
        q.state_->rx.count.bytes.add(bytes);
    }
    q.tend(got == 0);
    return got;
}

void xsk_rx::take(std::uint32_t slots) noexcept {
    socket_->rx.release(slots);
    state_->rx.frames -= slots;
}

inline void xsk_rx::tend(bool idle) noexcept {
    const std::uint32_t limit = bound_->memory->share(wanted_);
    const std::uint32_t posted = state_->rx.frames;
    if (posted < limit && (limit - posted >= batch || posted < batch)) [[unlikely]]
        refill(limit - posted);
    wake(idle);
}

void xsk_rx::wake(bool idle) noexcept {
    if (idle && state_->unsent.load(std::memory_order_relaxed))
        state_->unsent.store(bound_->kick(), std::memory_order_relaxed);
    if (socket_->config().busy_poll != 0) {
        const auto now = std::chrono::steady_clock::now();
        const auto pause = now - last_entry_;
        if (pause < (idle ? std::chrono::nanoseconds(least_poll_interval) : longest_poll_pause))
            return;
        last_entry_ = now;
    } else if (!socket_->fill.needs_wakeup()) {
        return;
    }
    ::recvfrom(socket_->number(), nullptr, 0, MSG_DONTWAIT, nullptr, nullptr);
}

/// Posts `n` frames, or fewer if the pool has not so many; gives their number.
std::uint32_t xsk_rx::post(std::uint32_t n) noexcept {
    std::array<void*, 2 * batch> packets;
    n = std::min<std::uint32_t>(n, packets.size());
    while (n != 0 && rte_mempool_get_bulk(bound_->pool, packets.data(), n) != 0)
        n /= 2;
    for (std::uint32_t i = 0; i < n; ++i) {
        static_cast<rte_mbuf*>(packets[i])->nb_segs = bound_->mark;
        socket_->fill[i] = static_cast<std::uint64_t>(static_cast<char*>(packets[i]) - bound_->start);
    }
    socket_->fill.publish(n);
    state_->rx.frames += n;
    return n;
}

void xsk_rx::refill(std::uint32_t missing) noexcept {
    while (missing != 0) {
        const std::uint32_t n = post(missing);
        if (n == 0) {
            count.starved.add(1);
            return;
        }
        missing -= n;
    }
}

} // namespace xdpk::dpdk
