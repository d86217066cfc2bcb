// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <string.h>

#include <rte_acl.h>

#define PACKETS 64
#define FIELDS 6
#define CATEGORIES 4

RTE_ACL_RULE_DEF(some_rule, FIELDS);

/* What packets look like: fields in groups of four bytes. */
struct tuple {
    uint8_t protocol;
    uint8_t zero[3];
    uint32_t source;
    uint32_t destination;
    uint16_t ports[2];
    uint32_t tag;
};

static const struct rte_acl_config config = {
    .num_categories = CATEGORIES,
    .num_fields = FIELDS,
    .defs = {{RTE_ACL_FIELD_TYPE_BITMASK, 1, 0, 0, offsetof(struct tuple, protocol)},
             {RTE_ACL_FIELD_TYPE_MASK, 4, 1, 1, offsetof(struct tuple, source)},
             {RTE_ACL_FIELD_TYPE_MASK, 4, 2, 2, offsetof(struct tuple, destination)},
             {RTE_ACL_FIELD_TYPE_RANGE, 2, 3, 3, offsetof(struct tuple, ports[0])},
             {RTE_ACL_FIELD_TYPE_RANGE, 2, 4, 3, offsetof(struct tuple, ports[1])},
             {RTE_ACL_FIELD_TYPE_BITMASK, 4, 5, 4, offsetof(struct tuple, tag)}},
};

/* Bits of a mask anywhere in a word: DPDK needs much memory for many such rules. */
static int tagged = 1;

static uint32_t some_address(void) { return 0x0a000000 | (next32() & 0x00030303); }

static struct some_rule make_rule(uint32_t number) {
    struct some_rule rule = {.data = {.category_mask = 1 + below(15), .priority = (int32_t)(number * 7 % 9973 + 1)}};
    rule.data.userdata = number + 1;
    rule.field[0].value.u8 = (uint8_t)(below(2) != 0 ? 6 : 17);
    rule.field[0].mask_range.u8 = (uint8_t)(below(3) != 0 ? 0xff : below(4) * 3);
    rule.field[1].value.u32 = some_address();
    rule.field[1].mask_range.u32 = below(4) == 0 ? 0 : 8 + below(25);
    rule.field[2].value.u32 = some_address();
    rule.field[2].mask_range.u32 = below(4) == 0 ? 0 : 8 + below(25);
    for (int i = 3; i < 5; ++i) {
        const uint16_t first = (uint16_t)(below(2) != 0 ? 0 : below(100));
        rule.field[i].value.u16 = first;
        rule.field[i].mask_range.u16 = (uint16_t)(below(2) != 0 ? 0xffff : first + below(50));
    }
    rule.field[5].value.u32 = next32();
    rule.field[5].mask_range.u32 = tagged == 0 || below(3) != 0 ? 0 : next32() & 0x80010003;
    return rule;
}

static void add_rules(struct rte_acl_ctx* ctx, uint32_t count) {
    for (uint32_t i = 0; i < count; ++i) {
        const struct some_rule rule = make_rule(i);
        const int result = rte_acl_add_rules(ctx, (const struct rte_acl_rule*)&rule, 1);
        if (result != 0)
            printf("add %u %d\n", i, result);
    }
}

static struct tuple make_packet(void) {
    struct tuple packet = {.protocol = (uint8_t)(below(2) != 0 ? 6 : 17)};
    packet.source = rte_cpu_to_be_32(some_address());
    packet.destination = rte_cpu_to_be_32(some_address());
    packet.ports[0] = rte_cpu_to_be_16((uint16_t)below(150));
    packet.ports[1] = rte_cpu_to_be_16((uint16_t)below(150));
    packet.tag = next32();
    return packet;
}

