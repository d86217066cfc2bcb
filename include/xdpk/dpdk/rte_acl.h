// SPDX-License-Identifier: BSD-3-Clause
#ifndef XDPK_RTE_ACL_H
#define XDPK_RTE_ACL_H

/* Rules over fields of packets, wherever these are, in up to 16 categories: for each the rule with the highest priority
 * that the packet matches gives the result. Rules are added, then built, and then packets classified by any number of
 * threads; nobody may be classifying while rules are built or the context is freed. */

#include <rte_acl_osdep.h>

#ifdef __cplusplus
extern "C" {
#endif

#define RTE_ACL_MAX_CATEGORIES 16
/** Categories are 1, or a multiple of this. */
#define RTE_ACL_RESULTS_MULTIPLIER (XMM_SIZE / sizeof(uint32_t))
#define RTE_ACL_MAX_LEVELS 64
#define RTE_ACL_MAX_FIELDS 64
#define RTE_ACL_NAMESIZE 32

enum {
    RTE_ACL_TYPE_SHIFT = 29,
    RTE_ACL_MAX_INDEX = (1 << RTE_ACL_TYPE_SHIFT) - 1,
    RTE_ACL_MAX_PRIORITY = RTE_ACL_MAX_INDEX,
    RTE_ACL_MIN_PRIORITY = 1,
};

/** A field's value, in host order. */
union rte_acl_field_types {
    uint8_t u8;
    uint16_t u16;
    uint32_t u32;
    uint64_t u64;
};

/** What `mask_range` of a rule's field is: a prefix length; the last value, where `value` is the first; bits. */
enum { RTE_ACL_FIELD_TYPE_MASK = 0, RTE_ACL_FIELD_TYPE_RANGE, RTE_ACL_FIELD_TYPE_BITMASK };

/** A field of the packets, which stands there in network order. */
struct rte_acl_field_def {
    uint8_t type;        /**< RTE_ACL_FIELD_TYPE_* */
    uint8_t size;        /**< 1, 2, 4 or 8 bytes */
    uint8_t field_index; /**< in rules */
    uint8_t input_index; /**< not needed: DPDK reads fields in groups of four bytes */
    uint32_t offset;     /**< from what rte_acl_classify() is given */
};

struct rte_acl_config {
    uint32_t num_categories; /**< 1 to RTE_ACL_MAX_CATEGORIES */
    uint32_t num_fields;     /**< 1 to RTE_ACL_MAX_FIELDS */
    struct rte_acl_field_def defs[RTE_ACL_MAX_FIELDS];
    size_t max_size; /**< not used */
};

struct rte_acl_field {
    union rte_acl_field_types value;
    union rte_acl_field_types mask_range;
};

/** The bits of a prefix of `v` bits, of a field of `s` bytes. */
#define RTE_ACL_MASKLEN_TO_BITMASK(v, s) ((v) == 0 ? (v) : (typeof(v))((uint64_t)-1 << ((s)*CHAR_BIT - (v))))

struct rte_acl_rule_data {
    uint32_t category_mask; /**< the categories it is in */
    int32_t
        priority; /**< RTE_ACL_MIN_PRIORITY to RTE_ACL_MAX_PRIORITY, the highest wins, of equal ones the first added */
    uint32_t userdata; /**< the result; 0 cannot be told from no rule */
};

/** A struct for rules of `fld_num` fields. */
#define RTE_ACL_RULE_DEF(name, fld_num)                                                                                \
    struct name {                                                                                                      \
        struct rte_acl_rule_data data;                                                                                 \
        struct rte_acl_field field[fld_num];                                                                           \
    }

/** Rules of any number of fields. */
__extension__ RTE_ACL_RULE_DEF(rte_acl_rule, );

/** Bytes of a rule. */
#define RTE_ACL_RULE_SZ(fld_num) (sizeof(struct rte_acl_rule) + sizeof(struct rte_acl_field) * (fld_num))

struct rte_acl_param {
    const char* name;
    int socket_id;
    uint32_t rule_size; /**< RTE_ACL_RULE_SZ() */
    uint32_t max_rule_num;
};

struct rte_acl_ctx;

/** The context of that name, which may be there already. NULL, and rte_errno, if it cannot be: EINVAL, ENOMEM. */
struct rte_acl_ctx* rte_acl_create(const struct rte_acl_param* param);
/** NULL, and rte_errno ENOENT, if there is none of that name. */
struct rte_acl_ctx* rte_acl_find_existing(const char* name);
void rte_acl_free(struct rte_acl_ctx* ctx);

/** Copies rules, which rte_acl_build() will make count. 0; -EINVAL, one of them cannot be; -ENOMEM, too many. Then none
 *  is added. */
int rte_acl_add_rules(struct rte_acl_ctx* ctx, const struct rte_acl_rule* rules, uint32_t num);
/** Forgets all rules that were added; packets are classified as before. */
void rte_acl_reset_rules(struct rte_acl_ctx* ctx);
/** Packets are classified by the rules that are there now. 0, -EINVAL or -ENOMEM. */
int rte_acl_build(struct rte_acl_ctx* ctx, const struct rte_acl_config* cfg);
/** Forgets all: rules, and what was built. */
void rte_acl_reset(struct rte_acl_ctx* ctx);

/** DPDK's ways to classify. Here they are the same, but those that DPDK would refuse on this CPU are refused. */
enum rte_acl_classify_alg {
    RTE_ACL_CLASSIFY_DEFAULT = 0,
    RTE_ACL_CLASSIFY_SCALAR = 1,
    RTE_ACL_CLASSIFY_SSE = 2,
    RTE_ACL_CLASSIFY_AVX2 = 3,
    RTE_ACL_CLASSIFY_NEON = 4,
    RTE_ACL_CLASSIFY_ALTIVEC = 5,
    RTE_ACL_CLASSIFY_AVX512X16 = 6,
    RTE_ACL_CLASSIFY_AVX512X32 = 7,
    RTE_ACL_CLASSIFY_RVV = 8,
};

/** For each of `num` packets `categories` results: the userdata of the rule, or 0. 0, or -EINVAL. */
int rte_acl_classify(const struct rte_acl_ctx* ctx, const uint8_t** data, uint32_t* results, uint32_t num,
                     uint32_t categories);
int rte_acl_classify_alg(const struct rte_acl_ctx* ctx, const uint8_t** data, uint32_t* results, uint32_t num,
                         uint32_t categories, enum rte_acl_classify_alg alg);
/** 0; -EINVAL, there is no such way; -ENOTSUP, not on this CPU. */
int rte_acl_set_ctx_classify(struct rte_acl_ctx* ctx, enum rte_acl_classify_alg alg);

/** Prints what a context has, and all contexts, to the standard output. */
void rte_acl_dump(const struct rte_acl_ctx* ctx);
void rte_acl_list_dump(void);

#ifdef __cplusplus
}
#endif

#endif
