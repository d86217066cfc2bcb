// SPDX-License-Identifier: BSD-3-Clause
#include "device_arguments.hpp"
#include "software_devices.hpp"

#include <cstring>

namespace xdpk::dpdk {

namespace {

class null_rx final : public eth_queue {
public:
    null_rx(rte_mempool& pool, std::uint16_t port, std::uint16_t size) noexcept
        : eth_queue(receive), pool_(&pool), port_(port), size_(size) {}

private:
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
        auto& q = *static_cast<null_rx*>(self);
        if (q.size_ == 0)
            return 0;
        if (rte_pktmbuf_alloc_bulk(q.pool_, out, n) != 0) {
            q.count.starved.add(1);
            return 0;
        }
        for (std::uint16_t i = 0; i < n; ++i) {
            out[i]->data_len = q.size_;
            out[i]->pkt_len = q.size_;
            out[i]->port = q.port_;
            std::memset(rte_pktmbuf_mtod(out[i], void*), 0, q.size_);
        }
        q.count.packets.add(n);
        q.count.bytes.add(std::uint64_t{n} * q.size_);
        return n;
    }

    rte_mempool* pool_;
    std::uint16_t port_;
    std::uint16_t size_;
};

class null_tx final : public eth_queue {
public:
    null_tx() noexcept : eth_queue(send) {}

private:
    static std::uint16_t send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
        auto& q = *static_cast<null_tx*>(self);
        for (std::uint16_t i = 0; i < n; ++i)
            q.count.bytes.add(packets[i]->pkt_len);
        q.count.packets.add(n);
        rte_pktmbuf_free_bulk(packets, n);
        return n;
    }
};

class null_device final : public eth_device {
public:
    explicit null_device(std::uint16_t size) : size_(size) {
        rte_ether_addr random;
        rte_eth_random_addr(&random.addr_bytes[0]);
        std::memcpy(mac_.bytes.data(), &random.addr_bytes[0], mac_.bytes.size());
    }
    [[nodiscard]] const char* driver() const noexcept override { return "net_null"; }
    void describe(rte_eth_dev_info& info) const override { info.max_mac_addrs = 1; }
    [[nodiscard]] open_queues start(const queue_plan& plan) override {
        open_queues queues;
        for (const rx_setup& setup : plan.rx)
            queues.rx.push_back(std::make_unique<null_rx>(*setup.pool, plan.port, size_));
        for (std::size_t q = 0; q < plan.tx.size(); ++q)
            queues.tx.push_back(std::make_unique<null_tx>());
        return queues;
    }
    [[nodiscard]] open_queues borrow(const queue_plan& plan, std::vector<fd> /*files*/) override { return start(plan); }

private:
    std::uint16_t size_;
};

} // namespace

std::unique_ptr<eth_device> make_null_device(const std::string& name, std::string_view arguments) {
    const device_arguments given(name, arguments, {"size", "copy", "no-rx"});
    constexpr std::uint32_t largest = 1518;
    const std::uint32_t size = given.number("size", 64, 1, largest);
    const bool silent = given.number("no-rx", 0, 0, 1) != 0;
    return std::make_unique<null_device>(static_cast<std::uint16_t>(silent ? 0 : size));
}

} // namespace xdpk::dpdk
