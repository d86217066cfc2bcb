// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier_rule.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace xdpk {

enum class filter_action : std::uint8_t {
    permit,
    drop,
    reject, ///< dropped, and the sender is told: see refusal::rejected
};

/// "permit", "drop", "reject".
[[nodiscard]] std::string_view to_string(filter_action action) noexcept;

/// How many new flows may begin under a rule.
struct filter_rate {
    std::uint32_t flows_per_second;
    std::uint32_t burst; ///< flows, at once
};

/// The addresses in the policy's set of this name.
struct set_name {
    std::string name;
};

/// The addresses that carry all of these labels, such as "app=web" and "env=production". There may be none.
struct label_selector {
    std::vector<std::string> labels;
};

/// A group of addresses, instead of the address or block of a classifier_rule.
using filter_group = std::variant<std::monostate, set_name, label_selector>;

/// What is done with the flows that it matches, and with those only that no earlier rule does.
struct filter_rule {
    std::string name; ///< of no other rule of the policy
    /// The flow's first packet. Priority and action are left as they are, and sets are named in `from` and `to`.
    classifier_rule match{};
    filter_group from{}; ///< instead of match.source
    filter_group to{};   ///< instead of match.destination
    filter_action action = filter_action::permit;
    bool log = false;
    /// Flows above it are dropped. Rules that drop have none.
    std::optional<filter_rate> rate{};
    std::optional<std::uint32_t> mark{}; ///< of packets that are permitted, for stages that follow
};

/// The rule without its name, on one line: "permit tcp from any to set web port 443 log".
[[nodiscard]] std::string describe(const filter_rule& rule);

} // namespace xdpk
