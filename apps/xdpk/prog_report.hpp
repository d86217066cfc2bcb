// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/bpf_program_facts.hpp>
#include <xdpk/io/xdp_chain.hpp>
#include <xdpk/io/xdp_chain_monitor.hpp>

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xdpk::tool {

/// Words for the command line, files and reports, in the order of the enumerations.
[[nodiscard]] const std::vector<std::pair<std::string, xdp_mode>>& mode_words();
[[nodiscard]] const std::vector<std::pair<std::string, xdp_verdict>>& verdict_words();
[[nodiscard]] std::string word_of(xdp_mode mode);
/// "pass, drop".
[[nodiscard]] std::string words_of(const std::vector<xdp_verdict>& verdicts);

/// A program and what the kernel says of it.
struct program_status {
    std::string ifname{};
    chain_program program{};
    std::optional<bpf_program_facts> facts{}; ///< empty if they may not be asked
};

/// A table for people, and what else should be known; JSON for programs.
[[nodiscard]] std::string list_text(const std::vector<chain_state>& devices);
[[nodiscard]] std::string list_json(const std::vector<chain_state>& devices);

[[nodiscard]] std::string status_text(const std::vector<program_status>& programs);
[[nodiscard]] std::string status_json(const std::vector<program_status>& programs);

/// What one command did to one program: "eth0: loaded xdp_count (id 12)". `did` is "loaded", …
[[nodiscard]] std::string done_text(std::string_view did, const std::string& ifname, const chain_program& program);
[[nodiscard]] std::string done_json(std::string_view did, const std::string& ifname, const chain_program& program);

/// One line, without the end of a line for JSON's readers: an event.
[[nodiscard]] std::string change_text(const xdp_change& change, std::chrono::system_clock::time_point when);
[[nodiscard]] std::string change_json(const xdp_change& change, std::chrono::system_clock::time_point when);

/// The message, and below it the log.
[[nodiscard]] std::string failure_text(const chain_error& failure);
[[nodiscard]] std::string failure_json(const chain_error& failure);

} // namespace xdpk::tool
