// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_interrupts.h>

#include "dpdk/log_error.hpp"

#include <xdpk/base/doorbell.hpp>
#include <xdpk/dpdk/rte_thread.h>

#include <algorithm>
#include <condition_variable>
#include <list>
#include <mutex>
#include <poll.h>
#include <vector>

struct rte_intr_handle {
    int number = -1;
    rte_intr_handle_type type = RTE_INTR_HANDLE_UNKNOWN;
};

namespace {

struct callback {
    const rte_intr_handle* handle;
    int number;
    rte_intr_callback_fn function;
    void* argument;
    rte_intr_unregister_callback_fn at_end = nullptr; ///< with `ends`: called when it has gone
    bool ends = false;

    [[nodiscard]] bool is(const rte_intr_handle* h, rte_intr_callback_fn f, const void* a) const {
        return handle == h && function == f && (a == reinterpret_cast<void*>(-1) || argument == a);
    }
};

thread_local bool is_interrupt_thread = false;

/// The callbacks and the thread that runs them, which the first one starts.
class interrupts {
public:
    void add(const callback& fresh) {
        const std::scoped_lock held(lock_);
        if (!started_)
            start();
        callbacks_.push_back(fresh);
        changed_.ring();
    }

    // How many it removed, -EAGAIN if one of them runs, -ENOENT if there is none.
    int remove(const rte_intr_handle* handle, rte_intr_callback_fn function, const void* argument) {
        const std::scoped_lock held(lock_);
        const auto fits = [&](const callback& each) { return each.is(handle, function, argument); };
        if (running_ != nullptr && fits(*running_))
            return -EAGAIN;
        const auto count = static_cast<int>(callbacks_.remove_if(fits));
        changed_.ring();
        return count == 0 ? -ENOENT : count;
    }

    // Like remove, but of one that runs, after that.
    int remove_pending(const callback& wanted) {
        const std::scoped_lock held(lock_);
        int count = 0;
        for (callback& each : callbacks_) {
            if (!each.is(wanted.handle, wanted.function, wanted.argument))
                continue;
            each.ends = true;
            each.at_end = wanted.at_end;
            ++count;
        }
        changed_.ring();
        return count == 0 ? -ENOENT : count;
    }

private:
    void start();
    [[noreturn]] void run();
    void run_callbacks_of(int number, std::unique_lock<std::mutex>& held);
    void forget_ended();

    std::mutex lock_;
    std::list<callback> callbacks_;
    const callback* running_ = nullptr;
    xdpk::doorbell changed_;
    bool started_ = false;
};

void interrupts::start() {
    rte_thread_t thread{};
    const int failed = rte_thread_create_internal_control(
        &thread, "intr", [](void* self) -> uint32_t { static_cast<interrupts*>(self)->run(); }, this);
    if (failed != 0)
        throw xdpk::error({.where = "interrupts", .what = "start their thread", .code = failed});
    started_ = true;
    rte_thread_detach(thread);
}

void interrupts::run() {
    is_interrupt_thread = true;
    std::unique_lock held(lock_);
    for (;;) {
        forget_ended();
        std::vector<pollfd> sources{{.fd = changed_.wait_fd(), .events = POLLIN, .revents = 0}};
        for (const callback& each : callbacks_)
            if (std::ranges::find(sources, each.number, &pollfd::fd) == sources.end())
                sources.push_back({.fd = each.number, .events = POLLIN, .revents = 0});
        changed_.arm();
        held.unlock();
        ::poll(sources.data(), sources.size(), -1);
        held.lock();
        changed_.disarm();
        for (const pollfd& source : sources)
            if (source.revents != 0 && source.fd != changed_.wait_fd())
                run_callbacks_of(source.fd, held);
    }
}

// A callback may add others, and take others away.
void interrupts::run_callbacks_of(int number, std::unique_lock<std::mutex>& held) {
    for (auto each = callbacks_.begin(); each != callbacks_.end(); ++each) {
        if (each->number != number || each->ends)
            continue;
        running_ = &*each;
        held.unlock();
        each->function(each->argument);
        held.lock();
        running_ = nullptr;
    }
}

void interrupts::forget_ended() {
    callbacks_.remove_if([](const callback& each) {
        if (each.ends && each.at_end != nullptr)
            each.at_end(const_cast<rte_intr_handle*>(each.handle), each.argument);
        return each.ends;
    });
}

// Never destroyed: its thread runs until the process ends.
interrupts& all_interrupts() {
    static interrupts& only = *new interrupts;
    return only;
}

} // namespace

int rte_intr_callback_register(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb, void* cb_arg) {
    if (intr_handle == nullptr || intr_handle->number < 0 || cb == nullptr)
        return -EINVAL;
    return xdpk::dpdk::guarded([&] {
        all_interrupts().add(
            {.handle = intr_handle, .number = intr_handle->number, .function = cb, .argument = cb_arg});
        return 0;
    });
}

int rte_intr_callback_unregister(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb, void* cb_arg) {
    if (intr_handle == nullptr || intr_handle->number < 0)
        return -EINVAL;
    return all_interrupts().remove(intr_handle, cb, cb_arg);
}

int rte_intr_callback_unregister_pending(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb_fn,
                                         void* cb_arg, rte_intr_unregister_callback_fn ucb_fn) {
    if (intr_handle == nullptr || intr_handle->number < 0)
        return -EINVAL;
    return all_interrupts().remove_pending(
        {.handle = intr_handle, .number = -1, .function = cb_fn, .argument = cb_arg, .at_end = ucb_fn});
}

int rte_intr_callback_unregister_sync(const struct rte_intr_handle* intr_handle, rte_intr_callback_fn cb,
                                      void* cb_arg) {
    int removed = 0;
    while ((removed = rte_intr_callback_unregister(intr_handle, cb, cb_arg)) == -EAGAIN)
        sched_yield();
    return removed;
}

int rte_intr_enable(const struct rte_intr_handle* intr_handle) { return intr_handle != nullptr ? 0 : -EINVAL; }
int rte_intr_disable(const struct rte_intr_handle* intr_handle) { return intr_handle != nullptr ? 0 : -EINVAL; }
int rte_intr_ack(const struct rte_intr_handle* intr_handle) { return intr_handle != nullptr ? 0 : -EINVAL; }
int rte_thread_is_intr(void) { return is_interrupt_thread ? 1 : 0; }

struct rte_intr_handle* rte_intr_instance_alloc(uint32_t) {
    return new (std::nothrow) rte_intr_handle;
}
void rte_intr_instance_free(struct rte_intr_handle* intr_handle) { delete intr_handle; }

int rte_intr_fd_set(struct rte_intr_handle* intr_handle, int fd) {
    if (intr_handle == nullptr) {
        rte_errno = ENOTSUP;
        return -rte_errno;
    }
    intr_handle->number = fd;
    return 0;
}
int rte_intr_fd_get(const struct rte_intr_handle* intr_handle) {
    return intr_handle != nullptr ? intr_handle->number : -1;
}
int rte_intr_type_set(struct rte_intr_handle* intr_handle, enum rte_intr_handle_type type) {
    if (intr_handle == nullptr) {
        rte_errno = ENOTSUP;
        return -rte_errno;
    }
    intr_handle->type = type;
    return 0;
}
enum rte_intr_handle_type rte_intr_type_get(const struct rte_intr_handle* intr_handle) {
    return intr_handle != nullptr ? intr_handle->type : RTE_INTR_HANDLE_UNKNOWN;
}
