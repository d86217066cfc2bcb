// SPDX-License-Identifier: BSD-3-Clause
#include "bound_socket.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <sys/socket.h>

namespace xdpk::dpdk {

// EAGAIN: the kernel stopped at its budget or at a full completion ring. EBUSY, ENOBUFS: the device is short of
// something. Anything else (link down, device gone) is not mended by asking at once.
bool bound_socket::kick() const noexcept {
    return ::sendto(socket->sender(), nullptr, 0, MSG_DONTWAIT, nullptr, 0) < 0 &&
           (errno == EAGAIN || errno == EBUSY || errno == ENOBUFS);
}

void bound_socket::write_down(socket_record& record) const noexcept {
    const xsk_config& config = socket->config();
    record.pool = pool;
    record.mark = mark;
    record.zero_copy = config.mode == bind_mode::zero_copy;
    record.segments = config.segments;
    record.two = socket->sender() != socket->number();
    record.queue = config.queue;
    record.rx_ring = config.rx_ring;
    record.tx_ring = config.tx_ring;
    record.busy_poll = config.busy_poll;
}

std::unique_ptr<xsk> borrow_socket(const socket_record& record, const std::string& interface, fd socket, fd sender) {
    xsk_config config;
    config.ifname = interface;
    config.queue = record.queue;
    config.mode = record.zero_copy ? bind_mode::zero_copy : bind_mode::copy;
    config.segments = record.segments;
    config.rx_ring = record.rx_ring;
    config.tx_ring = record.tx_ring;
    config.busy_poll = record.busy_poll;
    try {
        return std::make_unique<xsk>(config, std::move(socket), std::move(sender));
    } catch (const error& failure) {
        if (failure.code() != EBUSY)
            throw;
        throw error({.where = interface,
                     .what = "this kernel does not let a second process use AF_XDP rings",
                     .code = EBUSY,
                     .hint = "Linux 6.5 does"});
    }
}

} // namespace xdpk::dpdk
