// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/key_bucket.hpp"

#include <xdpk/base/mapping.hpp>

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

namespace xdpk::dpdk {

/// Whether `length` bytes are the same: as memcmp, without a call for keys of the usual lengths.
[[nodiscard]] inline bool same_bytes(const std::byte* a, const std::byte* b, std::size_t length) noexcept {
    constexpr std::size_t word = sizeof(std::uint64_t);
    if (length < word)
        return std::memcmp(a, b, length) == 0;
    std::uint64_t difference = 0;
    const auto compare = [&](std::size_t at) {
        std::uint64_t left = 0;
        std::uint64_t right = 0;
        std::memcpy(&left, a + at, word);
        std::memcpy(&right, b + at, word);
        difference |= left ^ right;
    };
    for (std::size_t at = 0; at + word <= length; at += word)
        compare(at);
    compare(length - word);
    return difference == 0;
}

/// Keys of one length, each with a position that stays its own, and a pointer.
///
/// An open hash table with its directory apart from the keys, as flow_table: a lookup takes a bucket, and a key if a
/// tag agrees. Keys never move, so one thread may add and remove while others look up, as long as a removed key's
/// position is not given away while they may read it. Positions are given away in the order in which they became free.
class key_table {
public:
    using compare = int (*)(const void* a, const void* b, std::size_t length);
    static constexpr std::uint32_t none = 0xFFFFFFFF;
    static constexpr std::size_t most_at_once = 64;

    /// Throws xdpk::error if there is not enough memory.
    key_table(std::uint32_t capacity, std::uint32_t key_length);

    /// What keys are compared with, if not byte by byte.
    void set_compare(compare function) noexcept { compare_ = function; }

    /// The key's position, or none.
    [[nodiscard]] std::uint32_t find(const void* key, std::uint32_t hash) const noexcept {
        return find_in(home(hash), key, hash);
    }
    /// The same of at most `most_at_once` keys; cache misses overlap.
    void find(std::span<const void* const> keys, const std::uint32_t* hashes, std::uint32_t* found) const noexcept;

    /// The key's position, new or not, or none if there is no room. Its pointer is replaced.
    std::uint32_t insert(const void* key, std::uint32_t hash, void* data) noexcept;
    /// The position that the key had, which is not free yet, or none.
    std::uint32_t erase(const void* key, std::uint32_t hash) noexcept;
    /// The position of a key that was erased.
    void release(std::uint32_t position) noexcept { free_[(first_free_ + free_count_++) % capacity_] = position; }
    void clear() noexcept;

    [[nodiscard]] const void* key_at(std::uint32_t position) const noexcept { return entry(position) + sizeof(void*); }
    [[nodiscard]] void* data_at(std::uint32_t position) const noexcept {
        return __atomic_load_n(reinterpret_cast<void**>(entry(position)), __ATOMIC_ACQUIRE);
    }
    /// The first position at a place from `at` on, which becomes the place after it; or none.
    [[nodiscard]] std::uint32_t next(std::uint32_t& at) const noexcept;

    [[nodiscard]] std::uint32_t capacity() const noexcept { return capacity_; }
    [[nodiscard]] std::uint32_t used() const noexcept { return capacity_ - free_count_; }

private:
    struct place {
        std::uint32_t bucket;
        unsigned slot;
    };

    [[nodiscard]] key_bucket* buckets() const noexcept { return reinterpret_cast<key_bucket*>(buckets_.data()); }
    [[nodiscard]] std::uint32_t home(std::uint32_t hash) const noexcept { return hash & bucket_mask_; }
    [[nodiscard]] std::uint32_t after(std::uint32_t bucket) const noexcept { return (bucket + 1) & bucket_mask_; }
    [[nodiscard]] std::byte* entry(std::uint32_t position) const noexcept {
        return entries_.data() + std::size_t{position} * stride_;
    }
    [[nodiscard]] bool equal(const void* key, std::uint32_t position) const noexcept {
        if (compare_ != nullptr)
            return compare_(key, key_at(position), key_length_) == 0;
        return same_bytes(static_cast<const std::byte*>(key), entry(position) + sizeof(void*), key_length_);
    }
    [[nodiscard]] std::uint32_t pick(const key_bucket& bucket, std::uint32_t candidates,
                                     const void* key) const noexcept;
    [[nodiscard]] std::uint32_t find_in(std::uint32_t bucket, const void* key, std::uint32_t hash) const noexcept;
    [[nodiscard]] place room_for(std::uint32_t hash) noexcept;
    void store(std::uint32_t position, void* data) noexcept;

    std::uint32_t capacity_;
    std::uint32_t key_length_;
    std::size_t stride_;
    std::uint32_t bucket_mask_;
    compare compare_ = nullptr;
    mapping buckets_;
    mapping entries_;
    std::vector<std::uint32_t> free_; ///< a queue of positions
    std::uint32_t first_free_ = 0;
    std::uint32_t free_count_ = 0;
};

} // namespace xdpk::dpdk
