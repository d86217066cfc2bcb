// SPDX-License-Identifier: BSD-3-Clause
#include "device_arguments.hpp"
#include "kernel_interface.hpp"
#include "software_devices.hpp"

#include "io/tap_device.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/uio.h>
#include <unistd.h>

namespace xdpk::dpdk {

namespace {

constexpr std::size_t most_segments = 17;

class tap_rx final : public eth_queue {
public:
    tap_rx(int fd, rte_mempool& pool, std::uint16_t port) noexcept
        : eth_queue(receive), fd_(fd), pool_(&pool), port_(port) {}
    ~tap_rx() override { rte_pktmbuf_free(spare_); }
    tap_rx(const tap_rx&) = delete;
    tap_rx& operator=(const tap_rx&) = delete;
    [[nodiscard]] int wait_fd() const noexcept override { return fd_; }

private:
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
        auto& q = *static_cast<tap_rx*>(self);
        std::uint16_t got = 0;
        while (got < n && (out[got] = q.read_one()) != nullptr)
            q.count.bytes.add(out[got++]->pkt_len);
        q.count.packets.add(got);
        return got;
    }

    rte_mbuf* read_one() noexcept {
        if (spare_ == nullptr)
            spare_ = rte_pktmbuf_alloc(pool_);
        if (spare_ == nullptr) {
            count.starved.add(1);
            return nullptr;
        }
        const ssize_t n = ::read(fd_, rte_pktmbuf_mtod(spare_, void*), rte_pktmbuf_tailroom(spare_));
        if (n <= 0)
            return nullptr;
        spare_->data_len = static_cast<std::uint16_t>(n);
        spare_->pkt_len = static_cast<std::uint32_t>(n);
        spare_->port = port_;
        return std::exchange(spare_, nullptr);
    }

    int fd_;
    rte_mempool* pool_;
    std::uint16_t port_;
    rte_mbuf* spare_ = nullptr; ///< waits for a packet
};

class tap_tx final : public eth_queue {
public:
    explicit tap_tx(int fd) noexcept : eth_queue(send), fd_(fd) {}

private:
    static std::uint16_t send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
        auto& q = *static_cast<tap_tx*>(self);
        std::uint16_t i = 0;
        for (; i < n; ++i) {
            const ssize_t written = q.write(*packets[i]);
            if (written < 0 && errno == EAGAIN)
                break;
            (written < 0 ? q.count.errors : q.count.packets).add(1);
            q.count.bytes.add(written < 0 ? 0 : packets[i]->pkt_len);
            rte_pktmbuf_free(packets[i]);
        }
        return i;
    }

    [[nodiscard]] ssize_t write(const rte_mbuf& m) const noexcept {
        std::array<iovec, most_segments> pieces;
        std::size_t n = 0;
        for (const rte_mbuf* s = &m; s != nullptr && n < pieces.size(); s = s->next)
            pieces[n++] = {.iov_base = rte_pktmbuf_mtod(s, void*), .iov_len = s->data_len};
        return ::writev(fd_, pieces.data(), static_cast<int>(n));
    }

    int fd_;
};

class tap_eth_device final : public eth_device {
public:
    explicit tap_eth_device(std::string interface)
        : tap_(open_tap(interface, 1, 0)), interface_(std::move(interface)) {}

    [[nodiscard]] const char* driver() const noexcept override { return "net_tap"; }
    void describe(rte_eth_dev_info& info) const override { info.max_mac_addrs = 1; }
    [[nodiscard]] std::uint32_t receive_queues() const noexcept override { return 1; }
    [[nodiscard]] open_queues start(const queue_plan& plan) override {
        open_queues queues;
        const int fd = tap_.queues.front().get();
        if (!plan.rx.empty())
            queues.rx.push_back(std::make_unique<tap_rx>(fd, *plan.rx.front().pool, plan.port));
        if (!plan.tx.empty())
            queues.tx.push_back(std::make_unique<tap_tx>(fd));
        return queues;
    }
    [[nodiscard]] mac_address mac() const override { return interface_.mac(); }
    void set_mac(const mac_address& mac) override { interface_.set_mac(mac); }
    [[nodiscard]] std::uint16_t mtu() const override { return interface_.mtu(); }
    void set_mtu(std::uint16_t mtu) override { interface_.set_mtu(mtu); }
    void set_up(bool up) override { interface_.set_up(up); }
    [[nodiscard]] rte_eth_link link() const noexcept override {
        rte_eth_link link = eth_device::link();
        link.link_status = interface_.running().value_or(false) ? RTE_ETH_LINK_UP : RTE_ETH_LINK_DOWN;
        return link;
    }

private:
    tap_device tap_;
    kernel_interface interface_;
};

} // namespace

std::unique_ptr<eth_device> make_tap_device(const std::string& name, std::string_view arguments) {
    const device_arguments given(name, arguments, {"iface", "mac"});
    constexpr std::string_view prefix = "net_tap";
    const std::string number = name.size() > prefix.size() ? name.substr(prefix.size()) : "0";
    auto made = std::make_unique<tap_eth_device>(given.find("iface").value_or("dtap" + number));
    const auto mac = given.find("mac");
    if (!mac || *mac == "fixed")
        return made;
    const auto address = parse_mac(*mac);
    if (!address)
        given.refuse("mac=" + *mac + " is not an address", "write mac=02:00:00:00:00:01, or mac=fixed");
    made->set_mac(*address);
    return made;
}

} // namespace xdpk::dpdk
