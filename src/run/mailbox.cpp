// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/mailbox.hpp>

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <sys/eventfd.h>
#include <unistd.h>
#include <utility>

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
    request mine{.work = std::move(work)};
    std::unique_lock hold(lock_);
    if (retired_)
        return mine.work();
    requests_.push_back(&mine);
    raise();
    answered_.wait(hold, [&] { return mine.done; });
    if (mine.failure)
        std::rethrow_exception(mine.failure);
}

void mailbox::serve() noexcept {
    eventfd_t ignored = 0;
    ::eventfd_read(event_.get(), &ignored);
    raised_.store(false, std::memory_order_relaxed);
    const std::lock_guard hold(lock_);
    answer();
}

void mailbox::retire() noexcept {
    const std::lock_guard hold(lock_);
    answer();
    retired_ = true;
}

void mailbox::answer() noexcept {
    for (request* asked : requests_) {
        try {
            asked->work();
        } catch (...) {
            asked->failure = std::current_exception();
        }
        asked->done = true;
    }
    requests_.clear();
    answered_.notify_all();
}

} // namespace xdpk
