// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/diagnosis.hpp>

#include <string>
#include <vector>

namespace xdpk::tool {

/// Findings that belong together.
struct section {
    std::string kind{};       ///< "host", "process", "interface", "interfaces"
    std::string interface {}; ///< name, if it is about one
    std::vector<finding> findings{};
    bool counts = true; ///< towards the verdict on the whole
};

/// The worst of the sections that count.
[[nodiscard]] verdict worst(const std::vector<section>& sections) noexcept;

/// 0 all is ok, 1 something is degraded, 2 something is missing.
[[nodiscard]] int exit_status(verdict level) noexcept;

/// One line per finding, and one below with what mends it.
[[nodiscard]] std::string as_text(const std::vector<section>& sections, bool colours);

/// {"version", "verdict", "findings": [{"section", "interface", "check", "verdict", "meaning", "remedy"}]}; what does
/// not apply is null.
[[nodiscard]] std::string as_json(const std::vector<section>& sections);

/// An interface in one finding: its driver, the best mode it has, its queues, and which checks are not ok.
[[nodiscard]] finding in_short(const nic_facts& nic, const std::vector<finding>& findings);

} // namespace xdpk::tool
