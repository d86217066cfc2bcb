// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/any_stage.hpp>
#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/run/config_reader.hpp>
#include <xdpk/run/control_words.hpp>
#include <xdpk/run/kept_state.hpp>
#include <xdpk/run/live_stages.hpp>
#include <xdpk/run/runner.hpp>

#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

namespace xdpk {

/// What a configuration says at its top for several stages: routes, services. Each reading of the file makes a new one,
/// which lasts until the next one's stages have taken over. Control thread only.
class shared_tables {
public:
    shared_tables() = default;
    shared_tables(const shared_tables&) = delete;
    shared_tables& operator=(const shared_tables&) = delete;
    virtual ~shared_tables() = default;

    /// One of them is readable when serve() has something to do.
    [[nodiscard]] virtual std::vector<int> wait_fds() const { return {}; }
    /// Called as soon as the stages run, and at least once a second from then on. Throws xdpk::error, which is logged.
    virtual void serve(live_stages& live) = 0;
    /// Once, before the ports are opened: flows that the ports' XDP programs handle; null: none. Throws xdpk::error.
    [[nodiscard]] virtual std::shared_ptr<fastpath_maps> fastpath() { return nullptr; }
    /// Stages are about to be replaced, or the run to end; and they have been. Of each reading when it is in force.
    virtual void before_change(live_stages& /*live*/) {}
    virtual void after_change(live_stages& /*live*/) {}
};

/// What is known of a run while a stage's configuration is read: no port is open yet.
struct stage_scope {
    std::vector<std::string> ports{};        ///< names, in the order of their numbers
    std::shared_ptr<shared_tables> tables{}; ///< what stage_types::read_tables gave

    /// For keys that name a port.
    [[nodiscard]] form::one_of<port_id> port_names() const {
        form::one_of<port_id> names;
        for (const std::string& name : ports)
            names.choices.emplace_back(name, static_cast<port_id>(names.choices.size()));
        return names;
    }
};

/// For whom a stage is built.
struct stage_build {
    const worker_context& worker;
    kept_state& kept; ///< one for all workers
};

/// Builds a worker's stage. Called once per worker and configuration, on the control thread; throws xdpk::error.
using stage_maker = std::function<any_stage(const stage_build&)>;

/// What a configuration's `type = "name"` stands for.
struct stage_type {
    std::string name;
    std::string help{}; ///< one line
    /// Reads the stage's own keys. Nothing is built before the whole file is found to be right.
    std::function<stage_maker(config_reader&, const stage_scope&)> read;
};

/// The stages that a program can run from a file, and the words that they add to the control socket.
struct stage_types {
    std::vector<stage_type> types;
    control_words words{};
    /// Reads tables at the top of the file, before the stages; may be empty.
    std::function<std::shared_ptr<shared_tables>(config_reader&, const stage_scope&)> read_tables{};
};

} // namespace xdpk
