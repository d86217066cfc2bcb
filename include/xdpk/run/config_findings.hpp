// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_node.hpp>

#include <string>
#include <vector>

namespace xdpk {

/// What a reader was asked for, for the manual: "run.workers".
struct config_key {
    std::string path;
    std::string wanted;    ///< "a whole number from 1 to 256"
    std::string otherwise; ///< what holds when it is not given; empty if nothing does
    std::string help;
    bool required = false;
    bool given = false;
};

/// What one reading finds out.
struct config_findings {
    std::vector<config_problem> problems{};
    bool keep_keys = false; ///< list the keys that were asked for
    bool describe = false;  ///< visit also the tables that are not there, to list their keys
    std::vector<config_key> keys{};
};

namespace detail {
/// The keys of `all`, each once, with `given` set where `seen` has it.
[[nodiscard]] std::vector<config_key> mark_given(const std::vector<config_key>& all,
                                                 const std::vector<config_key>& seen);
} // namespace detail

} // namespace xdpk
