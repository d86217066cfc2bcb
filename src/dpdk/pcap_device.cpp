// SPDX-License-Identifier: BSD-3-Clause
#include "device_arguments.hpp"
#include "software_devices.hpp"

#include "io/capture.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <chrono>
#include <cstring>
#include <pcap/pcap.h>

namespace xdpk::dpdk {

namespace {

constexpr int largest_packet = 65535;

class pcap_rx final : public eth_queue {
public:
    pcap_rx(const std::string& path, rte_mempool& pool, std::uint16_t port, bool again)
        : eth_queue(receive), file_(path, "rx_pcap="), pool_(&pool), port_(port), again_(again) {}
    [[nodiscard]] std::uint32_t waiting() noexcept override { return static_cast<std::uint32_t>(file_.size() - next_); }

private:
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
        auto& q = *static_cast<pcap_rx*>(self);
        std::uint16_t got = 0;
        while (got < n && q.file_.size() != 0) {
            if (q.next_ == q.file_.size() && q.again_)
                q.next_ = 0;
            if (q.next_ == q.file_.size())
                break;
            rte_mbuf* const m = q.packet(q.file_[q.next_]);
            if (m == nullptr) {
                q.count.starved.add(1);
                break;
            }
            ++q.next_;
            q.count.bytes.add(m->pkt_len);
            out[got++] = m;
        }
        q.count.packets.add(got);
        return got;
    }

    /// A packet of these bytes, in as many segments as it takes; nullptr if the pool has not so many.
    rte_mbuf* packet(std::span<const std::byte> bytes) noexcept {
        rte_mbuf* const first = rte_pktmbuf_alloc(pool_);
        for (rte_mbuf* last = first; last != nullptr;) {
            const std::size_t n = std::min<std::size_t>(rte_pktmbuf_tailroom(last), bytes.size());
            std::memcpy(rte_pktmbuf_mtod(last, void*), bytes.data(), n);
            last->data_len = static_cast<std::uint16_t>(n);
            first->pkt_len += last->data_len;
            bytes = bytes.subspan(n);
            if (bytes.empty()) {
                first->port = port_;
                return first;
            }
            last->next = rte_pktmbuf_alloc(pool_);
            last = last->next;
            ++first->nb_segs;
        }
        if (first != nullptr)
            --first->nb_segs;
        rte_pktmbuf_free(first);
        return nullptr;
    }

    capture file_;
    rte_mempool* pool_;
    std::uint16_t port_;
    bool again_;
    std::size_t next_ = 0;
};

/// Writes packets into a file, or nowhere if there is none.
class pcap_tx final : public eth_queue {
public:
    explicit pcap_tx(const std::string& path) : eth_queue(send), bytes_(largest_packet) {
        if (path.empty())
            return;
        form_ = ::pcap_open_dead_with_tstamp_precision(DLT_EN10MB, largest_packet, PCAP_TSTAMP_PRECISION_NANO);
        file_ = ::pcap_dump_open(form_, path.c_str());
        if (file_ == nullptr) {
            const std::string why = ::pcap_geterr(form_);
            ::pcap_close(form_);
            throw error({.where = "tx_pcap=" + path, .what = why, .code = EIO});
        }
    }
    ~pcap_tx() override {
        if (file_ == nullptr)
            return;
        ::pcap_dump_close(file_);
        ::pcap_close(form_);
    }
    pcap_tx(const pcap_tx&) = delete;
    pcap_tx& operator=(const pcap_tx&) = delete;

private:
    static std::uint16_t send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
        auto& q = *static_cast<pcap_tx*>(self);
        for (std::uint16_t i = 0; i < n; ++i) {
            q.write(*packets[i]);
            q.count.bytes.add(packets[i]->pkt_len);
        }
        // Programs are often ended by a signal.
        if (n != 0 && q.file_ != nullptr)
            ::pcap_dump_flush(q.file_);
        q.count.packets.add(n);
        rte_pktmbuf_free_bulk(packets, n);
        return n;
    }

    void write(const rte_mbuf& m) noexcept {
        const std::uint32_t n = std::min<std::uint32_t>(m.pkt_len, largest_packet);
        const void* const data = rte_pktmbuf_read(&m, 0, n, bytes_.data());
        if (file_ == nullptr || data == nullptr)
            return;
        const auto now = std::chrono::system_clock::now().time_since_epoch();
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now);
        pcap_pkthdr header{};
        header.ts.tv_sec = seconds.count();
        header.ts.tv_usec = std::chrono::nanoseconds(now - seconds).count(); // nanoseconds, as the file says
        header.caplen = n;
        header.len = m.pkt_len;
        ::pcap_dump(reinterpret_cast<u_char*>(file_), &header, static_cast<const u_char*>(data));
    }

    pcap_t* form_ = nullptr;
    pcap_dumper_t* file_ = nullptr;
    std::vector<char> bytes_;
};

class pcap_device final : public eth_device {
public:
    pcap_device(std::vector<std::string> from, std::vector<std::string> to, bool again)
        : from_(std::move(from)), to_(std::move(to)), again_(again) {
        mac_.bytes = {0x02, 0x70, 0x63, 0x61, 0x70, 0};
    }
    [[nodiscard]] const char* driver() const noexcept override { return "net_pcap"; }
    void describe(rte_eth_dev_info& info) const override { info.max_mac_addrs = 1; }
    [[nodiscard]] open_queues start(const queue_plan& plan) override {
        open_queues queues;
        for (std::size_t q = 0; q < plan.rx.size(); ++q)
            if (q < from_.size())
                queues.rx.push_back(std::make_unique<pcap_rx>(from_[q], *plan.rx[q].pool, plan.port, again_));
            else
                queues.rx.push_back(make_silent());
        for (std::size_t q = 0; q < plan.tx.size(); ++q)
            queues.tx.push_back(std::make_unique<pcap_tx>(q < to_.size() ? to_[q] : std::string{}));
        return queues;
    }

private:
    static std::unique_ptr<eth_queue> make_silent() {
        return std::make_unique<eth_queue>(
            [](xdpk_eth_queue*, rte_mbuf**, std::uint16_t) -> std::uint16_t { return 0; });
    }

    std::vector<std::string> from_;
    std::vector<std::string> to_;
    bool again_;
};

} // namespace

std::unique_ptr<eth_device> make_pcap_device(const std::string& name, std::string_view arguments) {
    const device_arguments given(name, arguments, {"rx_pcap", "tx_pcap", "infinite_rx"});
    const bool again = given.number("infinite_rx", 0, 0, 1) != 0;
    return std::make_unique<pcap_device>(given.find_all("rx_pcap"), given.find_all("tx_pcap"), again);
}

} // namespace xdpk::dpdk
