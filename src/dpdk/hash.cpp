// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/hash.hpp"

#include "dpdk/named_objects.hpp"

#include <cerrno>
#include <memory>

namespace xdpk::dpdk {

namespace {

named_objects<rte_hash> tables("hash table");

constexpr std::uint8_t known_flags = RTE_HASH_EXTRA_FLAGS_TRANS_MEM_SUPPORT | RTE_HASH_EXTRA_FLAGS_MULTI_WRITER_ADD |
                                     RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY | RTE_HASH_EXTRA_FLAGS_EXT_TABLE |
                                     RTE_HASH_EXTRA_FLAGS_NO_FREE_ON_DEL | RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF;
constexpr std::uint8_t both_ways = RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY | RTE_HASH_EXTRA_FLAGS_RW_CONCURRENCY_LF;
constexpr std::uint32_t fewest_entries = 8;

/// What is wrong with them, or null.
const char* flaw(const rte_hash_parameters* params) noexcept {
    if (params == nullptr || params->name == nullptr)
        return "no parameters, or no name";
    if (params->entries < fewest_entries || params->entries > RTE_HASH_ENTRIES_MAX)
        return "entries: choose 8 to 2^30";
    if (params->key_len == 0)
        return "key_len is 0: give the key's bytes";
    if ((params->extra_flag & ~known_flags) != 0)
        return "there is an unknown extra flag";
    if ((params->extra_flag & both_ways) == both_ways)
        return "choose readers with a lock or without: not both flags";
    return nullptr;
}

/// A position as C programs see it.
std::int32_t shown(std::uint32_t position, std::int32_t otherwise) noexcept {
    return position == key_table::none ? otherwise : static_cast<std::int32_t>(position);
}

std::int32_t add(const rte_hash& h, const void* key, std::uint32_t hash, void* data) {
    if (h.rcu != nullptr && h.table.used() == h.table.capacity())
        h.rcu->reclaim();
    const auto lock = h.lock_to_change();
    return shown(h.table.insert(key, hash, data), -ENOSPC);
}

std::int32_t remove(const rte_hash& h, const void* key, std::uint32_t hash) {
    auto lock = h.lock_to_change();
    const std::uint32_t position = h.table.erase(key, hash);
    if (position == key_table::none)
        return -ENOENT;
    if (h.rcu != nullptr) {
        void* const data = h.table.data_at(position);
        lock = {};
        h.rcu->retire(position, data);
    } else if (!h.keeps_positions()) {
        h.table.release(position);
    }
    return shown(position, -ENOENT);
}

} // namespace

extern "C" {

rte_hash* rte_hash_create(const rte_hash_parameters* params) {
    if (const char* const why = flaw(params); why != nullptr)
        return refuse(EINVAL, "hash table", why);
    return tables.create(params->name, [&] { return std::make_unique<rte_hash>(*params); });
}

rte_hash* rte_hash_find_existing(const char* name) { return tables.find(name); }

void rte_hash_free(rte_hash* h) {
    if (h != nullptr && h->rcu != nullptr)
        h->rcu->reset();
    tables.destroy(h);
}

void rte_hash_reset(rte_hash* h) {
    if (h == nullptr)
        return;
    if (h->rcu != nullptr)
        h->rcu->reset();
    const auto lock = h->lock_to_change();
    h->table.clear();
}

void rte_hash_set_cmp_func(rte_hash* h, rte_hash_cmp_eq_t func) {
    if (h != nullptr)
        h->table.set_compare(func);
}

std::int32_t rte_hash_count(const rte_hash* h) {
    return h == nullptr ? -EINVAL : static_cast<std::int32_t>(h->table.used());
}

std::int32_t rte_hash_max_key_id(const rte_hash* h) {
    return h == nullptr ? -EINVAL : static_cast<std::int32_t>(h->table.capacity());
}

hash_sig_t rte_hash_hash(const rte_hash* h, const void* key) { return h->hash(key); }

std::int32_t rte_hash_add_key(const rte_hash* h, const void* key) {
    return h == nullptr || key == nullptr ? -EINVAL : add(*h, key, h->hash(key), nullptr);
}

std::int32_t rte_hash_add_key_with_hash(const rte_hash* h, const void* key, hash_sig_t sig) {
    return h == nullptr || key == nullptr ? -EINVAL : add(*h, key, sig, nullptr);
}

int rte_hash_add_key_data(const rte_hash* h, const void* key, void* data) {
    return h == nullptr || key == nullptr ? -EINVAL : rte_hash_add_key_with_hash_data(h, key, h->hash(key), data);
}

std::int32_t rte_hash_add_key_with_hash_data(const rte_hash* h, const void* key, hash_sig_t sig, void* data) {
    if (h == nullptr || key == nullptr)
        return -EINVAL;
    const std::int32_t position = add(*h, key, sig, data);
    return position < 0 ? position : 0;
}

std::int32_t rte_hash_del_key(const rte_hash* h, const void* key) {
    return h == nullptr || key == nullptr ? -EINVAL : remove(*h, key, h->hash(key));
}

std::int32_t rte_hash_del_key_with_hash(const rte_hash* h, const void* key, hash_sig_t sig) {
    return h == nullptr || key == nullptr ? -EINVAL : remove(*h, key, sig);
}

int rte_hash_get_key_with_position(const rte_hash* h, const std::int32_t position, void** key) {
    if (h == nullptr || key == nullptr || position < 0)
        return -EINVAL;
    if (static_cast<std::uint32_t>(position) >= h->table.capacity())
        return -ENOENT;
    const void* const there = h->table.key_at(static_cast<std::uint32_t>(position));
    if (rte_hash_lookup(h, there) != position)
        return -ENOENT;
    *key = const_cast<void*>(there);
    return 0;
}

int rte_hash_free_key_with_position(const rte_hash* h, const std::int32_t position) {
    if (h == nullptr || position < 0 || static_cast<std::uint32_t>(position) >= h->table.capacity())
        return -EINVAL;
    const auto lock = h->lock_to_change();
    h->table.release(static_cast<std::uint32_t>(position));
    return 0;
}

std::int32_t rte_hash_iterate(const rte_hash* h, const void** key, void** data, std::uint32_t* next) {
    if (h == nullptr || key == nullptr || data == nullptr || next == nullptr)
        return -EINVAL;
    const auto lock = h->lock_to_read();
    const std::uint32_t position = h->table.next(*next);
    if (position == key_table::none)
        return -ENOENT;
    *key = h->table.key_at(position);
    *data = h->table.data_at(position);
    return static_cast<std::int32_t>(position);
}

} // extern "C"

} // namespace xdpk::dpdk
