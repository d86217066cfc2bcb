// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/mailbox.hpp>

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <sys/eventfd.h>
#include <unistd.h>

namespace xdpk {

mailbox::mailbox() : event_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!event_)
        throw error({.where = "worker", .what = "create event descriptor", .code = errno});
}

void mailbox::raise() noexcept {
    // In this order: an event written after its flag was served would stay for ever, and nobody could sleep on it.
    ::eventfd_write(event_.get(), 1);
    raised_.store(true, std::memory_order_relaxed);
}

void mailbox::stop() noexcept {
    stopping_.store(true, std::memory_order_relaxed);
    raise();
}

void mailbox::call(std::function<void()> work) {
    std::packaged_task<void()> task(std::move(work));
    std::future<void> done = task.get_future();
    {
        const std::lock_guard hold(lock_);
        if (retired_)
            task();
        else
            work_.push_back(std::move(task));
    }
    raise();
    done.get();
}

void mailbox::serve() noexcept {
    eventfd_t ignored = 0;
    ::eventfd_read(event_.get(), &ignored);
    raised_.store(false, std::memory_order_relaxed);
    const std::lock_guard hold(lock_);
    for (auto& task : work_)
        task();
    work_.clear();
}

void mailbox::retire() noexcept {
    serve();
    const std::lock_guard hold(lock_);
    for (auto& task : work_)
        task();
    work_.clear();
    retired_ = true;
}

} // namespace xdpk
