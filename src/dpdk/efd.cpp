// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/hash_crc.hpp"
#include "dpdk/key_table.hpp"
#include "dpdk/named_objects.hpp"

#include <rte_efd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>

/// Values are kept in place of the keys' pointers.
struct rte_efd_table {
    rte_efd_table(std::uint32_t most, std::uint32_t length) : keys(most, length), key_length(length) {}

    [[nodiscard]] std::uint32_t hash(const void* key) const noexcept {
        return xdpk::dpdk::hash_crc(key, key_length, 0);
    }

    xdpk::dpdk::key_table keys;
    std::uint32_t key_length;
};

namespace xdpk::dpdk {

namespace {

named_objects<rte_efd_table> tables("EFD table");

efd_value_t value_at(const key_table& keys, std::uint32_t position) noexcept {
    return position == key_table::none
               ? efd_value_t{0}
               : static_cast<efd_value_t>(reinterpret_cast<std::uintptr_t>(keys.data_at(position)));
}

void look_up(const rte_efd_table& table, std::span<const void* const> keys, efd_value_t* values) noexcept {
    std::array<std::uint32_t, key_table::most_at_once> hashes;
    std::array<std::uint32_t, key_table::most_at_once> found;
    std::ranges::transform(keys, hashes.begin(), [&](const void* key) { return table.hash(key); });
    table.keys.find(keys, hashes.data(), found.data());
    for (std::size_t i = 0; i < keys.size(); ++i)
        values[i] = value_at(table.keys, found[i]);
}

} // namespace

extern "C" {

rte_efd_table* rte_efd_create(const char* name, std::uint32_t max_num_rules, std::uint32_t key_len,
                              std::uint64_t online_cpu_socket_bitmask,
                              [[maybe_unused]] std::uint8_t offline_cpu_socket) {
    if (name == nullptr || max_num_rules == 0 || key_len == 0 || online_cpu_socket_bitmask == 0)
        return refuse(EINVAL, "EFD table", "give a name, numbers above 0, and a socket that looks up");
    return tables.create(name, [&] { return std::make_unique<rte_efd_table>(max_num_rules, key_len); });
}

rte_efd_table* rte_efd_find_existing(const char* name) { return tables.find(name); }

void rte_efd_free(rte_efd_table* table) { tables.destroy(table); }

int rte_efd_update(rte_efd_table* table, [[maybe_unused]] unsigned int socket_id, const void* key, efd_value_t value) {
    const std::uint32_t hash = table->hash(key);
    const std::uint32_t position = table->keys.find(key, hash);
    if (position != key_table::none && value_at(table->keys, position) == value)
        return RTE_EFD_UPDATE_NO_CHANGE;
    void* const kept = reinterpret_cast<void*>(std::uintptr_t{value});
    return table->keys.insert(key, hash, kept) == key_table::none ? RTE_EFD_UPDATE_FAILED : 0;
}

int rte_efd_delete(rte_efd_table* table, [[maybe_unused]] unsigned int socket_id, const void* key,
                   efd_value_t* prev_value) {
    const std::uint32_t position = table->keys.erase(key, table->hash(key));
    if (position == key_table::none)
        return -ENOENT;
    if (prev_value != nullptr)
        *prev_value = value_at(table->keys, position);
    table->keys.release(position);
    return 0;
}

efd_value_t rte_efd_lookup(const rte_efd_table* table, [[maybe_unused]] unsigned int socket_id, const void* key) {
    return value_at(table->keys, table->keys.find(key, table->hash(key)));
}

void rte_efd_lookup_bulk(const rte_efd_table* table, [[maybe_unused]] unsigned int socket_id, int num_keys,
                         const void** key_list, efd_value_t* value_list) {
    const std::span all(key_list, static_cast<std::size_t>(std::max(num_keys, 0)));
    for (std::size_t done = 0; done < all.size(); done += key_table::most_at_once)
        look_up(*table, all.subspan(done, std::min(all.size() - done, key_table::most_at_once)), value_list + done);
}

} // extern "C"

} // namespace xdpk::dpdk
