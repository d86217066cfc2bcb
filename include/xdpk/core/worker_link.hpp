// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/base/doorbell.hpp>
#include <xdpk/core/packet_ring.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

namespace xdpk {

class worker_links;

/// A worker's connections to the others: a ring to each, and one from each. All but the counters is for that worker's
/// thread.
class worker_link {
public:
    [[nodiscard]] unsigned worker() const noexcept { return worker_; }
    [[nodiscard]] unsigned workers() const noexcept { return static_cast<unsigned>(to_.size()); }
    [[nodiscard]] std::uint32_t longest() const noexcept { return longest_; }

    /// Copies a packet of the burst for another worker, who gets it after flush(). Its frames stay with the burst.
    packet_ring::outcome send(unsigned to, const burst& b, const packet& p) noexcept {
        const packet_ring::outcome done = to_[to]->push(b, p);
        sent_.add(done == packet_ring::outcome::taken);
        return done;
    }
    /// Lets the others have what was sent; wakes them if they sleep.
    void flush() noexcept;

    /// Calls `take(bytes, in_port)` for up to `most` packets from others; gives their number.
    template <class Take>
    std::uint32_t receive(std::uint32_t most, Take take) noexcept {
        std::uint32_t n = 0;
        // Each call begins with another sender, so that none has to wait for the others.
        first_ = first_ + 1 < from_.size() ? first_ + 1 : 0;
        for (std::size_t i = 0; i < from_.size() && n < most; ++i)
            n += from_[(first_ + i) % from_.size()]->pop(most - n, take);
        received_.add(n);
        return n;
    }
    /// Others have sent something.
    [[nodiscard]] bool waiting() const noexcept;
    /// What others ring when they have sent something.
    [[nodiscard]] doorbell& bell() noexcept { return bell_; }

    /// When no worker runs any more: drops what is still on its way to this one, and counts it.
    void discard() noexcept;

    [[nodiscard]] const counter& sent() const noexcept { return sent_; }
    [[nodiscard]] const counter& received() const noexcept { return received_; }
    [[nodiscard]] const counter& discarded() const noexcept { return discarded_; }

private:
    friend class worker_links;
    worker_link(unsigned worker, unsigned workers, std::uint32_t longest)
        : worker_(worker), longest_(longest), to_(workers), bells_(workers) {}

    unsigned worker_;
    std::uint32_t longest_;
    std::vector<packet_ring*> to_; ///< by worker; null for itself
    std::vector<doorbell*> bells_; ///< theirs
    std::vector<packet_ring*> from_;
    std::size_t first_ = 0;
    doorbell bell_;
    counter sent_, received_, discarded_;
};

/// The links between all workers of a run. They take memory, 2 MiB for each two workers and direction, once somebody
/// asks for one. Control thread only; outlives whatever uses it.
class worker_links {
public:
    /// Packets may have `longest` bytes.
    worker_links(unsigned workers, std::uint32_t longest);
    worker_links(const worker_links&) = delete;
    worker_links& operator=(const worker_links&) = delete;
    ~worker_links();

    [[nodiscard]] unsigned workers() const noexcept { return workers_; }
    /// Somebody asked for a link.
    [[nodiscard]] bool in_use() const noexcept { return !links_.empty(); }

    /// A worker's link. Throws xdpk::error if it is the first that is asked for and the workers run already.
    [[nodiscard]] worker_link& of(unsigned worker);

    /// The workers run from now on: one that has no link polls none.
    void seal() noexcept { sealed_ = true; }

private:
    void connect();

    unsigned workers_;
    std::uint32_t longest_;
    bool sealed_ = false;
    std::vector<std::unique_ptr<packet_ring>> rings_;
    std::vector<std::unique_ptr<worker_link>> links_;
};

} // namespace xdpk
