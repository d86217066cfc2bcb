// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_tx.hpp"

#include "io/afxdp_abi.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace xdpk::dpdk {

namespace {

// Most frames of one packet: what the kernel's buffers can have.
constexpr std::uint32_t most_segments = 17;
// A kernel that stops at its budget is called again, but not forever: nobody else is served meanwhile.
constexpr int most_kicks = 8;
// Packets that go back to their pool at once.
constexpr std::size_t most_given_back = 64;

constexpr std::uint64_t indirect_or_external = RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL;
static_assert(indirect_or_external == indirect_or_external >> 32 << 32);

/// One segment in a frame of `ours` that nobody else uses. Compared in as few words as it takes.
inline bool is_alone_in(const rte_mempool* ours, const rte_mbuf& m) noexcept {
    static_assert(offsetof(rte_mbuf, refcnt) == offsetof(rte_mbuf, rearm_data) + 2 &&
                  offsetof(rte_mbuf, nb_segs) == offsetof(rte_mbuf, rearm_data) + 4);
    constexpr std::uint32_t one_user_one_segment = 1U << 16 | 1U;
    return m.pool == ours && static_cast<std::uint32_t>(m.rearm_data[0] >> 16) == one_user_one_segment &&
           (static_cast<std::uint32_t>(m.ol_flags >> 32) & static_cast<std::uint32_t>(indirect_or_external >> 32)) == 0;
}

} // namespace

xsk_tx::xsk_tx(std::shared_ptr<bound_socket> on, std::uint32_t descriptors)
    : eth_queue(send, on->state->tx.count), bound_(std::move(on)), socket_(bound_->socket.get()), state_(bound_->state),
      wanted_(std::min(descriptors, socket_->tx.size())) {
    if (!bound_->is_own())
        xsk_tx::share();
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
    if (n == 0)
        return 0;
    for (std::span<std::uint64_t> run : socket_->completion.runs(n))
        while (!run.empty()) {
            const std::size_t some = std::min(run.size(), most_given_back);
            give_back(run.first(some));
            run = run.subspan(some);
        }
    socket_->completion.release(n);
    state_->tx.frames -= n;
    return n;
}

inline void xsk_tx::give_back(std::span<const std::uint64_t> addresses) noexcept {
    std::array<void*, most_given_back> spare;
    rte_mempool* const pool = bound_->pool;
    const auto n = static_cast<unsigned>(addresses.size());
    void** const cached = xdpk_mempool_put_places(pool, n, rte_mempool_default_cache(pool, rte_lcore_id()));
    void** place = cached != nullptr ? cached : spare.data();
    char* const start = bound_->start;
    const std::uint64_t frame = ~std::uint64_t{bound_->mask};
    for (const std::uint64_t address : addresses) {
        auto* const m = reinterpret_cast<rte_mbuf*>(start + (address & frame));
        m->nb_segs = 1;
        *place++ = m;
    }
    if (cached == nullptr)
        rte_ring_enqueue_bulk(pool->free_objects, spare.data(), n, nullptr);
}

/// Puts up to `n` packets into the next slots, as long as they are alone in frames of ours: their number and bytes. Not
/// inlined: within send() the registers do not suffice for its loop.
[[gnu::noinline]] std::uint32_t xsk_tx::put_ours(rte_mbuf* const* packets, std::uint32_t n,
                                                 std::uint64_t& bytes) noexcept {
    const rte_mempool* const pool = bound_->pool;
    const char* const start = bound_->start;
    const std::uint16_t mark = bound_->mark;
    std::uint64_t sum = 0;
    rte_mbuf* const* next = packets;
    const auto put_run = [&](std::span<xdp_desc> run) {
        for (xdp_desc& slot : run) {
            rte_mbuf& m = **next;
            if (!is_alone_in(pool, m)) [[unlikely]]
                return false;
            ++next;
            const char* const data = static_cast<const char*>(m.buf_addr) + m.data_off;
            const std::uint32_t length = m.data_len;
            m.nb_segs = mark;
            slot = {.addr = static_cast<std::uint64_t>(data - start), .len = length, .options = 0};
            sum += length;
        }
        return true;
    };
    for (const std::span<xdp_desc> run : socket_->tx.runs(n))
        if (!put_run(run))
            break;
    bytes = sum;
    return static_cast<std::uint32_t>(next - packets);
}

/// The rest of a burst of which put_ours() has placed the first ones.
[[gnu::cold]] void xsk_tx::put_rest(std::span<rte_mbuf* const> packets, std::uint32_t room, placed& all) noexcept {
    while (all.packets < packets.size() && all.slots < room) {
        rte_mbuf* const m = packets[all.packets];
        const std::uint32_t length = m->pkt_len;
        const taken got = put_any(all.slots, room - all.slots, m);
        if (got.slots == 0 && !got.dropped)
            break;
        ++all.packets;
        all.slots += got.slots;
        all.dropped += got.dropped ? 1U : 0U;
        all.bytes += got.dropped ? 0 : length;
    }
}

std::uint16_t xsk_tx::send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
    auto& q = *static_cast<xsk_tx*>(self);
    q.complete();
    const std::uint32_t limit = q.bound_->memory->share(q.wanted_);
    const std::uint32_t sent = q.state_->tx.frames;
    const std::uint32_t room = limit > sent ? limit - sent : 0;
    placed all;
    all.packets = all.slots = q.put_ours(packets, std::min<std::uint32_t>(n, room), all.bytes);
    if (all.packets < n && all.slots < room) [[unlikely]]
        q.put_rest({packets, n}, room, all);
    if (all.slots != 0) {
        q.socket_->tx.publish(all.slots);
        q.state_->tx.frames += all.slots;
    }
    q.state_->tx.count.packets.add(all.packets - all.dropped);
    q.state_->tx.count.bytes.add(all.bytes);
    if (all.dropped != 0)
        q.count.errors.add(all.dropped);
    if (all.slots != 0 || q.state_->unsent.load(std::memory_order_relaxed))
        q.kick();
    return static_cast<std::uint16_t>(all.packets);
}

xsk_tx::taken xsk_tx::put_any(std::uint32_t slot, std::uint32_t room, rte_mbuf* m) noexcept {
    if (is_alone_in(bound_->pool, *m)) {
        put(slot, *m, false);
        return {.slots = 1};
    }
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
