// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/hash.hpp"

#include <array>
#include <cerrno>
#include <cstdint>
#include <span>

namespace xdpk::dpdk {

namespace {

using numbers = std::array<std::uint32_t, RTE_HASH_LOOKUP_BULK_MAX>;
static_assert(key_table::most_at_once == RTE_HASH_LOOKUP_BULK_MAX);

bool acceptable(const rte_hash* h, const void** keys, std::uint32_t count, const void* result) noexcept {
    return h != nullptr && keys != nullptr && count != 0 && count <= RTE_HASH_LOOKUP_BULK_MAX && result != nullptr;
}

numbers hashes_of(const rte_hash& h, const void** keys, std::uint32_t count) noexcept {
    numbers hashes;
    for (std::uint32_t i = 0; i < count; ++i)
        hashes[i] = h.hash(keys[i]);
    return hashes;
}

std::int32_t find(const rte_hash& h, const void* key, std::uint32_t hash, void** data) {
    const auto lock = h.lock_to_read();
    const std::uint32_t position = h.table.find(key, hash);
    if (position == key_table::none)
        return -ENOENT;
    if (data != nullptr)
        *data = h.table.data_at(position);
    return static_cast<std::int32_t>(position);
}

void find_positions(const rte_hash& h, std::span<const void* const> keys, const std::uint32_t* hashes,
                    std::int32_t* positions) {
    numbers found;
    const auto lock = h.lock_to_read();
    h.table.find(keys, hashes, found.data());
    for (std::size_t i = 0; i < keys.size(); ++i)
        positions[i] = found[i] == key_table::none ? -ENOENT : static_cast<std::int32_t>(found[i]);
}

int find_data(const rte_hash& h, std::span<const void* const> keys, const std::uint32_t* hashes, std::uint64_t& hits,
              void** data) {
    numbers found;
    hits = 0;
    const auto lock = h.lock_to_read();
    h.table.find(keys, hashes, found.data());
    for (std::size_t i = 0; i < keys.size(); ++i) {
        if (found[i] == key_table::none)
            continue;
        hits |= std::uint64_t{1} << i;
        data[i] = h.table.data_at(found[i]);
    }
    return __builtin_popcountll(hits);
}

} // namespace

extern "C" {

std::int32_t rte_hash_lookup(const rte_hash* h, const void* key) {
    return h == nullptr || key == nullptr ? -EINVAL : find(*h, key, h->hash(key), nullptr);
}

std::int32_t rte_hash_lookup_with_hash(const rte_hash* h, const void* key, hash_sig_t sig) {
    return h == nullptr || key == nullptr ? -EINVAL : find(*h, key, sig, nullptr);
}

int rte_hash_lookup_data(const rte_hash* h, const void* key, void** data) {
    return h == nullptr || key == nullptr ? -EINVAL : find(*h, key, h->hash(key), data);
}

int rte_hash_lookup_with_hash_data(const rte_hash* h, const void* key, hash_sig_t sig, void** data) {
    return h == nullptr || key == nullptr ? -EINVAL : find(*h, key, sig, data);
}

int rte_hash_lookup_bulk(const rte_hash* h, const void** keys, std::uint32_t num_keys, std::int32_t* positions) {
    if (!acceptable(h, keys, num_keys, positions))
        return -EINVAL;
    find_positions(*h, {keys, num_keys}, hashes_of(*h, keys, num_keys).data(), positions);
    return 0;
}

int rte_hash_lookup_with_hash_bulk(const rte_hash* h, const void** keys, hash_sig_t* sig, std::uint32_t num_keys,
                                   std::int32_t* positions) {
    if (!acceptable(h, keys, num_keys, positions) || sig == nullptr)
        return -EINVAL;
    find_positions(*h, {keys, num_keys}, sig, positions);
    return 0;
}

int rte_hash_lookup_bulk_data(const rte_hash* h, const void** keys, std::uint32_t num_keys, std::uint64_t* hit_mask,
                              void* data[]) {
    if (!acceptable(h, keys, num_keys, hit_mask) || data == nullptr)
        return -EINVAL;
    return find_data(*h, {keys, num_keys}, hashes_of(*h, keys, num_keys).data(), *hit_mask, data);
}

int rte_hash_lookup_with_hash_bulk_data(const rte_hash* h, const void** keys, hash_sig_t* sig, std::uint32_t num_keys,
                                        std::uint64_t* hit_mask, void* data[]) {
    if (!acceptable(h, keys, num_keys, hit_mask) || sig == nullptr || data == nullptr)
        return -EINVAL;
    return find_data(*h, {keys, num_keys}, sig, *hit_mask, data);
}

} // extern "C"

} // namespace xdpk::dpdk
