// SPDX-License-Identifier: BSD-3-Clause
// DPDK's classifier, rte_acl, over the 5-tuple as in its l3fwd example, with each of its methods that this CPU has.
#include "classifier_rows.hpp"
#include "dpdk_eal.hpp"
#include "harness.hpp"

#include <xdpk/table/classifier.hpp>

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <memory>
#include <rte_acl.h>
#include <stdexcept>
#include <string>
#include <vector>

namespace xdpk::bench {

namespace {

/// What rte_acl reads of a packet, in network order. It fetches the ports as one word.
struct tuple {
    std::uint8_t protocol = 0;
    std::array<std::uint8_t, 3> unused{};
    std::array<std::uint8_t, 4> source{};
    std::array<std::uint8_t, 4> destination{};
    std::array<be16, 2> ports{};
};
static_assert(sizeof(tuple) == 16);

constexpr std::size_t fields = 5;
constexpr std::array<rte_acl_field_def, fields> definitions{{
    {RTE_ACL_FIELD_TYPE_BITMASK, 1, 0, 0, 0},
    {RTE_ACL_FIELD_TYPE_MASK, 4, 1, 1, 4},
    {RTE_ACL_FIELD_TYPE_MASK, 4, 2, 2, 8},
    {RTE_ACL_FIELD_TYPE_RANGE, 2, 3, 3, 12},
    {RTE_ACL_FIELD_TYPE_RANGE, 2, 4, 3, 14},
}};

RTE_ACL_RULE_DEF(acl_rule, fields);

void check(bool good, const std::string& what) {
    if (!good)
        throw std::runtime_error(what);
}

std::vector<acl_rule> translate(const std::vector<classifier_rule>& rules) {
    std::vector<acl_rule> result(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) {
        const classifier_rule& from = rules[i];
        acl_rule& to = result[i];
        to.data = {.category_mask = 1,
                   .priority = static_cast<std::int32_t>(RTE_ACL_MAX_PRIORITY - i),
                   .userdata = static_cast<std::uint32_t>(i + 1)};
        const auto& source = std::get<ipv4_prefix>(from.source);
        const auto& destination = std::get<ipv4_prefix>(from.destination);
        to.field[0].value.u8 = static_cast<std::uint8_t>(from.protocol.value_or(ip_proto{0}));
        to.field[0].mask_range.u8 = from.protocol ? 0xFF : 0;
        to.field[1].value.u32 = source.address.to_integer();
        to.field[1].mask_range.u32 = source.length;
        to.field[2].value.u32 = destination.address.to_integer();
        to.field[2].mask_range.u32 = destination.length;
        to.field[3].value.u16 = from.source_ports.first;
        to.field[3].mask_range.u16 = from.source_ports.last;
        to.field[4].value.u16 = from.destination_ports.first;
        to.field[4].mask_range.u16 = from.destination_ports.last;
    }
    return result;
}

using context = std::shared_ptr<rte_acl_ctx>;

context add_rules(const std::vector<acl_rule>& rules) {
    // A second context of the same name would be the first.
    static unsigned number = 0;
    const std::string name = "bench" + std::to_string(number++);
    const rte_acl_param parameters{.name = name.c_str(),
                                   .socket_id = SOCKET_ID_ANY,
                                   .rule_size = RTE_ACL_RULE_SZ(fields),
                                   .max_rule_num = static_cast<std::uint32_t>(rules.size())};
    context acl(rte_acl_create(&parameters), rte_acl_free);
    check(acl != nullptr, "rte_acl_create");
    const auto* const first = reinterpret_cast<const rte_acl_rule*>(rules.data());
    check(rte_acl_add_rules(acl.get(), first, static_cast<std::uint32_t>(rules.size())) == 0, "rte_acl_add_rules");
    return acl;
}

void build(const context& acl) {
    rte_acl_config config{.num_categories = 1, .num_fields = fields, .defs = {}, .max_size = 0};
    std::ranges::copy(definitions, config.defs);
    const int error = rte_acl_build(acl.get(), &config);
    check(error == 0, "rte_acl_build: " + std::string(std::strerror(-error)));
}

std::shared_ptr<std::vector<tuple>> translate_headers(const std::vector<packet_fields>& headers) {
    auto tuples = std::make_shared<std::vector<tuple>>(headers.size());
    std::ranges::transform(headers, tuples->begin(), [](const packet_fields& h) {
        return tuple{.protocol = static_cast<std::uint8_t>(h.protocol),
                     .source = {h.source[0], h.source[1], h.source[2], h.source[3]},
                     .destination = {h.destination[0], h.destination[1], h.destination[2], h.destination[3]},
                     .ports = {h.source_port, h.destination_port}};
    });
    return tuples;
}

/// Both find the same rules.
void compare(const context& acl, const std::vector<classifier_rule>& rules, const std::vector<tuple>& tuples,
             const std::vector<packet_fields>& headers) {
    classifier ours;
    ours.replace(rules);
    std::vector<classifier_hit> hits(headers.size());
    ours.lookup(headers, hits);
    for (std::size_t i = 0; i < tuples.size(); ++i) {
        const std::uint8_t* const packet = reinterpret_cast<const std::uint8_t*>(&tuples[i]);
        std::uint32_t theirs = 0;
        rte_acl_classify(acl.get(), const_cast<const std::uint8_t**>(&packet), &theirs, 1, 1);
        check(theirs == hits[i].rule + 1, "the classifiers disagree");
    }
}

preparation time_of(const rule_set& set, enum rte_acl_classify_alg method) {
    return [=]() -> measurement {
        start_eal();
        const auto rules = rules_of(set);
        const context acl = add_rules(translate(rules));
        build(acl);
        check(rte_acl_set_ctx_classify(acl.get(), method) == 0, "no such method here");
        const auto headers = make_headers(rules, header_count, rules_seed);
        const auto tuples = translate_headers(headers);
        compare(acl, rules, *tuples, headers);
        return [=](double seconds) {
            return ns_per_item(seconds, [&] {
                for (std::size_t i = 0; i < tuples->size(); i += classify_burst) {
                    std::array<const std::uint8_t*, classify_burst> packets;
                    for (std::size_t j = 0; j < classify_burst; ++j)
                        packets[j] = reinterpret_cast<const std::uint8_t*>(&(*tuples)[i + j]);
                    std::array<std::uint32_t, classify_burst> found;
                    rte_acl_classify(acl.get(), packets.data(), found.data(), classify_burst, 1);
                    keep(found);
                }
                return tuples->size();
            });
        };
    };
}

preparation build_time_of(const rule_set& set) {
    return [=]() -> measurement {
        start_eal();
        const auto rules = std::make_shared<std::vector<acl_rule>>(translate(rules_of(set)));
        return [=](double seconds) {
            return ns_per_item(seconds,
                               [&] {
                                   const context acl = add_rules(*rules);
                                   build(acl);
                                   return std::size_t{1};
                               }) /
                   1e6;
        };
    };
}

preparation memory_of(const rule_set& set) {
    return [=]() -> measurement {
        start_eal();
        const context acl = add_rules(translate(rules_of(set)));
        const std::size_t before = allocated();
        build(acl);
        const double kilobytes = static_cast<double>(allocated() - before) / 1e3;
        return [=](double) { return kilobytes; };
    };
}

const bool registered = [] {
    for_each_rule_set([](const rule_set& set) {
        for (const auto& [name, method] : {std::pair{"rte_acl AVX-512 x32", RTE_ACL_CLASSIFY_AVX512X32},
                                           {"rte_acl AVX-512 x16", RTE_ACL_CLASSIFY_AVX512X16},
                                           {"rte_acl AVX2", RTE_ACL_CLASSIFY_AVX2}})
            add_peer(row_name(set, "lookup"), name, time_of(set, method));
        add_peer(row_name(set, "build"), "rte_acl", build_time_of(set));
        add_peer(row_name(set, "memory"), "rte_acl", memory_of(set));
    });
    return true;
}();

} // namespace

} // namespace xdpk::bench
