// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/port_spec.hpp>

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace xdpk {

/// Where in a text something stands; both count from 1, 0 is nowhere.
struct config_place {
    std::uint32_t line = 0;
    std::uint32_t column = 0;
    auto operator<=>(const config_place&) const = default; // NOLINT(modernize-use-nullptr): there is no pointer
};

struct config_entry;

/// A value as it was written, in a TOML file or in a request to a running program.
struct config_node {
    using list = std::vector<config_node>;
    using table = std::vector<config_entry>; ///< in the order of the text

    std::variant<std::string, std::int64_t, double, bool, list, table> value;
    config_place at{};
};

/// A key and its value; `at` is where the key stands.
struct config_entry {
    std::string key;
    config_place at{};
    config_node value;
};

/// As people are told of it: "'many'", "-3", "a list".
[[nodiscard]] std::string quoted(const config_node& node);

/// One thing that is wrong with a configuration.
struct config_problem {
    config_place at{};
    std::string text;
};

/// All that is wrong with a configuration. what() has a line for each problem, in the order of the text:
/// "FILE:LINE:COLUMN: text", without the numbers where there are none.
class config_error : public usage_error {
public:
    config_error(const std::string& source, std::vector<config_problem> problems);

    [[nodiscard]] const std::vector<config_problem>& problems() const noexcept { return problems_; }

private:
    std::vector<config_problem> problems_;
};

/// The table that a text in TOML 1.0 is. `source` names it in errors. Throws config_error.
[[nodiscard]] config_node parse_toml(std::string_view text, const std::string& source);

/// The same of a file. Throws xdpk::error if it cannot be read, config_error if it is not TOML.
[[nodiscard]] config_node read_toml(const std::string& path);

} // namespace xdpk