static void classify(const struct rte_acl_ctx* ctx, uint32_t categories) {
    struct tuple packets[PACKETS];
    const uint8_t* data[PACKETS];
    uint32_t results[PACKETS * CATEGORIES];
    for (int i = 0; i < PACKETS; ++i) {
        packets[i] = make_packet();
        data[i] = (const uint8_t*)&packets[i];
    }
    printf("classify %d", rte_acl_classify(ctx, data, results, PACKETS, categories));
    for (uint32_t i = 0; i < PACKETS * categories; ++i)
        printf(" %u", results[i]);
    printf("\nscalar %d", rte_acl_classify_alg(ctx, data, results, PACKETS, categories, RTE_ACL_CLASSIFY_SCALAR));
    for (uint32_t i = 0; i < PACKETS * categories; ++i)
        printf(" %u", results[i]);
    printf("\n");
}

static void run(uint32_t count) {
    const struct rte_acl_param param = {
        .name = "same", .rule_size = RTE_ACL_RULE_SZ(FIELDS), .max_rule_num = count + 10};
    struct rte_acl_ctx* ctx = rte_acl_create(&param);
    printf("created %d again %d", ctx != NULL, rte_acl_create(&param) == ctx);
    printf(" found %d\n", rte_acl_find_existing("same") == ctx);
    add_rules(ctx, count);
    printf("built %d\n", rte_acl_build(ctx, &config));
    for (int i = 0; i < 20; ++i) {
        classify(ctx, 1);
        classify(ctx, CATEGORIES);
    }
    rte_acl_reset_rules(ctx);
    classify(ctx, 1);
    add_rules(ctx, 3);
    printf("rebuilt %d\n", rte_acl_build(ctx, &config));
    classify(ctx, CATEGORIES);
    rte_acl_reset(ctx);
    rte_acl_free(ctx);
    printf("gone %d\n", rte_acl_find_existing("same") == NULL);
}

static void refuse(void) {
    const struct rte_acl_param param = {.name = "bad", .rule_size = RTE_ACL_RULE_SZ(FIELDS), .max_rule_num = 2};
    struct rte_acl_ctx* ctx = rte_acl_create(&param);
    struct some_rule rule = make_rule(0);
    const struct rte_acl_rule* as_any = (const struct rte_acl_rule*)&rule;
    rule.data.priority = 0;
    printf("priority %d", rte_acl_add_rules(ctx, as_any, 1));
    rule.data.priority = RTE_ACL_MAX_PRIORITY + 1;
    printf(" %d", rte_acl_add_rules(ctx, as_any, 1));
    rule.data.priority = 1;
    rule.data.category_mask = 0;
    printf(" category %d", rte_acl_add_rules(ctx, as_any, 1));
    rule.data.category_mask = 1;
    printf(" fill %d", rte_acl_add_rules(ctx, as_any, 1));
    printf(" %d", rte_acl_add_rules(ctx, as_any, 1));
    printf(" %d\n", rte_acl_add_rules(ctx, as_any, 1));
    struct rte_acl_config wrong = config;
    wrong.num_categories = 17;
    printf("build %d", rte_acl_build(ctx, &wrong));
    wrong = config;
    wrong.num_fields = 0;
    printf(" %d", rte_acl_build(ctx, &wrong));
    wrong = config;
    wrong.defs[2].size = 3;
    printf(" %d", rte_acl_build(ctx, &wrong));
    wrong = config;
    wrong.defs[2].type = 3;
    printf(" %d\n", rte_acl_build(ctx, &wrong));
    printf("ways %d %d", rte_acl_set_ctx_classify(ctx, RTE_ACL_CLASSIFY_SCALAR),
           rte_acl_set_ctx_classify(ctx, RTE_ACL_CLASSIFY_SSE));
    printf(" %d\n", rte_acl_set_ctx_classify(ctx, RTE_ACL_CLASSIFY_NEON));
    rte_acl_free(ctx);
}

int main(int argc, char** argv) {
    start(argc, argv);
    run(1);
    run(40);
    run(300);
    tagged = 0;
    run(2000);
    refuse();
    return 0;
}
