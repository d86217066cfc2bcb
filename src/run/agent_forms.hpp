// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "io/steering.hpp"

#include <xdpk/run/config_spelling.hpp>

#include <string>
#include <sys/types.h>

namespace xdpk::form {

/// A user or a group of this system, by name or number.
struct account {
    enum class kind : std::uint8_t { user, group };
    kind what = kind::user;

    bool parse(const config_node& node, std::uint32_t& value) const;
    [[nodiscard]] std::string show(std::uint32_t value) const;
    [[nodiscard]] std::string wanted() const;
};

/// A file's mode, in octal digits as TOML writes them: 0o660.
struct permissions {
    bool parse(const config_node& node, mode_t& value) const;
    [[nodiscard]] std::string show(mode_t value) const;
    [[nodiscard]] std::string wanted() const;
};

/// Puts an address block into one end of a filter.
void set_block(const std::optional<address_block>& block, steering_filter::end& end);

} // namespace xdpk::form
