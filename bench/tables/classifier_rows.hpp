// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "classifier_rules.hpp"

#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::bench {

struct rule_set {
    rule_shape shape;
    const char* shape_name;
    std::size_t count;
    const char* count_name;
};

inline constexpr std::size_t classify_burst = 64;
inline constexpr std::size_t header_count = std::size_t{1} << 16U;
inline constexpr std::uint64_t rules_seed = 1;

inline std::string row_name(const rule_set& set, const char* what) {
    return std::string("classifier ") + set.shape_name + ", " + set.count_name + " rules, " + what;
}

template <class Function>
void for_each_rule_set(Function&& function) {
    constexpr std::pair<rule_shape, const char*> shapes[] = {{rule_shape::access_list, "access list"},
                                                             {rule_shape::firewall, "firewall"},
                                                             {rule_shape::ip_chain, "IP chain"}};
    constexpr std::pair<std::size_t, const char*> counts[] = {{std::size_t{100}, "100"},
                                                              {std::size_t{1'000}, "1k"},
                                                              {std::size_t{10'000}, "10k"},
                                                              {std::size_t{100'000}, "100k"}};
    for (const auto& [shape, shape_name] : shapes)
        for (const auto& [count, count_name] : counts)
            function(rule_set{shape, shape_name, count, count_name});
}

inline std::vector<classifier_rule> rules_of(const rule_set& set) {
    return make_rules(set.shape, set.count, rules_seed);
}

} // namespace xdpk::bench
