// SPDX-License-Identifier: BSD-3-Clause
#include <gtest/gtest.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <cstring>
#include <memory>
#include <random>
#include <vector>

#include <rte_acl.h>

namespace THIS_TEST {

constexpr unsigned fields = 22;

RTE_ACL_RULE_DEF(wide_rule, fields);

/// Fields of all sizes and types, and more words than are looked at by classes.
constexpr std::array<std::uint8_t, fields> sizes{8, 8, 8, 4, 2, 1, 4, 4, 4, 4, 2, 2, 1, 1, 1, 1, 4, 4, 2, 2, 1, 1};

std::uint8_t type_of(unsigned field) { return static_cast<std::uint8_t>(field % 3); }

rte_acl_config make_config() {
    rte_acl_config config{};
    config.num_categories = 8;
    config.num_fields = fields;
    std::uint32_t offset = 0;
    for (unsigned f = 0; f < fields; ++f) {
        config.defs[f] = {type_of(f), sizes[f], static_cast<std::uint8_t>(f), static_cast<std::uint8_t>(f), offset};
        offset += sizes[f];
    }
    return config;
}

struct source {
    std::mt19937_64 random{11};
    std::uint64_t below(std::uint64_t bound) { return random() % bound; }
    /// Numbers whose upper half is often the same.
    std::uint64_t number(unsigned size) {
        const std::uint64_t low = below(7);
        return size < 8 ? low : low | below(2) << 32U;
    }
};

/// Most fields of most rules may be anything.
wide_rule make_rule(source& from, std::uint32_t number) {
    wide_rule rule{};
    rule.data = {static_cast<std::uint32_t>(1 + from.below(255)), static_cast<std::int32_t>(number + 1), number + 1};
    for (unsigned f = 0; f < fields; ++f) {
        const bool any = from.below(fields) > 2;
        const std::uint64_t value = any ? 0 : from.number(sizes[f]);
        rule.field[f].value.u64 = value;
        if (type_of(f) == RTE_ACL_FIELD_TYPE_MASK)
            rule.field[f].mask_range.u64 = any ? 0 : 8U * sizes[f] - from.below(4);
        else if (type_of(f) == RTE_ACL_FIELD_TYPE_RANGE)
            rule.field[f].mask_range.u64 = any ? UINT64_MAX : value + from.below(5);
        else
            rule.field[f].mask_range.u64 = any ? 0 : from.below(8);
    }
    return rule;
}

struct packet {
    std::array<std::uint64_t, fields> value;
    std::array<std::uint8_t, 128> bytes;
};

packet make_packet(source& from) {
    packet made{};
    std::size_t at = 0;
    for (unsigned f = 0; f < fields; ++f) {
        made.value[f] = from.number(sizes[f]);
        for (unsigned i = sizes[f]; i-- > 0;)
            made.bytes[at++] = static_cast<std::uint8_t>(made.value[f] >> (8 * i));
    }
    return made;
}

bool matches(const wide_rule& rule, const packet& p) {
    for (unsigned f = 0; f < fields; ++f) {
        const std::uint64_t whole = UINT64_MAX >> (64 - 8 * sizes[f]);
        const std::uint64_t wanted = rule.field[f].value.u64 & whole;
        const std::uint64_t more = rule.field[f].mask_range.u64 & whole;
        const std::uint64_t has = p.value[f];
        const unsigned length = static_cast<unsigned>(rule.field[f].mask_range.u64);
        // Only of a prefix is this a length.
        const bool is_length = length != 0 && length <= 8 * sizes[f];
        const std::uint64_t prefix = is_length ? whole << (8 * sizes[f] - length) & whole : 0;
        if (type_of(f) == RTE_ACL_FIELD_TYPE_RANGE ? has < wanted || has > more
                                                   : ((has ^ wanted) & (type_of(f) == 0 ? prefix : more)) != 0)
            return false;
    }
    return true;
}

std::uint32_t expected(const std::vector<wide_rule>& rules, const packet& p, unsigned category) {
    for (std::size_t i = rules.size(); i-- > 0;)
        if ((rules[i].data.category_mask >> category & 1U) != 0 && matches(rules[i], p))
            return rules[i].data.userdata;
    return 0;
}

void compare(std::uint32_t count) {
    const rte_acl_param param{
        .name = "model", .socket_id = 0, .rule_size = RTE_ACL_RULE_SZ(fields), .max_rule_num = count};
    rte_acl_ctx* const ctx = rte_acl_create(&param);
    const rte_acl_config config = make_config();
    source from;
    std::vector<wide_rule> rules;
    for (std::uint32_t i = 0; i < count; ++i)
        rules.push_back(make_rule(from, i));
    ASSERT_EQ(sizeof(wide_rule), RTE_ACL_RULE_SZ(fields));
    ASSERT_EQ(rte_acl_add_rules(ctx, reinterpret_cast<const rte_acl_rule*>(rules.data()), count), 0);
    ASSERT_EQ(rte_acl_build(ctx, &config), 0);
    std::vector<packet> packets(150);
    std::ranges::generate(packets, [&] { return make_packet(from); });
    std::vector<const std::uint8_t*> data;
    for (const packet& p : packets)
        data.push_back(p.bytes.data());
    for (const std::uint32_t categories : {1U, 4U, 8U}) {
        std::vector<std::uint32_t> results(packets.size() * categories, 7);
        ASSERT_EQ(
            rte_acl_classify(ctx, data.data(), results.data(), static_cast<std::uint32_t>(data.size()), categories), 0);
        for (std::size_t i = 0; i < results.size(); ++i)
            ASSERT_EQ(results[i], expected(rules, packets[i / categories], static_cast<unsigned>(i % categories)));
    }
    rte_acl_free(ctx);
}

TEST(dpdk_acl_model, one_chunk_of_rules_agrees) { compare(200); }
TEST(dpdk_acl_model, several_chunks_agree) { compare(3000); }
TEST(dpdk_acl_model, several_banks_agree) { compare(20'000); }

} // namespace THIS_TEST
