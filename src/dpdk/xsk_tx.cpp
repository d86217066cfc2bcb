// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_tx.hpp"

#include "io/afxdp_abi.hpp"

#include <algorithm>
#include <array>
#include <cstring>

namespace xdpk::dpdk {

namespace {

// Most frames of one packet: what the kernel's buffers can have.
constexpr std::uint32_t most_segments = 17;
// A kernel that stops at its budget is called again, but not forever: nobody else is served meanwhile.
constexpr int most_kicks = 8;

std::uint64_t users_and_segments(std::uint16_t users, std::uint16_t segments) {
    rte_mbuf m{};
    m.refcnt = users;
    m.nb_segs = segments;
    return m.rearm_data[0];
}

const std::uint64_t user_and_segment_bits = users_and_segments(0xffff, 0xffff);
const std::uint64_t one_user_one_segment = users_and_segments(1, 1);

} // namespace

xsk_tx::xsk_tx(std::shared_ptr<bound_socket> on, std::uint32_t descriptors)
    : eth_queue(send, on->state->tx.count), bound_(std::move(on)), socket_(bound_->socket.get()), state_(bound_->state),
      wanted_(std::min(descriptors, socket_->tx.size())) {
    if (!bound_->is_own())
        burst = send_after_others;
}

std::uint32_t xsk_tx::clean() noexcept {
    socket_->completion.follow_consumer();
    return complete();
}

void xsk_tx::share() noexcept {
    const xdpk_eth_burst_fn careful = send_after_others;
    __atomic_store_n(&burst, careful, __ATOMIC_RELAXED);
}

std::uint16_t xsk_tx::send_after_others(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
    const auto& q = *static_cast<xsk_tx*>(self);
    q.socket_->tx.follow_producer();
    q.socket_->completion.follow_consumer();
    return send(self, packets, n);
}

/// One segment in a frame of our pool that nobody else uses.
inline bool xsk_tx::is_ours(const rte_mbuf& m) const noexcept {
    return m.pool == bound_->pool && (m.rearm_data[0] & user_and_segment_bits) == one_user_one_segment &&
           RTE_MBUF_DIRECT(&m);
}

bool xsk_tx::all_ours(const rte_mbuf& m) const noexcept {
    for (const rte_mbuf* s = &m; s != nullptr; s = s->next)
        if (s->pool != bound_->pool || rte_mbuf_refcnt_read(s) != 1 || !RTE_MBUF_DIRECT(s) || s->data_len == 0)
            return false;
    return true;
}

inline void xsk_tx::put(std::uint32_t slot, rte_mbuf& m, bool more) noexcept {
    const char* const data = static_cast<const char*>(m.buf_addr) + m.data_off;
    m.nb_segs = bound_->mark;
    socket_->tx[slot] = {.addr = static_cast<std::uint64_t>(data - bound_->start),
                         .len = m.data_len,
                         .options = more ? std::uint32_t{XDP_PKT_CONTD} : 0};
}

std::uint32_t xsk_tx::complete() noexcept {
    const std::uint32_t n = socket_->completion.ready(state_->tx.frames);
    std::array<void*, 64> packets;
    for (const std::span<std::uint64_t> run : socket_->completion.runs(n))
        for (std::size_t done = 0; done < run.size(); done += packets.size()) {
            const std::size_t some = std::min(run.size() - done, packets.size());
            for (std::size_t i = 0; i < some; ++i) {
                rte_mbuf* const m = bound_->packet_at(run[done + i]);
                m->nb_segs = 1;
                packets[i] = m;
            }
            rte_mempool_put_bulk(bound_->pool, packets.data(), static_cast<unsigned>(some));
        }
    if (n != 0)
        socket_->completion.release(n);
    state_->tx.frames -= n;
    return n;
}

std::uint16_t xsk_tx::send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
    auto& q = *static_cast<xsk_tx*>(self);
    q.complete();
    const std::uint32_t limit = q.bound_->memory->share(q.wanted_);
    const std::uint32_t sent = q.state_->tx.frames;
    const std::uint32_t room = limit > sent ? limit - sent : 0;
    std::uint32_t slots = 0;
    std::uint32_t dropped = 0;
    std::uint64_t bytes = 0;
    std::uint16_t i = 0;
    for (; i < n && slots < room; ++i) {
        rte_mbuf* const m = packets[i];
        const std::uint32_t length = m->pkt_len;
        if (q.is_ours(*m)) [[likely]] {
            q.put(slots++, *m, false);
        } else {
            const taken got = q.put_odd(slots, room - slots, m);
            if (got.slots == 0 && !got.dropped)
                break;
            slots += got.slots;
            dropped += got.dropped ? 1U : 0U;
            if (got.dropped)
                continue;
        }
        bytes += length;
    }
    if (slots != 0) {
        q.socket_->tx.publish(slots);
        q.state_->tx.frames += slots;
    }
    q.state_->tx.count.packets.add(i - dropped);
    q.state_->tx.count.bytes.add(bytes);
    if (dropped != 0)
        q.count.errors.add(dropped);
    if (slots != 0 || q.state_->unsent.load(std::memory_order_relaxed))
        q.kick();
    return i;
}

xsk_tx::taken xsk_tx::put_odd(std::uint32_t slot, std::uint32_t room, rte_mbuf* m) noexcept {
    if (m->nb_segs > 1 && socket_->segments() && m->nb_segs <= most_segments && all_ours(*m))
        return put_chain(slot, room, m);
    return put_copy(slot, room, m);
}

xsk_tx::taken xsk_tx::put_chain(std::uint32_t slot, std::uint32_t room, rte_mbuf* m) noexcept {
    if (m->nb_segs > room)
        return {};
    std::uint32_t n = 0;
    while (m != nullptr) {
        rte_mbuf* const next = m->next;
        m->next = nullptr;
        put(slot + n++, *m, next != nullptr);
        m = next;
    }
    return {.slots = n};
}

xsk_tx::taken xsk_tx::put_copy(std::uint32_t slot, std::uint32_t room, rte_mbuf* m) noexcept {
    const std::uint32_t frame = bound_->mask + 1 - bound_->reserved - RTE_PKTMBUF_HEADROOM;
    const std::uint32_t frames = (m->pkt_len + frame - 1) / frame;
    if (frames == 0 || frames > (socket_->segments() ? most_segments : 1)) {
        rte_pktmbuf_free(m);
        return {.dropped = true};
    }
    std::array<rte_mbuf*, most_segments> copies;
    if (frames > room || rte_pktmbuf_alloc_bulk(bound_->pool, copies.data(), frames) != 0)
        return {};
    std::uint32_t offset = 0;
    for (std::uint32_t i = 0; i < frames; ++i) {
        rte_mbuf& copy = *copies[i];
        copy.data_len = static_cast<std::uint16_t>(std::min(frame, m->pkt_len - offset));
        char* const into = rte_pktmbuf_mtod(&copy, char*);
        if (const void* const from = rte_pktmbuf_read(m, offset, copy.data_len, into); from != nullptr && from != into)
            std::memcpy(into, from, copy.data_len);
        offset += copy.data_len;
        put(slot + i, copy, i + 1 < frames);
    }
    rte_pktmbuf_free(m);
    return {.slots = frames};
}

void xsk_tx::kick() noexcept {
    bool again = socket_->tx.needs_wakeup();
    for (int i = 0; again && i < most_kicks; ++i) {
        again = bound_->kick();
        if (again)
            complete();
    }
    state_->unsent.store(again, std::memory_order_relaxed);
}

} // namespace xdpk::dpdk
