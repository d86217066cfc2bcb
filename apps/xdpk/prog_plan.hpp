// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "prog_file.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk::tool {

/// A program that is on an interface, of the owner whose plan is made.
struct present_program {
    std::string ifname{};
    std::uint32_t id = 0;
    chain_request request{};      ///< that it was loaded with
    bool object_unchanged = true; ///< its file still is what was loaded
};

/// What is to be done with one program.
struct prog_step {
    enum class action_type : std::uint8_t { unload, replace, load, keep };

    action_type action = action_type::keep;
    std::string ifname{};
    std::string label{};
    std::uint32_t id = 0;                   ///< of the one that is there; 0: there is none
    std::optional<chain_request> request{}; ///< of the one that is to be there; none: it is to go
    std::vector<std::string> reasons{};     ///< what differs: "priority: 10 -> 20"
};

/// What leads from what is there to what is wanted: what goes first, so that there is room for what comes, then the
/// rest in the order of the file. Each program of both lists is in one step.
[[nodiscard]] std::vector<prog_step> plan(const std::vector<wanted_program>& wanted,
                                          const std::vector<present_program>& present);

/// What differs between two requests, one text for each; keep_maps does not count.
[[nodiscard]] std::vector<std::string> differences(const chain_request& before, const chain_request& after);

} // namespace xdpk::tool
