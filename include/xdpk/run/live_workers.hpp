// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/runner.hpp>

#include <functional>
#include <utility>
#include <vector>

namespace xdpk {

/// The workers of a run that lasts. Control thread only.
class live_workers {
public:
    live_workers() = default;
    live_workers(const live_workers&) = delete;
    live_workers& operator=(const live_workers&) = delete;
    virtual ~live_workers() = default;

    [[nodiscard]] virtual unsigned size() const noexcept = 0;
    /// Has `work` done on a worker's thread between two bursts, and waits for it. Passes its exception on.
    virtual void call(unsigned worker, const std::function<void(runner&)>& work) = 0;
    /// True if SIGHUP came since this was asked last.
    [[nodiscard]] virtual bool take_hangup() noexcept = 0;
    /// The run comes to its end: nobody will be asked again.
    [[nodiscard]] virtual bool ending() const noexcept = 0;
    /// From now on the control thread wakes up also when one of these descriptors is readable, until somebody has read
    /// what is there. -1 is none.
    virtual void wake_on(std::vector<int> fds) noexcept = 0;
};

/// A worker's stage of a type that is known, such as a pipeline.
template <stage S>
class runner_of final : public runner {
public:
    explicit runner_of(S&& stages) : stages_(std::move(stages)) {}
    void run(worker& w) noexcept override { w.run(stages_); }
    [[nodiscard]] std::vector<stage_counter> counters() const override {
        std::vector<stage_counter> list;
        list_counters(stages_, list);
        return list;
    }
    /// For the worker itself.
    [[nodiscard]] S& stages() noexcept { return stages_; }

private:
    S stages_;
};

/// The workers of a run, each of which has a stage of type S: what application::run() calls `tend` with.
template <stage S>
class workers_of {
public:
    explicit workers_of(live_workers& workers) noexcept : workers_(&workers) {}

    [[nodiscard]] unsigned size() const noexcept { return workers_->size(); }

    /// Calls `visit(S&, worker number)` for one worker after the other, on its thread between two bursts, and waits for
    /// it: what it does holds up that worker's packets. Passes exceptions on; the workers after it are not visited.
    template <class Visit>
    void each(Visit visit) {
        for (unsigned w = 0; w < size(); ++w)
            workers_->call(w, [&visit, w](runner& r) { visit(static_cast<runner_of<S>&>(r).stages(), w); });
    }

    /// As live_workers has them.
    [[nodiscard]] bool take_hangup() noexcept { return workers_->take_hangup(); }
    [[nodiscard]] bool ending() const noexcept { return workers_->ending(); }
    void wake_on(std::vector<int> fds) noexcept { workers_->wake_on(std::move(fds)); }

private:
    live_workers* workers_;
};

} // namespace xdpk
