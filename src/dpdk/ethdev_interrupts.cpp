// SPDX-License-Identifier: BSD-3-Clause
#include "eth_port.hpp"
#include "log_error.hpp"

#include <xdpk/dpdk/rte_interrupts.h>

#include <memory>
#include <sys/epoll.h>

namespace xdpk::dpdk {

namespace {

/// A queue's place in one epoll set. The kernel wakes the sleeper while packets wait, which is only when the program
/// does not fetch them: there is nothing to switch on or off.
rte_epoll_event& event_of(eth_port& port, std::uint16_t queue) {
    if (port.wake_events.size() <= queue)
        port.wake_events.resize(port.rx.size());
    auto& event = port.wake_events.at(queue);
    if (event == nullptr)
        event = std::make_unique<rte_epoll_event>();
    return *event;
}

int control(std::uint16_t id, std::uint16_t queue, int epfd, int op, void* data) {
    eth_port& port = port_at(id);
    if (port.conf.intr_conf.rxq == 0)
        return -ENOTSUP;
    if (queue >= port.rx.size() || (op != RTE_INTR_EVENT_ADD && op != RTE_INTR_EVENT_DEL))
        return -EINVAL;
    if (!port.started)
        throw port_error(port, "cannot wait for packets", EINVAL, "start the port first");
    const int fd = port.queues.rx[queue]->wait_fd();
    if (fd < 0)
        return -ENOTSUP;
    rte_epoll_event& event = event_of(port, queue);
    event.epdata = {};
    event.epdata.event = EPOLLIN;
    event.epdata.data = data;
    return rte_epoll_ctl(epfd, op == RTE_INTR_EVENT_ADD ? EPOLL_CTL_ADD : EPOLL_CTL_DEL, fd, &event);
}

int check_queue(std::uint16_t id, std::uint16_t queue) {
    const eth_port& port = port_at(id);
    return queue >= port.rx.size() ? -EINVAL : port.conf.intr_conf.rxq == 0 ? -ENOTSUP : 0;
}

} // namespace

extern "C" {

int rte_eth_dev_rx_intr_enable(std::uint16_t port_id, std::uint16_t queue_id) {
    return guarded([=] { return check_queue(port_id, queue_id); });
}

int rte_eth_dev_rx_intr_disable(std::uint16_t port_id, std::uint16_t queue_id) {
    return guarded([=] { return check_queue(port_id, queue_id); });
}

int rte_eth_dev_rx_intr_ctl_q(std::uint16_t port_id, std::uint16_t queue_id, int epfd, int op, void* data) {
    return guarded([=] { return control(port_id, queue_id, epfd, op, data); });
}

int rte_eth_dev_rx_intr_ctl(std::uint16_t port_id, int epfd, int op, void* data) {
    return guarded([=] {
        const auto queues = static_cast<std::uint16_t>(port_at(port_id).rx.size());
        for (std::uint16_t q = 0; q < queues; ++q)
            if (const int code = control(port_id, q, epfd, op, data); code != 0)
                return code;
        return 0;
    });
}

} // extern "C"

} // namespace xdpk::dpdk
