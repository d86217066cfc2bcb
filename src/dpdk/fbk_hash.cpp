// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/named_objects.hpp"

#include <rte_fbk_hash.h>

#include <bit>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <cstdio>
#include <memory>
#include <new>

namespace xdpk::dpdk {

namespace {

/// The C struct ends in its entries, so it is made in memory of its size.
class fbk_table {
public:
    explicit fbk_table(const rte_fbk_hash_params& params)
        : memory_(std::make_unique<std::uint64_t[]>(
              (sizeof(rte_fbk_hash_table) + params.entries * sizeof(rte_fbk_hash_entry)) / sizeof(std::uint64_t) + 1)) {
        rte_fbk_hash_table& its = *get();
        std::snprintf(its.name, sizeof(its.name), "%s", params.name);
        its.entries = params.entries;
        its.entries_per_bucket = params.entries_per_bucket;
        its.bucket_mask = params.entries / params.entries_per_bucket - 1;
        its.bucket_shift = static_cast<std::uint32_t>(std::countr_zero(params.entries_per_bucket));
        its.hash_func = params.hash_func != nullptr ? params.hash_func : rte_hash_crc_4byte;
        its.init_val = params.hash_func != nullptr ? params.init_val : RTE_FBK_HASH_INIT_VAL_DEFAULT;
    }

    [[nodiscard]] rte_fbk_hash_table* get() const noexcept {
        return reinterpret_cast<rte_fbk_hash_table*>(memory_.get());
    }

private:
    std::unique_ptr<std::uint64_t[]> memory_;
};

named_objects<fbk_table> tables("four-byte key hash table");

bool acceptable(const rte_fbk_hash_params* params) noexcept {
    return params != nullptr && params->name != nullptr && std::has_single_bit(params->entries) &&
           std::has_single_bit(params->entries_per_bucket) && params->entries <= RTE_FBK_HASH_ENTRIES_MAX &&
           params->entries_per_bucket <= RTE_FBK_HASH_ENTRIES_PER_BUCKET_MAX &&
           params->entries_per_bucket <= params->entries;
}

rte_fbk_hash_table* table_of(const fbk_table* made) noexcept { return made == nullptr ? nullptr : made->get(); }

} // namespace

extern "C" {

rte_fbk_hash_table* rte_fbk_hash_create(const rte_fbk_hash_params* params) {
    if (!acceptable(params))
        return refuse(EINVAL, "four-byte key hash table",
                      "give a name, and powers of two: up to 2^20 entries, up to 256 of them in a bucket");
    return table_of(tables.create(params->name, [&] { return std::make_unique<fbk_table>(*params); }));
}

rte_fbk_hash_table* rte_fbk_hash_find_existing(const char* name) { return table_of(tables.find(name)); }

void rte_fbk_hash_free(rte_fbk_hash_table* ht) {
    if (ht == nullptr)
        return;
    fbk_table* its = nullptr;
    tables.for_each([&](const auto&, fbk_table& table) { its = table.get() == ht ? &table : its; });
    tables.destroy(its);
}

} // extern "C"

} // namespace xdpk::dpdk
