// SPDX-License-Identifier: BSD-3-Clause
#include "copied_rx.hpp"

#include "pool_memory.hpp"

#include <xdpk/dpdk/rte_mbuf.h>

namespace xdpk::dpdk {

namespace {

class copied_rx final : public eth_queue {
public:
    copied_rx(std::unique_ptr<eth_queue> from, rte_mempool& wanted, bool scatter)
        : eth_queue(receive), from_(std::move(from)), wanted_(&wanted), scatter_(scatter) {}

    [[nodiscard]] std::uint32_t waiting() noexcept override { return from_->waiting(); }
    [[nodiscard]] int wait_fd() const noexcept override { return from_->wait_fd(); }
    [[nodiscard]] std::optional<xsk_statistics> kernel_statistics() const noexcept override {
        return from_->kernel_statistics();
    }
    void share() noexcept override { from_->share(); }

private:
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
        auto& q = *static_cast<copied_rx*>(self);
        const std::uint16_t got = q.from_->burst(q.from_.get(), packets, n);
        std::uint16_t kept = 0;
        for (std::uint16_t i = 0; i < got; ++i) {
            rte_mbuf* const copy = q.copy(*packets[i]);
            rte_pktmbuf_free(packets[i]);
            if (copy != nullptr)
                packets[kept++] = copy;
        }
        return kept;
    }

    rte_mbuf* copy(const rte_mbuf& m) noexcept {
        rte_mbuf* const made = rte_pktmbuf_copy(&m, wanted_, 0, UINT32_MAX);
        if (made == nullptr) {
            count.starved.add(1);
            return nullptr;
        }
        if (made->nb_segs > 1 && !scatter_) {
            rte_pktmbuf_free(made);
            count.errors.add(1);
            return nullptr;
        }
        made->port = m.port;
        count.packets.add(1);
        count.bytes.add(made->pkt_len);
        return made;
    }

    std::unique_ptr<eth_queue> from_;
    rte_mempool* wanted_;
    bool scatter_;
};

} // namespace

std::unique_ptr<eth_queue> copied_if_needed(std::unique_ptr<eth_queue> queue, rte_mempool& wanted,
                                            const queue_plan& plan) {
    if (memory_of(wanted).chunk != 0)
        return queue;
    return std::make_unique<copied_rx>(std::move(queue), wanted, plan.scatter);
}

} // namespace xdpk::dpdk
