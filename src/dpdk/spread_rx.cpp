// SPDX-License-Identifier: BSD-3-Clause
#include "spread_rx.hpp"

#include "rx_steering.hpp"

#include <xdpk/dpdk/rte_ring.h>

#include <algorithm>
#include <array>
#include <bit>
#include <fmt/format.h>

namespace xdpk::dpdk {

namespace {

constexpr std::uint16_t at_a_time = 32;
constexpr std::uint32_t least_ring = 64;

class rx_source;

/// A queue of packets that others, or the same thread, took from the device.
class spread_rx final : public eth_queue {
public:
    spread_rx(std::shared_ptr<rx_source> source, const std::string& name, std::uint32_t descriptors);
    ~spread_rx() override;

    /// Holds the source's lock.
    void put(rte_mbuf* m) noexcept {
        if (rte_ring_sp_enqueue(ring_, m) != 0) {
            count.errors.add(1);
            rte_pktmbuf_free(m);
        }
    }
    [[nodiscard]] std::uint32_t waiting() noexcept override { return rte_ring_count(ring_); }
    [[nodiscard]] int wait_fd() const noexcept override;
    [[nodiscard]] std::optional<xsk_statistics> kernel_statistics() const noexcept override;

private:
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept;

    std::shared_ptr<rx_source> source_;
    rte_ring* ring_;
};

/// The device's queues, and whom their packets are for.
class rx_source {
public:
    rx_source(const eth_port& port, std::vector<std::unique_ptr<eth_queue>> own)
        : own_(std::move(own)), steering_(port), targets(port.rx.size()) {}

    /// Hands on what the device has, unless another thread is at it.
    void fetch() noexcept {
        if (rte_spinlock_trylock(&lock_) == 0)
            return;
        for (std::uint32_t q = 0; q < own_.size(); ++q)
            fetch_from(q);
        rte_spinlock_unlock(&lock_);
    }

    [[nodiscard]] const eth_queue& first() const noexcept { return *own_.front(); }

private:
    void fetch_from(std::uint32_t q) noexcept {
        std::array<rte_mbuf*, at_a_time> packets;
        const std::uint16_t n = own_[q]->burst(own_[q].get(), packets.data(), at_a_time);
        for (std::uint16_t i = 0; i < n; ++i) {
            const std::uint32_t target = steering_.queue_for(*packets[i], q);
            if (target < targets.size() && targets[target] != nullptr)
                targets[target]->put(packets[i]);
            else
                rte_pktmbuf_free(packets[i]);
        }
    }

    rte_spinlock_t lock_ = RTE_SPINLOCK_INITIALIZER;
    std::vector<std::unique_ptr<eth_queue>> own_;
    rx_steering steering_;

public:
    std::vector<spread_rx*> targets;
};

spread_rx::spread_rx(std::shared_ptr<rx_source> source, const std::string& name, std::uint32_t descriptors)
    : eth_queue(receive), source_(std::move(source)),
      ring_(rte_ring_create(name.c_str(), std::bit_ceil(std::max(descriptors, least_ring)), -1, RING_F_SC_DEQ)) {
    if (ring_ == nullptr)
        throw error({.where = name, .what = "no memory for a queue's ring", .code = ENOMEM});
}

spread_rx::~spread_rx() {
    void* left = nullptr;
    while (rte_ring_dequeue(ring_, &left) == 0)
        rte_pktmbuf_free(static_cast<rte_mbuf*>(left));
    rte_ring_free(ring_);
}

int spread_rx::wait_fd() const noexcept { return source_->first().wait_fd(); }

std::optional<xsk_statistics> spread_rx::kernel_statistics() const noexcept {
    // Told once for all: by the queue that has the first place.
    return source_->targets.front() == this ? source_->first().kernel_statistics() : std::nullopt;
}

std::uint16_t spread_rx::receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
    auto& q = *static_cast<spread_rx*>(self);
    if (rte_ring_empty(q.ring_) != 0)
        q.source_->fetch();
    const auto got =
        static_cast<std::uint16_t>(rte_ring_sc_dequeue_burst(q.ring_, reinterpret_cast<void**>(out), n, nullptr));
    std::uint64_t bytes = 0;
    for (std::uint16_t i = 0; i < got; ++i)
        bytes += out[i]->pkt_len;
    q.count.packets.add(got);
    q.count.bytes.add(bytes);
    return got;
}

} // namespace

bool needs_spreading(const eth_port& port) {
    return port.rx.size() > port.device->receive_queues() || (port.conf.rxmode.mq_mode & RTE_ETH_MQ_RX_VMDQ_FLAG) != 0;
}

std::vector<std::unique_ptr<eth_queue>> spread(const eth_port& port, std::vector<std::unique_ptr<eth_queue>> own) {
    const auto source = std::make_shared<rx_source>(port, std::move(own));
    std::vector<std::unique_ptr<eth_queue>> queues;
    for (std::size_t q = 0; q < port.rx.size(); ++q) {
        auto made =
            std::make_unique<spread_rx>(source, fmt::format("xdpk_spread_{}_{}", port.id, q), port.rx[q].descriptors);
        source->targets[q] = made.get();
        queues.push_back(std::move(made));
    }
    return queues;
}

} // namespace xdpk::dpdk
