// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/worker.hpp>

#include <algorithm>

namespace xdpk {

queue& worker::add(std::unique_ptr<queue> q) {
    queue& added = *queues_.emplace_back(std::move(q));
    waits_.resize(queues_.size() + 1);
    if (added.port() == unrouted)
        return added;
    if (outputs_[added.port()] == nullptr)
        outputs_[added.port()] = &added;
    served_ |= std::uint64_t{1} << added.port();
    return added;
}

bool worker::dry() const noexcept {
    return pending_ == 0 &&
           std::ranges::all_of(queues_, [](const auto& q) { return q->port() == unrouted || q->exhausted(); });
}

bool worker::go_on() noexcept {
    if (!mailbox_.raised())
        return true;
    mailbox_.serve();
    return !mailbox_.stopping();
}

void worker::discard(const burst& b) noexcept {
    for (const packet& p : b) {
        const std::uint64_t way = std::uint64_t{1} << (p.out_port & to_drop);
        if ((way & served_) != 0)
            continue;
        (p.out_port == to_drop ? counters_.dropped : counters_.unrouted).add(1);
        b.recycle(p);
    }
}

void worker::flush() noexcept {
    for (std::uint64_t left = pending_; left != 0; left &= left - 1) {
        const auto port = static_cast<unsigned>(std::countr_zero(left));
        if (!outputs_[port]->flush())
            pending_ &= ~(std::uint64_t{1} << port);
    }
}

// Sleeps until a queue or the mailbox has something. Short while packets wait for the kernel to take them, long
// otherwise: the timeout is then only for queues whose device came back.
void worker::rest() noexcept {
    counters_.idle.add(1);
    const bool ended = std::ranges::all_of(queues_, [](const auto& q) { return q->exhausted(); });
    if (ended && pending_ == 0)
        mailbox_.stop();
    if (!idle_.sleep_now() || mailbox_.raised() || mailbox_.stopping())
        return;
    nfds_t n = 0;
    waits_[n++] = {.fd = mailbox_.wait_fd(), .events = POLLIN, .revents = 0};
    for (const auto& q : queues_) {
        if (q->exhausted())
            continue;
        if (!q->can_wait())
            return;
        waits_[n++] = {.fd = q->wait_fd(), .events = POLLIN, .revents = 0};
    }
    counters_.sleeps.add(1);
    ::poll(waits_.data(), n, pending_ != 0 ? 1 : 1000);
    idle_.reset();
}

frame_report worker::frames() const {
    const frame_pool& pool = memory_.pool();
    std::vector<std::uint8_t> seen = pool.census();
    frame_report report{.total = pool.total(), .pool = pool.available()};
    for (const auto& q : queues_) {
        const queue_frames f = q->frames(seen);
        report.queues.fill += f.fill;
        report.queues.rx += f.rx;
        report.queues.tx += f.tx;
        report.queues.completion += f.completion;
        report.queues.kernel += f.kernel;
    }
    const auto unseen = static_cast<std::uint64_t>(std::ranges::count(seen, 0));
    report.missing = unseen - std::min(unseen, report.queues.kernel);
    report.duplicate = static_cast<std::uint64_t>(std::ranges::count_if(seen, [](std::uint8_t n) { return n > 1; }));
    return report;
}

void worker::finish() noexcept {
    for (const auto& q : queues_)
        q->settle();
    last_frames_ = frames();
    for (const auto& q : queues_)
        q->close();
    mailbox_.retire();
}

} // namespace xdpk
