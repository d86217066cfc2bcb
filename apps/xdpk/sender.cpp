// SPDX-License-Identifier: BSD-3-Clause
#include "sender.hpp"

#include <xdpk/run/topology.hpp>

#include <algorithm>
#include <sys/prctl.h>
#include <utility>

namespace xdpk::tool {

using namespace std::chrono_literals;

sender::sender(const std::vector<unsigned>& cpus) {
    for (const unsigned cpu : cpus)
        threads_.emplace_back(std::make_unique<thread_state>())->cpu = cpu;
}

sender::~sender() = default;

void sender::start() {
    for (unsigned i = 0; i < count(); ++i)
        threads_[i]->thread = std::thread([this, i] { run(i); });
}

void sender::run(unsigned thread) {
    thread_state& state = *threads_[thread];
    // The kernel may else be 50 microseconds late on purpose.
    ::prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    try {
        topology().pin(state.cpu);
        send(thread);
    } catch (...) {
        state.failure = std::current_exception();
    }
    state.ended = true;
}

bool sender::look() noexcept {
    bool all = true;
    for (unsigned i = 0; i < count(); ++i) {
        const thread_state& state = *threads_[i];
        if (state.ended && state.failure != nullptr)
            return true;
        if (!state.ended)
            nudge(i);
        all = all && state.ended;
    }
    return all;
}

void sender::finish() {
    stopping_ = true;
    for (unsigned i = 0; i < count(); ++i)
        stop(i);
    while (std::ranges::any_of(threads_, [](const auto& state) { return state->thread.joinable() && !state->ended; })) {
        for (unsigned i = 0; i < count(); ++i)
            nudge(i);
        std::this_thread::sleep_for(1ms);
    }
    for (const auto& state : threads_)
        if (state->thread.joinable())
            state->thread.join();
    for (const auto& state : threads_)
        if (state->failure != nullptr)
            std::rethrow_exception(std::exchange(state->failure, nullptr));
}

std::vector<sender_progress> sender::progress() const {
    std::vector<sender_progress> all;
    for (unsigned i = 0; i < count(); ++i)
        all.push_back(progress_of(i));
    return all;
}

void sender::sleep_until(pacer::clock::time_point then) const {
    constexpr auto longest = 20ms;
    for (auto now = pacer::clock::now(); now < then && !stopping(); now = pacer::clock::now())
        std::this_thread::sleep_until(std::min(then, now + longest));
}

} // namespace xdpk::tool
