// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/doorbell.hpp>

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <sys/eventfd.h>

namespace xdpk {

doorbell::doorbell() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!event_)
        throw error({.where = "worker", .what = "create event descriptor", .code = errno});
}

void doorbell::wake() const noexcept { ::eventfd_write(event_.get(), 1); }

// Whoever took the armed bell may ring only now: the sleeper then wakes up once for nothing.
void doorbell::get_up() noexcept {
    asleep_ = false;
    armed_.exchange(false, std::memory_order_acq_rel);
    eventfd_t ignored = 0;
    ::eventfd_read(event_.get(), &ignored);
}

} // namespace xdpk
