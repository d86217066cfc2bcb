// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/any_stage.hpp>
#include <xdpk/run/config_reader.hpp>
#include <xdpk/run/control_words.hpp>
#include <xdpk/run/kept_state.hpp>
#include <xdpk/run/runner.hpp>

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace xdpk {

/// What is known of a run while a stage's configuration is read: no port is open yet.
struct stage_scope {
    std::vector<std::string> ports{}; ///< names, in the order of their numbers

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
    control_words words;
};

} // namespace xdpk
