// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_epoll.h>

#include <xdpk/base/fd.hpp>
#include <xdpk/dpdk/rte_log.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <sys/epoll.h>

namespace {

int set_of_thread() {
    thread_local const xdpk::fd own(epoll_create1(EPOLL_CLOEXEC));
    return own.get();
}

int set_number(int epfd) { return epfd == RTE_EPOLL_PER_THREAD ? set_of_thread() : epfd; }

void happened(rte_epoll_event& source, rte_epoll_event& told) {
    __atomic_store_n(&source.status, RTE_EPOLL_EXEC, __ATOMIC_RELEASE);
    told = source;
    told.status = RTE_EPOLL_VALID;
    if (source.epdata.cb_fun != nullptr)
        source.epdata.cb_fun(source.fd, source.epdata.cb_arg);
    __atomic_store_n(&source.status, RTE_EPOLL_VALID, __ATOMIC_RELEASE);
}

int waited(int epfd, rte_epoll_event* events, int maxevents, int timeout, bool interruptible) {
    std::array<epoll_event, 64> found{};
    if (events == nullptr || maxevents <= 0)
        return -1;
    const int most = std::min(maxevents, static_cast<int>(found.size()));
    int count = 0;
    do
        count = epoll_wait(set_number(epfd), found.data(), most, timeout);
    while (count < 0 && errno == EINTR && !interruptible);
    int told = 0;
    for (int i = 0; i < count; ++i) {
        auto& source = *static_cast<rte_epoll_event*>(found[static_cast<std::size_t>(i)].data.ptr);
        if (__atomic_load_n(&source.status, __ATOMIC_ACQUIRE) == RTE_EPOLL_VALID)
            happened(source, events[told++]);
    }
    return count < 0 ? count : told;
}

} // namespace

int rte_epoll_wait(int epfd, struct rte_epoll_event* events, int maxevents, int timeout) {
    return waited(epfd, events, maxevents, timeout, false);
}

int rte_epoll_wait_interruptible(int epfd, struct rte_epoll_event* events, int maxevents, int timeout) {
    return waited(epfd, events, maxevents, timeout, true);
}

int rte_epoll_ctl(int epfd, int op, int fd, struct rte_epoll_event* event) {
    if (event == nullptr)
        return -EINVAL;
    const int number = set_number(epfd);
    epoll_event wanted{.events = event->epdata.event, .data = {.ptr = event}};
    if (epoll_ctl(number, op, fd, &wanted) < 0)
        return -errno;
    event->fd = fd;
    event->epfd = number;
    __atomic_store_n(&event->status, op == EPOLL_CTL_DEL ? RTE_EPOLL_INVALID : RTE_EPOLL_VALID, __ATOMIC_RELEASE);
    return 0;
}
