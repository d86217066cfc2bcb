// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "configured_stages.hpp"
#include "control_socket.hpp"
#include "run_config.hpp"
#include "run_session.hpp"

#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

/// A run of a configuration file: builds its stages, replaces them when the file is read again, and answers on the
/// control socket. Control thread only.
class configured_run final : public run_service, public live_stages {
public:
    /// Reads the file. `types` has to outlive the run. Throws as load_run_config().
    configured_run(std::string path, const stage_types& types);

    /// Options of the run as the file has them; the command line may add to them.
    [[nodiscard]] run_options options() const { return config_.options; }
    /// Flows that the ports are to be opened with. Once, before the run. Throws xdpk::error.
    [[nodiscard]] std::shared_ptr<fastpath_maps> fastpath() const {
        return config_.tables == nullptr ? nullptr : config_.tables->fastpath();
    }

    /// Builds a worker's stages, in the order of the workers.
    std::unique_ptr<runner> make(const worker_context& context);

    /// Reads the file again and swaps the stages of each worker between two of its bursts. All or nothing: if anything
    /// is wrong, or cannot be changed without a restart, everything stays as it is. Throws config_error, usage_error or
    /// xdpk::error, each of which says what.
    void reload();

    /// The answer to a line from the control socket.
    [[nodiscard]] std::string answer(std::string_view line);

    void start(session& s) override;
    [[nodiscard]] std::vector<int> wait_fds() const override;
    void serve() override;
    void hung_up() override;
    void stop() noexcept override;

    [[nodiscard]] unsigned workers() const override { return static_cast<unsigned>(runners_.size()); }
    [[nodiscard]] kept_state& kept() override { return kept_; }
    [[nodiscard]] shared_tables* tables() override { return config_.tables.get(); }

private:
    void on_worker(unsigned worker, const std::function<void(std::vector<any_stage>&)>& work) override;
    void add_words();
    void add_claim_words();
    void give_claims(const std::vector<configured_port>& ports);
    void serve_tables();

    std::string path_;
    const stage_types& types_;
    run_config config_;
    kept_state kept_;
    std::vector<worker_context> contexts_;
    std::vector<configured_stages*> runners_; ///< the session's
    session* session_ = nullptr;
    control_words words_;
    std::optional<control_socket> socket_;
};

} // namespace xdpk
