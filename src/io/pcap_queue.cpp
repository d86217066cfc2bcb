// SPDX-License-Identifier: BSD-3-Clause
#include "pcap_queue.hpp"

#include "frame_pieces.hpp"

#include <xdpk/net/ethernet.hpp>

namespace xdpk {

void pcap_queue::advance() noexcept {
    if (++next_ < from_->size())
        return;
    next_ = 0;
    rounds_ -= endless_ ? 0 : 1;
}

bool pcap_queue::read(burst& b, std::span<const std::byte> bytes) noexcept {
    if (pool().available() < frames_needed(bytes.size(), pool().chunk())) {
        counters_.starved.add(1);
        return false;
    }
    if (!push_copy(b, bytes, port()))
        return false;
    counters_.rx_bytes.add(bytes.size());
    return true;
}

void pcap_queue::receive(burst& b) noexcept {
    if (stopped_->load(std::memory_order_relaxed))
        return;
    for (std::uint32_t i = 0; i < burst::capacity && rounds_ != 0; ++i) {
        const std::span<const std::byte> bytes = (*from_)[next_];
        if (bytes.size() < sizeof(ethernet_header))
            counters_.rx_invalid.add(1);
        else if (!read(b, bytes))
            break;
        advance();
    }
    counters_.rx_packets.add(b.size());
}

bool pcap_queue::write(const timespec& now, const burst& b, const packet& p) noexcept {
    const std::uint32_t length = b.length(p);
    if (to_ == nullptr || length > capture_writer::longest) {
        counters_.tx_invalid.add(1);
        return false;
    }
    if (!to_->write(now, b, p)) {
        counters_.tx_full.add(1);
        return false;
    }
    counters_.tx_bytes.add(length);
    return true;
}

void pcap_queue::send(const burst& b, bool all) noexcept {
    timespec now{};
    ::clock_gettime(CLOCK_REALTIME, &now);
    std::uint32_t sent = 0;
    for (const packet& p : b) {
        if (!all && p.out_port != port())
            continue;
        sent += write(now, b, p) ? 1 : 0;
        b.recycle(p);
    }
    counters_.tx_packets.add(sent);
}

void pcap_queue::close() noexcept {
    rounds_ = 0;
    if (to_ != nullptr)
        to_->close();
}

} // namespace xdpk
