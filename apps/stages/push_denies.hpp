// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "push_down.hpp"

#include <cstdint>
#include <memory>
#include <vector>

namespace xdpk::stages {

/// Keeps XDP's deny sets in step with a filter's policy: the rules that find_stateless_denies() finds. What they drop
/// in XDP is added to the sums of the first worker's flow cache as if that had dropped it.
///
/// Control thread only, while the workers run.
class push_denies {
public:
    /// `sink` has to outlive it.
    explicit push_denies(push_sink& sink, const deny_room& room = {})
        : sink_(&sink), room_(room), numbers_(room.rules) {}

    /// XDP drops what the policy has it drop, and nothing else, when it returns; once the workers' filters have this
    /// policy. Another one comes after stop() only. Throws xdpk::error, and then XDP drops nothing for any.
    void follow(const filter_policy& policy, const push_down::each_cache& each);
    /// XDP drops nothing any more when it returns, and all that it dropped is counted.
    void stop(const push_down::each_cache& each);
    /// Counts what XDP dropped.
    void count(const push_down::each_cache& each);

    /// Blocks, ports and 5-tuples that XDP has now, of both directions.
    [[nodiscard]] std::size_t size() const noexcept {
        return sets_.blocks.size() + sets_.ports.size() + sets_.flows.size();
    }

private:
    void apply(deny_sets wanted);

    push_sink* sink_;
    deny_room room_;
    std::vector<std::uint32_t> rules_{};   ///< of the policy, by XDP's number
    deny_sets sets_{};                     ///< with XDP's numbers
    std::vector<xdpk_denied_sum> numbers_; ///< what was counted already
};

} // namespace xdpk::stages
