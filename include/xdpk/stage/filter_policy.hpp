// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/flow_record.h>
#include <xdpk/stage/filter_rule.hpp>
#include <xdpk/table/classifier.hpp>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk {

namespace detail {
class filter_groups;
}

/// A set that rules may name.
struct filter_set {
    std::string name;
    std::vector<address_block> blocks{};
};

/// Addresses and the labels that they carry.
struct labelled_block {
    address_block block;
    std::vector<std::string> labels;
};

struct filter_policy_config {
    std::vector<filter_rule> rules{};              ///< the first that matches decides
    filter_action otherwise = filter_action::drop; ///< with what no rule matches
    bool log_otherwise = false;                    ///< and whether that is logged
    std::vector<filter_set> sets{};                ///< all that rules name, empty ones too
    std::vector<labelled_block> endpoints{};
    std::uint32_t epoch = 0; ///< of the configuration, for those who read the log
};

/// What the filter does for a rule.
struct filter_step {
    xdpk_verdict verdict = XDPK_DROP;
    bool log = false;
    std::optional<std::uint32_t> mark{};
    std::optional<std::uint32_t> limit{}; ///< index into the policy's rates()
};

/// The rules of a filter, for any number of workers. They do not change; which addresses are in its groups does.
///
/// Made and changed by one control thread, while workers look flows up, without locks. Who changes a group has flows
/// decided anew that were decided before, by a new epoch of their records, and calls reclaim() once every worker has
/// finished the burst it was in.
///
/// Rules are numbered from 0; what no rule matches counts as one more rule, the default, numbered size().
class filter_policy {
public:
    /// Throws xdpk::error, naming the rule and its position, if there can be no such policy.
    explicit filter_policy(filter_policy_config config);
    ~filter_policy();
    filter_policy(const filter_policy&) = delete;
    filter_policy& operator=(const filter_policy&) = delete;

    /// The rule that decides on a flow. Any thread.
    [[nodiscard]] std::uint32_t decide(const packet_fields& fields) const noexcept;
    /// Those for many flows, at a fraction of the cost. The spans are of equal length.
    void decide(std::span<const packet_fields> flows, std::span<std::uint32_t> rules) const noexcept;

    [[nodiscard]] const filter_step& step(std::uint32_t rule) const noexcept { return steps_[rule]; }
    [[nodiscard]] std::span<const filter_rate> rates() const noexcept { return rates_; }
    [[nodiscard]] std::uint32_t epoch() const noexcept { return config_.epoch; }

    [[nodiscard]] std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(config_.rules.size()); }
    [[nodiscard]] std::span<const filter_rule> rules() const noexcept { return config_.rules; }
    /// "default" is that of the default.
    [[nodiscard]] std::string_view name_of(std::uint32_t rule) const noexcept;

    /// Puts blocks into a set or takes out blocks that were put in; returns for how many that was a change. Throws
    /// xdpk::error, and changes nothing, if there is no such set or the classifier refuses.
    std::size_t add_to_set(std::string_view set, std::span<const address_block> blocks);
    std::size_t remove_from_set(std::string_view set, std::span<const address_block> blocks);
    /// In order of their addresses. Throws xdpk::error if there is no such set.
    [[nodiscard]] std::vector<address_block> blocks_of(std::string_view set) const;
    /// Those that carry all of these labels now.
    [[nodiscard]] std::vector<address_block> blocks_of(const label_selector& selector) const;

    /// A block carries these labels instead of those it carried. It has its own only, not those of blocks around it.
    /// While its groups change, it may be in fewer than before and after, never in more. Throws xdpk::error, and
    /// changes nothing, if the classifier refuses.
    void set_labels(const address_block& block, const std::vector<std::string>& labels);

    /// The rules that match, the one that decides first; none: the default decides.
    [[nodiscard]] std::vector<std::uint32_t> explain(const packet_fields& fields) const;
    /// Rules that could go: see classifier::find_superfluous(). Rules with a rate, and those that differ in what they
    /// log or mark, are never taken for the same.
    [[nodiscard]] std::vector<superfluous_rule> find_superfluous() const;

    void reclaim();

    /// Of the classifier: what it takes, for those who look for a reason.
    [[nodiscard]] const classifier& table() const noexcept { return table_; }

private:
    filter_policy_config config_;
    std::vector<filter_step> steps_; ///< of the default too
    std::vector<filter_rate> rates_;
    classifier table_;
    std::unique_ptr<detail::filter_groups> groups_;
};

} // namespace xdpk
