// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_queue.hpp"

#include "afxdp_abi.hpp"

#include <cerrno>
#include <thread>

namespace xdpk {

using namespace std::chrono_literals;

namespace {

// With preferred busy polling the kernel looks at the device only when called. Called without pause, an empty receive
// side would starve transmission; not called for long, packets would wait although others keep us busy.
constexpr auto least_poll_interval = 5us;
constexpr auto longest_poll_pause = 150us;

constexpr auto retry_interval = 10ms;

} // namespace

void xsk_queue::attach(std::unique_ptr<xsk> socket, std::uint32_t receivable) noexcept {
    socket_ = std::move(socket);
    receivable_ = std::min(receivable, socket_->receivable());
    busy_poll_ = socket_->config().busy_poll;
    refill();
}

void xsk_queue::detach() noexcept {
    past_ = statistics();
    socket_.reset();
    pool().reclaim(holder());
    posted_ = sent_ = 0;
    waiting_ = false;
    stuck_ = false;
}

xsk_statistics xsk_queue::statistics() const noexcept {
    if (!socket_)
        return past_;
    const xsk_statistics now = socket_->statistics();
    return {.rx_dropped = past_.rx_dropped + now.rx_dropped,
            .rx_invalid_descs = past_.rx_invalid_descs + now.rx_invalid_descs,
            .tx_invalid_descs = past_.tx_invalid_descs + now.tx_invalid_descs,
            .rx_ring_full = past_.rx_ring_full + now.rx_ring_full,
            .rx_fill_ring_empty_descs = past_.rx_fill_ring_empty_descs + now.rx_fill_ring_empty_descs,
            .tx_ring_empty_descs = past_.tx_ring_empty_descs + now.tx_ring_empty_descs};
}

void xsk_queue::complete() noexcept {
    const std::uint32_t n = socket_->completion.ready(sent_);
    if (n == 0)
        return;
    for (const std::span<frame_address> run : socket_->completion.runs(n))
        pool().give(run);
    socket_->completion.release(n);
    sent_ -= n;
}

void xsk_queue::refill() noexcept {
    const std::uint32_t missing = receivable_ - posted_;
    const std::uint32_t n = std::min(missing, pool().available());
    if (n < missing)
        counters_.starved.add(1);
    if (n == 0)
        return;
    for (const std::span<frame_address> run : socket_->fill.runs(n))
        pool().lend(run, holder());
    socket_->fill.publish(n);
    posted_ += n;
}

void xsk_queue::wake_receive() noexcept {
    counters_.wakeups.add(1);
    ::recvfrom(socket_->number(), nullptr, 0, MSG_DONTWAIT, nullptr, nullptr);
}

void xsk_queue::poll_busily(bool idle) noexcept {
    const auto now = clock::now();
    if (now - last_entry_ < (idle ? clock::duration(least_poll_interval) : clock::duration(longest_poll_pause)))
        return;
    last_entry_ = now;
    wake_receive();
}

void xsk_queue::receive(burst& b) noexcept {
    if (!socket_)
        return;
    complete();
    if (stuck_) [[unlikely]]
        send_stuck();
    const std::uint32_t n = socket_->rx.ready(burst::capacity);
    if (n != 0) {
        if (socket_->segments())
            receive_segments(b, n);
        else
            receive_packets(b, n);
    }
    refill();
    if (busy_poll_ != 0)
        poll_busily(n == 0);
    else if (socket_->fill.needs_wakeup())
        wake_receive();
}

void xsk_queue::receive_packets(burst& b, std::uint32_t n) noexcept {
    packet* next = b.room();
    std::byte* const memory = pool().memory();
    const packet blank = burst::describe(nullptr, 0, port());
    std::uint64_t bytes = 0;
    for (const std::span<xdp_desc> run : socket_->rx.runs(n)) {
        for (const xdp_desc& d : run) {
            *next = blank;
            next->data = memory + d.addr;
            // Often another CPU wrote it. Asked for all at once, the waits for a burst's headers overlap; else each
            // stage, or the kernel when it copies what is sent, waits for one after the other.
            __builtin_prefetch(next->data);
            next->length = d.len;
            bytes += d.len;
            ++next;
        }
    }
    b.append(n);
    socket_->rx.release(n);
    posted_ -= n;
    counters_.rx_packets.add(n);
    counters_.rx_bytes.add(bytes);
}

// The kernel delivers whole packets: the ring never ends in the middle of one, but the `n` slots looked at may. Such a
// packet stays in the ring for the next burst.
void xsk_queue::receive_segments(burst& b, std::uint32_t n) noexcept {
    std::uint64_t bytes = 0;
    std::uint32_t taken = 0;
    n = socket_->rx.ready(burst::segment_capacity);
    while (b.size() < burst::capacity) {
        std::uint32_t last = taken;
        while (last < n && (socket_->rx[last].options & XDP_PKT_CONTD) != 0)
            ++last;
        if (last >= n)
            break;
        for (std::uint32_t i = taken; i <= last; ++i) {
            const xdp_desc& d = socket_->rx[i];
            if (i == taken)
                b.push(pool().at(d.addr), d.len, port());
            else
                b.push_segment(pool().at(d.addr), d.len);
            bytes += d.len;
        }
        taken = last + 1;
    }
    socket_->rx.release(taken);
    posted_ -= taken;
    counters_.rx_packets.add(b.size());
    counters_.rx_bytes.add(bytes);
}

void xsk_queue::put(xdp_desc& slot, const std::byte* data, std::uint32_t length, std::uint32_t options) noexcept {
    const frame_address address = pool().address_of(data);
    pool().lend(address, holder());
    slot = {.addr = address, .len = length, .options = options};
}

void xsk_queue::drop_full(const burst& b, const packet& p) noexcept {
    counters_.tx_full.add(1);
    b.recycle(p);
}

std::uint32_t xsk_queue::put_all(const burst& b) noexcept {
    const std::uint32_t n = std::min(socket_->tx.size() - sent_, b.size());
    const packet* next = b.begin();
    std::uint64_t bytes = 0;
    for (const std::span<xdp_desc> run : socket_->tx.runs(n)) {
        for (xdp_desc& slot : run) {
            put(slot, next->data, next->length, 0);
            bytes += next->length;
            ++next;
        }
    }
    for (; next != b.end(); ++next)
        drop_full(b, *next);
    counters_.tx_packets.add(n);
    counters_.tx_bytes.add(bytes);
    return n;
}

std::uint32_t xsk_queue::put_chosen(const burst& b) noexcept {
    const std::uint32_t room = socket_->tx.size() - sent_;
    std::uint32_t n = 0;
    for (const packet& p : b) {
        if (p.out_port != port())
            continue;
        if (p.rest_count != 0 && !socket_->segments()) {
            counters_.tx_invalid.add(1);
            b.recycle(p);
            continue;
        }
        if (room - n < p.rest_count + 1U) {
            drop_full(b, p);
            continue;
        }
        put(socket_->tx[n++], p.data, p.length, p.rest_count != 0 ? XDP_PKT_CONTD : 0);
        std::uint32_t left = p.rest_count;
        for (const segment& s : b.rest(p))
            put(socket_->tx[n++], s.data, s.length, --left != 0 ? XDP_PKT_CONTD : 0);
        counters_.tx_packets.add(1);
        counters_.tx_bytes.add(b.length(p));
    }
    return n;
}

void xsk_queue::send(const burst& b, bool all) noexcept {
    if (!socket_) {
        for (const packet& p : b)
            if (p.out_port == port())
                drop_full(b, p);
        return;
    }
    const std::uint32_t n = all && !b.has_segments() ? put_all(b) : put_chosen(b);
    socket_->tx.publish(n);
    sent_ += n;
    waiting_ = waiting_ || n != 0;
}

// EAGAIN: the kernel stopped at its budget or at a full completion ring. EBUSY, ENOBUFS: the device is short of
// something. All of them: come again. Anything else (link down, device gone) is not mended by asking at once.
bool xsk_queue::flush() noexcept {
    if (!waiting_ || !socket_)
        return false;
    if (!socket_->tx.needs_wakeup()) {
        waiting_ = false;
        return false;
    }
    counters_.wakeups.add(1);
    const bool taken = ::sendto(socket_->sender(), nullptr, 0, MSG_DONTWAIT, nullptr, 0) >= 0;
    const bool again = !taken && (errno == EAGAIN || errno == EBUSY || errno == ENOBUFS);
    waiting_ = again;
    stuck_ = !again && !taken;
    return again;
}

/// A device that was down may be up again. Nobody says so, and what it was given may be all frames there are, so that
/// nothing comes any more that would be sent.
void xsk_queue::send_stuck() noexcept {
    const auto now = clock::now();
    if (now < next_try_)
        return;
    next_try_ = now + retry_interval;
    waiting_ = true;
    flush();
}

queue_frames xsk_queue::frames(std::vector<std::uint8_t>& seen) const {
    if (!socket_)
        return {};
    const auto note = [&](frame_address a) { ++seen[a / pool().chunk()]; };
    queue_frames f;
    f.fill = socket_->fill.for_each_queued(note);
    f.rx = socket_->rx.for_each_queued([&](const xdp_desc& d) { note(d.addr); });
    f.tx = socket_->tx.for_each_queued([&](const xdp_desc& d) { note(d.addr); });
    f.completion = socket_->completion.for_each_queued(note);
    f.kernel = posted_ + sent_ - f.fill - f.rx - f.tx - f.completion;
    return f;
}

void xsk_queue::settle() noexcept {
    const auto deadline = clock::now() + 200ms;
    while (socket_ && sent_ != 0 && clock::now() < deadline) {
        waiting_ = true;
        flush();
        complete();
        if (sent_ != 0)
            std::this_thread::sleep_for(100us);
    }
}

} // namespace xdpk
