// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::dpdk {

/// A log level by number or name ("debug"), or nothing.
[[nodiscard]] std::optional<std::uint32_t> log_level_of(std::string_view text);
[[nodiscard]] std::string_view log_level_name(std::uint32_t level);

/// The log types and their levels. All functions may be called by any thread.
class log_types {
public:
    struct type {
        std::string name;
        std::uint32_t level;
    };
    /// A wish of --log-level: for the types there are and for those that come.
    struct wish {
        std::function<bool(const std::string&)> fits;
        std::uint32_t level;
    };

    log_types();
    /// The number of the type, made if there is none of this name.
    std::uint32_t add(const std::string& name);
    void pick_level(std::uint32_t number, std::uint32_t otherwise);
    void set(const wish& wanted);

    /// Indexed by number; an empty name is no type.
    std::vector<type> types;
    std::uint32_t global_level;

private:
    std::vector<wish> wishes_;
};

} // namespace xdpk::dpdk
