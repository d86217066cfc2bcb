// SPDX-License-Identifier: BSD-3-Clause
#include "agent_forms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <grp.h>
#include <limits>
#include <pwd.h>

namespace xdpk::form {

namespace {

constexpr mode_t most_mode = 0777;

std::optional<std::uint32_t> find_account(account::kind what, const std::string& name) {
    if (what == account::kind::user) {
        const passwd* const found = ::getpwnam(name.c_str());
        return found != nullptr ? std::optional{found->pw_uid} : std::nullopt;
    }
    const ::group* const found = ::getgrnam(name.c_str());
    return found != nullptr ? std::optional{found->gr_gid} : std::nullopt;
}

} // namespace

bool account::parse(const config_node& node, std::uint32_t& value) const {
    // The largest number means "no change" to the kernel.
    constexpr std::uint32_t most = std::numeric_limits<std::uint32_t>::max() - 1;
    if (const auto* number = std::get_if<std::int64_t>(&node.value)) {
        const bool right = *number >= 0 && *number <= most;
        value = right ? static_cast<std::uint32_t>(*number) : value;
        return right;
    }
    const auto* name = std::get_if<std::string>(&node.value);
    const auto found = name != nullptr ? find_account(what, *name) : std::nullopt;
    value = found.value_or(value);
    return found.has_value();
}

std::string account::show(std::uint32_t value) const { return std::to_string(value); }

std::string account::wanted() const {
    return what == kind::user ? "a user of this system, by name or number"
                              : "a group of this system, by name or number";
}

bool permissions::parse(const config_node& node, mode_t& value) const {
    const auto* number = std::get_if<std::int64_t>(&node.value);
    const bool right = number != nullptr && *number >= 0 && *number <= most_mode;
    value = right ? static_cast<mode_t>(*number) : value;
    return right;
}

std::string permissions::show(mode_t value) const { return fmt::format("0o{:o}", value); }

std::string permissions::wanted() const { return "a file's mode such as 0o660, up to 0o777"; }

void set_block(const std::optional<address_block>& block, steering_filter::end& end) {
    if (!block)
        return;
    std::visit(
        [&end](const auto& prefix) {
            std::ranges::copy(prefix.address.bytes, end.address.begin());
            for (std::size_t i = 0; i < prefix.address.bytes.size(); ++i)
                end.mask[i] = prefix.mask_byte(i);
        },
        *block);
}

} // namespace xdpk::form
