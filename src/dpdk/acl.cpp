// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/acl.hpp"

#include "dpdk/log_error.hpp"
#include "dpdk/named_objects.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <new>
#include <span>

namespace xdpk::dpdk {

namespace {

named_objects<rte_acl_ctx> contexts("ACL context");

constexpr std::uint32_t all_categories = (1U << RTE_ACL_MAX_CATEGORIES) - 1;

bool acceptable(const rte_acl_rule_data& data) noexcept {
    return (data.category_mask & all_categories) != 0 && data.priority >= RTE_ACL_MIN_PRIORITY &&
           data.priority <= RTE_ACL_MAX_PRIORITY;
}

bool acceptable(const rte_acl_field_def& def) noexcept {
    const bool known_size = def.size == 1 || def.size == 2 || def.size == 4 || def.size == 8;
    return known_size && def.type <= RTE_ACL_FIELD_TYPE_BITMASK;
}

/// Fields of a rule must be in it.
bool acceptable(const rte_acl_config& config, std::size_t rule_size) noexcept {
    if (config.num_categories == 0 || config.num_categories > RTE_ACL_MAX_CATEGORIES || config.num_fields == 0 ||
        config.num_fields > RTE_ACL_MAX_FIELDS)
        return false;
    const auto defs = std::span(config.defs).first(config.num_fields);
    return std::ranges::all_of(
        defs, [&](const auto& def) { return acceptable(def) && RTE_ACL_RULE_SZ(def.field_index + 1U) <= rule_size; });
}

/// 0, or a negative errno: which of DPDK's ways to classify this CPU could run.
int check(enum rte_acl_classify_alg algorithm) noexcept {
    if (algorithm > RTE_ACL_CLASSIFY_RVV)
        return -EINVAL;
    if (algorithm == RTE_ACL_CLASSIFY_DEFAULT || algorithm == RTE_ACL_CLASSIFY_SCALAR)
        return 0;
#if defined(__x86_64__)
    if (algorithm == RTE_ACL_CLASSIFY_SSE || (algorithm == RTE_ACL_CLASSIFY_AVX2 && __builtin_cpu_supports("avx2")))
        return 0;
    const bool is_512 = algorithm == RTE_ACL_CLASSIFY_AVX512X16 || algorithm == RTE_ACL_CLASSIFY_AVX512X32;
    if (is_512 && __builtin_cpu_supports("avx512f") && __builtin_cpu_supports("avx512vl") &&
        __builtin_cpu_supports("avx512cd") && __builtin_cpu_supports("avx512bw"))
        return 0;
#elif defined(__aarch64__)
    if (algorithm == RTE_ACL_CLASSIFY_NEON)
        return 0;
#endif
    return -ENOTSUP;
}

void print(const rte_acl_ctx& ctx) {
    std::printf("ACL context '%s': %zu of %u rules of %u bytes, algorithm %d\n", ctx.name.c_str(), ctx.rules.size(),
                ctx.most_rules, ctx.rule_size, static_cast<int>(ctx.algorithm));
    if (ctx.built)
        std::printf("  built: %u categories, %u fields, %zu banks\n", ctx.built->config().num_categories,
                    ctx.built->config().num_fields, ctx.built->banks());
}

} // namespace

extern "C" {

rte_acl_ctx* rte_acl_create(const rte_acl_param* param) {
    if (param == nullptr || param->name == nullptr || param->rule_size < sizeof(rte_acl_rule))
        return refuse(EINVAL, "ACL context", "give a name and the size of a rule, RTE_ACL_RULE_SZ()");
    if (rte_acl_ctx* const there = contexts.find(param->name); there != nullptr)
        return there;
    return contexts.create(param->name, [&] { return std::make_unique<rte_acl_ctx>(*param); });
}

rte_acl_ctx* rte_acl_find_existing(const char* name) { return contexts.find(name); }

void rte_acl_free(rte_acl_ctx* ctx) { contexts.destroy(ctx); }

int rte_acl_add_rules(rte_acl_ctx* ctx, const rte_acl_rule* rules, std::uint32_t num) {
    if (ctx == nullptr || rules == nullptr)
        return -EINVAL;
    try {
        acl_rules added(ctx->rule_size);
        added.append(rules, num);
        for (std::uint32_t i = 0; i < num; ++i)
            if (!acceptable(added.at(i)->data))
                return -EINVAL;
        if (num > ctx->most_rules - ctx->rules.size())
            return -ENOMEM;
        ctx->rules.append(rules, num);
        return 0;
    } catch (const std::bad_alloc&) {
        return -ENOMEM;
    }
}

void rte_acl_reset_rules(rte_acl_ctx* ctx) {
    if (ctx != nullptr)
        ctx->rules.clear();
}

void rte_acl_reset(rte_acl_ctx* ctx) {
    if (ctx == nullptr)
        return;
    ctx->rules.clear();
    ctx->built.reset();
}

int rte_acl_build(rte_acl_ctx* ctx, const rte_acl_config* cfg) {
    if (ctx == nullptr || cfg == nullptr || !acceptable(*cfg, ctx->rule_size))
        return -EINVAL;
    try {
        ctx->built = std::make_unique<acl_built>(*cfg, ctx->rules);
        return 0;
    } catch (const std::bad_alloc& failure) {
        log_error("ACL context " + ctx->name + ": no memory to build " + std::to_string(ctx->rules.size()) + " rules");
        return -ENOMEM;
    }
}

int rte_acl_classify_alg(const rte_acl_ctx* ctx, const std::uint8_t** data, std::uint32_t* results, std::uint32_t num,
                         std::uint32_t categories, enum rte_acl_classify_alg alg) {
    if (const int refused = check(alg); refused != 0)
        return refused;
    const bool known = categories == 1 || categories % RTE_ACL_RESULTS_MULTIPLIER == 0;
    if (!known || categories > RTE_ACL_MAX_CATEGORIES || ctx == nullptr || !ctx->built)
        return -EINVAL;
    ctx->built->classify({data, num}, results, categories);
    return 0;
}

int rte_acl_classify(const rte_acl_ctx* ctx, const std::uint8_t** data, std::uint32_t* results, std::uint32_t num,
                     std::uint32_t categories) {
    return rte_acl_classify_alg(ctx, data, results, num, categories, RTE_ACL_CLASSIFY_DEFAULT);
}

int rte_acl_set_ctx_classify(rte_acl_ctx* ctx, enum rte_acl_classify_alg alg) {
    const int refused = ctx == nullptr ? -EINVAL : check(alg);
    if (refused == 0)
        ctx->algorithm = alg;
    return refused;
}

void rte_acl_dump(const rte_acl_ctx* ctx) {
    if (ctx != nullptr)
        print(*ctx);
}

void rte_acl_list_dump(void) {
    contexts.for_each([](const auto&, const rte_acl_ctx& ctx) { print(ctx); });
}

} // extern "C"

} // namespace xdpk::dpdk
