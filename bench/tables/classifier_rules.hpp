// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier_rule.hpp>

#include <cstddef>
#include <cstdint>
#include <vector>

namespace xdpk::bench {

/// The shapes of ClassBench's seeds (Taylor and Turner, IEEE/ACM ToN 2007): access list, firewall, IP chain.
enum class rule_shape { access_list, firewall, ip_chain };

/// IPv4 rules over the 5-tuple, distinct but for addresses' skew, the first matching first (priority 0, 1, …), the last
/// matching all; each one's action is its place. Which prefix lengths, port classes (any, below 1024, from 1024, a
/// range, one) and protocols, and how often, follows ClassBench's published distributions in round figures; addresses
/// come from few networks.
std::vector<classifier_rule> make_rules(rule_shape shape, std::size_t count, std::uint64_t seed);

/// Packets that the rules are about: a random rule's packet comes some times in a row (Pareto, as ClassBench's trace
/// generator, with locality b = 1), at most 64.
std::vector<packet_fields> make_headers(const std::vector<classifier_rule>& rules, std::size_t count,
                                        std::uint64_t seed);

} // namespace xdpk::bench
