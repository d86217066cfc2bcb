// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/filter_policy.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::detail {

/// The groups of addresses that a policy's rules name, and the numbers under which its classifier knows them.
class filter_groups {
public:
    /// The sets, empty as yet. Throws xdpk::error if a name is empty or there twice.
    explicit filter_groups(std::span<const filter_set> sets);

    /// Throws xdpk::error if there is no such set.
    [[nodiscard]] std::uint32_t number_of(const set_name& set) const { return find(set.name).number; }
    /// Throws xdpk::error if it names no label.
    [[nodiscard]] std::uint32_t number_of(const label_selector& selector);

    /// When all rules' groups are known and none is filled. Throws xdpk::error if the classifier refuses.
    void fill(classifier& table, std::span<const filter_set> sets, std::span<const labelled_block> endpoints);

    std::size_t add(classifier& table, std::string_view set, std::span<const address_block> blocks);
    std::size_t remove(classifier& table, std::string_view set, std::span<const address_block> blocks);
    void set_labels(classifier& table, const address_block& block, const std::vector<std::string>& labels);

    [[nodiscard]] const std::set<address_block>& blocks_of(std::string_view set) const { return find(set).blocks; }
    [[nodiscard]] std::vector<address_block> members_of(const std::set<std::string>& labels) const;

private:
    using label_set = std::set<std::string>;

    struct named_blocks {
        std::uint32_t number;
        std::set<address_block> blocks{};
    };

    [[nodiscard]] const named_blocks& find(std::string_view set) const;
    [[nodiscard]] named_blocks& find(std::string_view set);

    std::uint32_t next_ = 0;
    std::map<std::string, named_blocks, std::less<>> sets_;
    std::map<label_set, std::uint32_t> selectors_;
    std::map<address_block, label_set> labels_; ///< of blocks that carry any
};

} // namespace xdpk::detail
