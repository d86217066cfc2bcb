// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/any_stage.hpp>
#include <xdpk/run/runner.hpp>

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace xdpk {

/// A worker's stages from a configuration, which can be replaced while it runs. All but run() is for the control
/// thread.
class configured_stages final : public runner {
public:
    explicit configured_stages(std::vector<any_stage> stages);

    void run(worker& w) noexcept override;

    /// Those of stages that were replaced are still in it; a name may be there twice, its parts are to be added up.
    [[nodiscard]] std::vector<stage_counter> counters() const override;

    /// Swaps the stages between two bursts of the worker that runs them, and destroys the old ones.
    void replace(worker& w, std::vector<any_stage> stages);

    /// To be looked at while the worker does not run them: in its mailbox's calls.
    [[nodiscard]] std::vector<any_stage>& stages() noexcept { return now_->stages(); }

private:
    std::unique_ptr<stage_sequence> now_;
    std::map<std::string, counter> replaced_;
};

} // namespace xdpk
