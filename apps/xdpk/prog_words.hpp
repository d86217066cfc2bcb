// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "prog_report.hpp"

#include <nlohmann/json.hpp>

namespace xdpk::tool {

using prog_json = nlohmann::ordered_json;

[[nodiscard]] std::string word_of(chain_attachment attachment);
[[nodiscard]] std::string word_of(chain_failure kind);
[[nodiscard]] prog_json json_of(const bpf_value& value);
[[nodiscard]] prog_json json_of(const chain_program& program);
/// "2026-01-31T12:00:00Z" (RFC 3339).
[[nodiscard]] std::string time_text(std::chrono::system_clock::time_point when);
/// Text with bytes that are no UTF-8 replaced, in lines or in one.
[[nodiscard]] std::string dumped(const prog_json& value, int indent = 2);
/// A table with a line of names above, as `xdpk show` has it.
[[nodiscard]] std::string table(const std::vector<std::string>& columns, const prog_json& rows);

} // namespace xdpk::tool
