// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/any_stage.hpp>
#include <xdpk/run/kept_state.hpp>

#include <functional>
#include <vector>

namespace xdpk {

class shared_tables;

/// The stages of a run as they are now, after whatever reloads there were. Control thread only.
class live_stages {
public:
    live_stages() = default;
    live_stages(const live_stages&) = delete;
    live_stages& operator=(const live_stages&) = delete;
    virtual ~live_stages() = default;

    [[nodiscard]] virtual unsigned workers() const = 0;

    /// Calls `visit(S&, worker number)` for each stage that is an S, on its worker's thread between two bursts, and
    /// waits for it: what it does holds up that worker's packets. Passes exceptions on.
    template <stage S, class Visit>
    void visit(Visit visit) {
        for (unsigned w = 0; w < workers(); ++w)
            on_worker(w, [&visit, w](std::vector<any_stage>& stages) {
                for (any_stage& s : stages)
                    if (S* const found = s.get<S>())
                        visit(*found, w);
            });
    }

    /// What the stages hold across reloads.
    [[nodiscard]] virtual kept_state& kept() = 0;
    /// Those of the configuration; null if the program has none.
    [[nodiscard]] virtual shared_tables* tables() { return nullptr; }

protected:
    virtual void on_worker(unsigned worker, const std::function<void(std::vector<any_stage>&)>& work) = 0;
};

} // namespace xdpk
