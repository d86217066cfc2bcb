// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "pushing.hpp"

#include <xdpk/run/kept_state.hpp>
#include <xdpk/run/live_stages.hpp>
#include <xdpk/run/stage_types.hpp>

#include <memory>
#include <optional>
#include <string>

namespace xdpk::stages {

/// The push-down of a run's file, if a flow cache there asks for it: one for all readings of the file. Control thread.
class file_pushes {
public:
    // While the file is read. Each says what speaks against push-down, if it is asked for; empty: nothing.

    /// A flow cache wants its flows pushed down. `config.denies`: its filter's denies too, unless a stage before it
    /// takes packets out that the filter would have dropped.
    [[nodiscard]] std::string want(const push_down_config& config);
    /// Packets pass this stage. Those of a pushed flow do not, so that only some stages can stand beside the cache.
    [[nodiscard]] std::string note_stage(const std::string& type);
    /// A port's checksums are not passed on as they come.
    [[nodiscard]] std::string note_checksums();

    [[nodiscard]] bool wanted() const noexcept { return config_.has_value(); }

    /// Once, before the ports are opened.
    [[nodiscard]] std::shared_ptr<fastpath_maps> start();
    /// For a worker's cache, when it is built for the first time.
    [[nodiscard]] std::shared_ptr<push_link> add_worker(kept_state& kept) { return find(kept).flows().add_worker(); }
    /// For caches that are built.
    void use_hops(kept_state& kept, std::shared_ptr<const hop_table> hops) {
        find(kept).flows().use_hops(std::move(hops));
    }

    [[nodiscard]] int wait_fd() const noexcept { return pushing_ == nullptr ? -1 : pushing_->wait_fd(); }
    void serve(live_stages& live);
    void begin_change(live_stages& live);
    void end_change(live_stages& live);
    /// See pushing.
    void follow(const filter_policy& policy, live_stages& live);
    void stop_denies(live_stages& live);

private:
    [[nodiscard]] pushing& find(kept_state& kept);

    std::optional<push_down_config> config_;
    unsigned caches_ = 0;
    std::string obstacle_; ///< what speaks against it, as far as was read
    bool answers_ = false; ///< a stage before the cache, for this host
    std::shared_ptr<pushing> pushing_;
};

/// As long as it lives flows may be decided otherwise, by nobody else: before, XDP has forgotten all of them.
class push_pause {
public:
    push_pause(file_pushes& pushes, live_stages& live) : pushes_(pushes), live_(live) { pushes_.begin_change(live_); }
    push_pause(const push_pause&) = delete;
    push_pause& operator=(const push_pause&) = delete;
    ~push_pause() { pushes_.end_change(live_); }

private:
    file_pushes& pushes_;
    live_stages& live_;
};

} // namespace xdpk::stages
