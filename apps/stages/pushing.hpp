// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "push_denies.hpp"
#include "push_down.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/run/application.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include <memory>
#include <optional>
#include <utility>

namespace xdpk::stages {

/// Push-down with all that it takes: the maps of the XDP programs, who fills them, and a clock that wakes the control
/// thread for it.
class pushing {
public:
    /// Throws xdpk::error if there can be no such maps.
    explicit pushing(const push_down_config& config = {});

    /// For the run's ports.
    [[nodiscard]] const std::shared_ptr<fastpath_maps>& maps() const noexcept { return maps_; }
    [[nodiscard]] push_down& flows() noexcept { return flows_; }
    /// The policy that the workers' filters have, for the first time or changed: XDP may drop by itself what it has
    /// them drop. Where there was no room made for that, or the kernel refuses, which is logged, XDP does not.
    void follow(const filter_policy& policy, const push_down::each_cache& each);
    /// The workers are to get another policy, or none.
    void stop_denies(const push_down::each_cache& each);
    /// Readable when serve() should be called.
    [[nodiscard]] int wait_fd() const noexcept { return timer_.get(); }
    /// `ending`: for the last time; XDP gives all flows back, so that all is counted.
    void serve(const push_down::each_cache& each, bool ending = false);

private:
    std::shared_ptr<fastpath_maps> maps_;
    push_down flows_;
    std::optional<push_denies> denies_;
    std::uint64_t counted_at_ = 0;
    fd timer_;
};

/// `--push-down` of a program. Without the option none of it does anything.
class push_option {
public:
    /// Has to outlive the run, as `parse` has, of which whatever changes checksums is refused: XDP does not do it.
    void add_to(application& app, const parse_config& parse, const push_down_config& config = {});

    [[nodiscard]] std::shared_ptr<push_link> add_worker() {
        return pushing_ == nullptr ? nullptr : pushing_->flows().add_worker();
    }
    void use_hops(std::shared_ptr<const hop_table> hops) {
        if (pushing_ != nullptr)
            pushing_->flows().use_hops(std::move(hops));
    }
    /// The policy of all filters, which does not change.
    void use_policy(std::shared_ptr<const filter_policy> policy) { policy_ = std::move(policy); }
    /// Whenever the control thread wakes up, which it also does on `wait_fd`. `engine_of(stages)` is that of a worker's
    /// flow cache.
    template <class Workers, class Find>
    void serve(Workers& workers, Find engine_of, int wait_fd = -1) {
        workers.wake_on({wait_fd, pushing_ == nullptr ? -1 : pushing_->wait_fd()});
        if (pushing_ == nullptr)
            return;
        if (const auto policy = std::exchange(policy_, nullptr); policy != nullptr && !workers.ending())
            pushing_->follow(*policy, caches_of(workers, engine_of));
        pushing_->serve(caches_of(workers, engine_of), workers.ending());
    }
    /// Does what changes how flows are decided: no packet is handled by an old decision once it is done.
    template <class Workers, class Find, class Work>
    void change(Workers& workers, Find engine_of, Work work) {
        if (pushing_ == nullptr)
            return work();
        const push_down::each_cache each = caches_of(workers, engine_of);
        pushing_->flows().begin_change(each);
        work();
        pushing_->flows().end_change(each);
    }

private:
    template <class Workers, class Find>
    static push_down::each_cache caches_of(Workers& workers, Find engine_of) {
        return [&workers, engine_of](const auto& visit) {
            workers.each([&](auto& stages, unsigned worker) { visit(engine_of(stages), worker); });
        };
    }

    bool wanted_ = false;
    std::unique_ptr<pushing> pushing_;
    std::shared_ptr<const filter_policy> policy_; ///< as long as nobody follows it
};

} // namespace xdpk::stages
