// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_rx.hpp"

#include "io/afxdp_abi.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstddef>

namespace xdpk::dpdk {

using namespace std::chrono_literals;

namespace {

// Frames are posted this many at a time, unless fewer are left with the kernel.
constexpr std::uint32_t batch = 32;
// With preferred busy polling the kernel looks at the device only when called: not without pause, or sending starves,
// and not too seldom, or packets wait although others keep us busy.
constexpr auto least_poll_interval = 5us;
constexpr auto longest_poll_pause = 150us;

std::uint64_t rearm_data_of(std::uint16_t port) {
    rte_mbuf m{};
    m.refcnt = 1;
    m.nb_segs = 1;
    m.port = port;
    return m.rearm_data[0];
}

} // namespace

xsk_rx::xsk_rx(std::shared_ptr<bound_socket> on, std::uint16_t port, std::uint32_t descriptors)
    : eth_queue(receive, on->state->rx.count), bound_(std::move(on)), socket_(bound_->socket.get()),
      state_(bound_->state), unpack_{.start = bound_->start,
                                     .mask = bound_->mask,
                                     .blank = rearm_data_of(port) - bound_->reserved},
      wanted_(std::min(descriptors, socket_->receivable())) {
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

// Its data_off is the first of the fields in rearm_data, and no smaller than what is reserved.
static_assert(offsetof(rte_mbuf, data_off) == offsetof(rte_mbuf, rearm_data) &&
              std::endian::native == std::endian::little);

inline rte_mbuf* xsk_rx::unpacker::operator()(const xdp_desc& d) const noexcept {
    char* const data = start + d.addr;
    const std::uint64_t offset = d.addr & mask;
    // Often another CPU wrote it: asked for all at once, the waits for a burst's headers overlap.
    __builtin_prefetch(data);
    auto* const m = reinterpret_cast<rte_mbuf*>(data - offset);
    m->rearm_data[0] = blank + offset;
    m->ol_flags = 0;
    // Packet type and length; length of the segment, no VLAN, no hash.
    m->rx_descriptor_fields1[0] = std::uint64_t{d.len} << 32;
    m->rx_descriptor_fields1[1] = static_cast<std::uint16_t>(d.len);
    return m;
}

std::uint16_t xsk_rx::receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
    auto& q = *static_cast<xsk_rx*>(self);
    const std::uint32_t got = q.socket_->rx.ready(n);
    if (got != 0) {
        const unpacker unpack = q.unpack_;
        std::uint64_t bytes = 0;
        for (const std::span<xdp_desc> run : q.socket_->rx.runs(got))
            for (const xdp_desc& d : run) {
                *out++ = unpack(d);
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
    rte_mbuf* const head = unpack_(socket_->rx[first]);
    rte_mbuf* tail = head;
    for (std::uint32_t i = first + 1; i <= last; ++i) {
        tail->next = unpack_(socket_->rx[i]);
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
    std::array<void*, 2 * batch> spare;
    rte_mempool* const pool = bound_->pool;
    rte_mempool_cache* const cache = rte_mempool_default_cache(pool, rte_lcore_id());
    n = std::min<std::uint32_t>(n, spare.size());
    void* const* packets = nullptr;
    while (n != 0 && (packets = xdpk_mempool_take(pool, spare.data(), n, cache)) == nullptr)
        n /= 2;
    char* const start = bound_->start;
    const std::uint16_t mark = bound_->mark;
    for (const std::span<std::uint64_t> run : socket_->fill.runs(n))
        for (std::uint64_t& address : run) {
            auto* const m = static_cast<rte_mbuf*>(*packets++);
            m->nb_segs = mark;
            address = static_cast<std::uint64_t>(reinterpret_cast<char*>(m) - start);
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
