// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/host_facts.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <functional>
#include <string>
#include <vector>

namespace xdpk {

/// From best to worst. `degraded`: xdpk runs, with less speed, fewer features or a trap for the unwary.
/// `missing`: something cannot work at all.
enum class verdict { ok, degraded, missing };

/// One thing looked at.
struct finding {
    std::string check{};         ///< what: "zero-copy"
    verdict level = verdict::ok; ///< how it stands
    std::string meaning{};       ///< what follows for xdpk, one line
    std::string remedy{};        ///< a command or port option that mends it; empty if it is ok or nothing does
};

/// The worst level among findings; ok if there are none.
[[nodiscard]] verdict worst(const std::vector<finding>& findings) noexcept;

/// Says who holds a queue that is bound, for the user's eyes.
using holder_text = std::function<std::string(unsigned queue)>;

/// What facts mean for xdpk. Pure: they look at nothing but their arguments.
[[nodiscard]] std::vector<finding> diagnose(const host_facts& host);
[[nodiscard]] std::vector<finding> diagnose(const process_facts& process);
[[nodiscard]] std::vector<finding> diagnose(const nic_facts& nic, const host_facts& host, const holder_text& held_by);

} // namespace xdpk
