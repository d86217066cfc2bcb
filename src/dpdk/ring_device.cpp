// SPDX-License-Identifier: BSD-3-Clause
#include "device_arguments.hpp"
#include "process_group.hpp"
#include "software_devices.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/dpdk/rte_ring.h>

#include <cstring>

namespace xdpk::dpdk {

namespace {

constexpr unsigned slots = 1024;

/// One end of a ring; the burst function says which.
class ring_end final : public eth_queue {
public:
    ring_end(rte_ring& ring, std::uint16_t port, bool receives) noexcept
        : eth_queue(receives ? receive : send), ring_(&ring), port_(port) {}
    [[nodiscard]] std::uint32_t waiting() noexcept override { return rte_ring_count(ring_); }

private:
    void note(rte_mbuf* const* packets, std::uint16_t n) noexcept {
        std::uint64_t bytes = 0;
        for (std::uint16_t i = 0; i < n; ++i)
            bytes += packets[i]->pkt_len;
        count.packets.add(n);
        count.bytes.add(bytes);
    }
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
        auto& q = *static_cast<ring_end*>(self);
        const unsigned got = rte_ring_dequeue_burst(q.ring_, reinterpret_cast<void**>(out), n, nullptr);
        for (unsigned i = 0; i < got; ++i)
            out[i]->port = q.port_;
        q.note(out, static_cast<std::uint16_t>(got));
        return static_cast<std::uint16_t>(got);
    }
    // Counted before it is put in: then it may be gone already.
    static std::uint16_t send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
        auto& q = *static_cast<ring_end*>(self);
        const unsigned room = rte_ring_free_count(q.ring_);
        const auto some = static_cast<std::uint16_t>(room < n ? room : n);
        q.note(packets, some);
        return static_cast<std::uint16_t>(
            rte_ring_enqueue_bulk(q.ring_, reinterpret_cast<void* const*>(packets), some, nullptr));
    }

    rte_ring* ring_;
    std::uint16_t port_;
};

class ring_device final : public eth_device {
public:
    explicit ring_device(std::string name) : name_(std::move(name)) { mac_.bytes = {0x02, 0, 0, 0, 0, 0x01}; }
    ~ring_device() override {
        if (is_secondary())
            return;
        for (rte_ring* const r : rings_)
            rte_ring_free(r);
    }
    ring_device(const ring_device&) = delete;
    ring_device& operator=(const ring_device&) = delete;

    [[nodiscard]] const char* driver() const noexcept override { return "net_ring"; }
    void describe(rte_eth_dev_info& info) const override { info.max_mac_addrs = 1; }
    [[nodiscard]] open_queues start(const queue_plan& plan) override {
        open_queues queues;
        for (std::size_t q = 0; q < plan.rx.size(); ++q)
            queues.rx.push_back(std::make_unique<ring_end>(ring(q), plan.port, true));
        for (std::size_t q = 0; q < plan.tx.size(); ++q)
            queues.tx.push_back(std::make_unique<ring_end>(ring(q), plan.port, false));
        return queues;
    }
    [[nodiscard]] open_queues borrow(const queue_plan& plan, std::vector<fd> /*files*/) override { return start(plan); }

private:
    rte_ring& ring(std::size_t index) {
        while (rings_.size() <= index) {
            // By the names that programs know: ETH_RXTX0_net_ring0.
            const std::string name =
                ("ETH_RXTX" + std::to_string(rings_.size()) + "_" + name_).substr(0, RTE_RING_NAMESIZE - 1);
            rte_ring* const made = is_secondary()
                                       ? rte_ring_lookup(name.c_str())
                                       : rte_ring_create(name.c_str(), slots, -1, RING_F_SP_ENQ | RING_F_SC_DEQ);
            if (made == nullptr)
                throw error({.where = name_, .what = "no ring", .code = rte_errno});
            rings_.push_back(made);
        }
        return *rings_[index];
    }

    std::string name_;
    std::vector<rte_ring*> rings_;
};

} // namespace

std::unique_ptr<eth_device> make_ring_device(const std::string& name, std::string_view arguments) {
    const device_arguments given(name, arguments, {});
    return std::make_unique<ring_device>(name);
}

} // namespace xdpk::dpdk
