// SPDX-License-Identifier: BSD-3-Clause
// Classification without a cache in front: time per packet in bursts, time to build, bytes that lookups may touch.
#include "classifier_rows.hpp"
#include "harness.hpp"

#include <xdpk/table/classifier.hpp>

#include <array>
#include <memory>
#include <span>
#include <string>

namespace xdpk::bench {

namespace {

preparation time_of(const rule_set& set) {
    return [=]() -> measurement {
        const auto rules = rules_of(set);
        const auto table = std::make_shared<classifier>();
        table->replace(rules);
        const auto headers =
            std::make_shared<std::vector<packet_fields>>(make_headers(rules, header_count, rules_seed));
        return [=](double seconds) {
            return ns_per_item(seconds, [&] {
                for (std::size_t i = 0; i < headers->size(); i += classify_burst) {
                    std::array<classifier_hit, classify_burst> hits;
                    table->lookup(std::span(*headers).subspan(i, classify_burst), hits);
                    keep(hits);
                }
                return headers->size();
            });
        };
    };
}

preparation build_time_of(const rule_set& set) {
    return [=]() -> measurement {
        const auto rules = std::make_shared<std::vector<classifier_rule>>(rules_of(set));
        return [=](double seconds) {
            return ns_per_item(seconds,
                               [&] {
                                   classifier table;
                                   table.replace(*rules);
                                   keep(table);
                                   return std::size_t{1};
                               }) /
                   1e6;
        };
    };
}

preparation memory_of(const rule_set& set) {
    return [=]() -> measurement {
        classifier table;
        table.replace(rules_of(set));
        const double kilobytes = static_cast<double>(table.memory()) / 1e3;
        return [=](double) { return kilobytes; };
    };
}

const bool registered = [] {
    for_each_rule_set([](const rule_set& set) {
        const std::string curve = std::string("classifier, ") + set.shape_name;
        add_row({.name = row_name(set, "lookup"), .at_most = 0.8, .curve = curve, .entries = set.count}, time_of(set));
        add_row({.name = row_name(set, "build"), .unit = "ms", .at_most = 0.1}, build_time_of(set));
        add_row({.name = row_name(set, "memory"), .unit = "kB", .at_most = 0.5}, memory_of(set));
    });
    return true;
}();

} // namespace

} // namespace xdpk::bench
