// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/health_checker.hpp>

#include "probe.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>

#include <algorithm>
#include <cerrno>
#include <mutex>
#include <poll.h>
#include <sys/eventfd.h>
#include <thread>
#include <utility>

namespace xdpk {

namespace {

using detail::probe;
using namespace std::chrono_literals;
using clock = std::chrono::steady_clock;

[[noreturn]] void refuse(const health_check& check, const std::string& what, const std::string& hint) {
    throw error({.where = detail::describe(check), .what = what, .hint = hint});
}

/// True for text that may stand in a request's first line or a header.
bool is_visible(const std::string& text) noexcept {
    return std::ranges::all_of(text, [](char c) { return c > ' ' && c < '\x7f'; });
}

void check_settings(const health_check& check) {
    if (check.port == 0 && check.probe != health_probe::icmp)
        refuse(check, "no port", "give one, or use icmp");
    if (check.interval <= 0ms || check.timeout <= 0ms)
        refuse(check, "an interval or a timeout of nothing", "use 1 ms or more");
    if (check.rise == 0 || check.fall == 0)
        refuse(check, "rise or fall of 0", "use 1 or more");
    if (!check.path.starts_with('/') || !is_visible(check.path))
        refuse(check, "path '" + check.path + "'", "begin it with '/', and percent-encode blanks");
    if (!is_visible(check.host))
        refuse(check, "host '" + check.host + "'", "use a host name");
}

/// Errors that are the process's own.
bool is_shortage(int code) noexcept { return code == EMFILE || code == ENFILE || code == ENOBUFS || code == ENOMEM; }

} // namespace

class health_checker::loop {
public:
    loop(std::vector<health_check> checks, listener on_change);
    loop(const loop&) = delete;
    loop& operator=(const loop&) = delete;
    ~loop() {
        ::eventfd_write(stop_.get(), 1);
        thread_.join();
    }

    [[nodiscard]] std::vector<health_status> status() const {
        const std::scoped_lock hold(lock_);
        return statuses_;
    }

private:
    struct target {
        health_check check;
        std::unique_ptr<probe> running{};
        clock::time_point next{};     ///< when the next probe starts
        clock::time_point deadline{}; ///< of the running one
        unsigned against = 0;         ///< probes one after the other that say otherwise than the state
        bool up;
    };

    void run();
    bool sleep();
    void start(std::size_t i);
    void go_on(std::size_t i, probe::outcome outcome);
    void finish(std::size_t i, bool passed, std::string how);
    [[nodiscard]] int milliseconds_left() const;

    std::vector<target> targets_;
    listener on_change_;
    std::uint16_t number_ = 0;
    fd stop_;
    std::vector<pollfd> waits_; ///< the stop event, then one per target
    mutable std::mutex lock_;
    std::vector<health_status> statuses_;
    std::thread thread_; ///< last, as it uses all the others
};

health_checker::loop::loop(std::vector<health_check> checks, listener on_change)
    : on_change_(std::move(on_change)), stop_(::eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (!stop_)
        throw error({.where = "health checker", .what = "create event descriptor", .code = errno});
    const clock::time_point now = clock::now();
    for (health_check& check : checks) {
        check_settings(check);
        (void)detail::make_probe(check, 0);
        // Spread over the interval, so that not all are probed at once for ever.
        const auto offset = check.interval * targets_.size() / checks.size();
        const bool up = check.starts_up;
        statuses_.push_back({.up = up});
        targets_.push_back({.check = std::move(check), .next = now + offset, .up = up});
    }
    waits_.resize(targets_.size() + 1);
    thread_ = std::thread([this] { run(); });
}

void health_checker::loop::run() {
    do {
        const clock::time_point now = clock::now();
        for (std::size_t i = 0; i < targets_.size(); ++i) {
            target& t = targets_[i];
            if (t.running && t.deadline <= now)
                finish(i, false, "timed out");
            if (!t.running && t.next <= now)
                start(i);
        }
    } while (sleep());
}

int health_checker::loop::milliseconds_left() const {
    auto until = clock::time_point::max();
    for (const target& t : targets_)
        until = std::min(until, t.running ? t.deadline : t.next);
    if (targets_.empty())
        return -1;
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(until - clock::now());
    return static_cast<int>(std::clamp<std::chrono::milliseconds>(left, 0ms, 1h).count());
}

/// Until something happens or is to be done; false: the end.
bool health_checker::loop::sleep() {
    waits_[0] = {.fd = stop_.get(), .events = POLLIN, .revents = 0};
    for (std::size_t i = 0; i < targets_.size(); ++i) {
        const probe* const p = targets_[i].running.get();
        waits_[i + 1] = {
            .fd = p != nullptr ? p->socket() : -1, .events = p != nullptr ? p->events() : short{0}, .revents = 0};
    }
    if (::poll(waits_.data(), waits_.size(), milliseconds_left()) <= 0)
        return true;
    for (std::size_t i = 0; i < targets_.size(); ++i)
        if (waits_[i + 1].revents != 0)
            go_on(i, targets_[i].running->advance());
    return waits_[0].revents == 0;
}

void health_checker::loop::start(std::size_t i) {
    target& t = targets_[i];
    const clock::time_point now = clock::now();
    t.next = now + t.check.interval;
    t.deadline = now + t.check.timeout;
    try {
        t.running = detail::make_probe(t.check, ++number_);
    } catch (const error& e) {
        if (!is_shortage(e.code()))
            return finish(i, false, e.what());
        const std::scoped_lock hold(lock_);
        statuses_[i].last = e.what();
        return;
    }
    go_on(i, t.running->begin());
}

void health_checker::loop::go_on(std::size_t i, probe::outcome outcome) {
    if (outcome != probe::outcome::pending)
        finish(i, outcome == probe::outcome::passed, targets_[i].running->result());
}

void health_checker::loop::finish(std::size_t i, bool passed, std::string how) {
    target& t = targets_[i];
    t.running.reset();
    t.against = passed == t.up ? 0 : t.against + 1;
    const bool changes = t.against >= (passed ? t.check.rise : t.check.fall);
    if (changes) {
        t.up = passed;
        t.against = 0;
    }
    {
        const std::scoped_lock hold(lock_);
        health_status& s = statuses_[i];
        s.up = t.up;
        ++(passed ? s.passed : s.failed);
        s.last = std::move(how);
    }
    if (changes)
        on_change_(i, t.up);
}

health_checker::health_checker(std::vector<health_check> checks, listener on_change)
    : loop_(std::make_unique<loop>(std::move(checks), std::move(on_change))) {}

health_checker::~health_checker() = default;

std::vector<health_status> health_checker::status() const { return loop_->status(); }

} // namespace xdpk
