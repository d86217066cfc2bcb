// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/key_table.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <numeric>

namespace xdpk::dpdk {

namespace {

/// At most so many of a hundred slots are used.
constexpr std::size_t fullest = 80;

std::uint16_t tag_of(std::uint32_t hash) noexcept {
    const auto tag = static_cast<std::uint16_t>(hash >> 16U);
    return tag == key_bucket::no_tag ? std::uint16_t{1} : tag;
}

std::uint32_t buckets_for(std::uint32_t capacity) noexcept {
    const std::size_t slots = std::size_t{capacity} * 100 / fullest;
    return static_cast<std::uint32_t>(std::bit_ceil(slots / key_bucket::slots + 1));
}

/// A pointer and a key, in as few cache lines as can be.
std::size_t stride_for(std::size_t key_length) noexcept {
    const std::size_t bytes = sizeof(void*) + key_length;
    return bytes <= 64 ? std::bit_ceil(bytes) : (bytes + 63) / 64 * 64;
}

} // namespace

key_table::key_table(std::uint32_t capacity, std::uint32_t key_length)
    : capacity_(capacity), key_length_(key_length), stride_(stride_for(key_length)),
      bucket_mask_(buckets_for(capacity) - 1),
      buckets_(mapping::anonymous((std::size_t{bucket_mask_} + 1) * sizeof(key_bucket))),
      entries_(mapping::anonymous(capacity * stride_)), free_(capacity) {
    clear();
}

void key_table::clear() noexcept {
    std::memset(buckets_.data(), 0, (std::size_t{bucket_mask_} + 1) * sizeof(key_bucket));
    std::iota(free_.begin(), free_.end(), 0U);
    first_free_ = 0;
    free_count_ = capacity_;
}

std::uint32_t key_table::pick(const key_bucket& bucket, std::uint32_t candidates, const void* key) const noexcept {
    for (; candidates != 0; candidates &= candidates - 1) {
        const std::uint32_t position = bucket.position(static_cast<unsigned>(std::countr_zero(candidates)));
        if (equal(key, position))
            return position;
    }
    return none;
}

std::uint32_t key_table::find_in(std::uint32_t bucket, const void* key, std::uint32_t hash) const noexcept {
    const std::uint16_t tag = tag_of(hash);
    for (std::uint32_t i = 0; i <= bucket_mask_; ++i, bucket = after(bucket)) {
        const key_bucket& line = buckets()[bucket];
        if (const std::uint32_t position = pick(line, line.match(tag), key); position != none)
            return position;
        if (!line.may_have_passed(tag))
            return none;
    }
    return none;
}

void key_table::find(std::span<const void* const> keys, const std::uint32_t* hashes,
                     std::uint32_t* found) const noexcept {
    std::array<std::uint32_t, most_at_once> candidates;
    for (std::size_t i = 0; i < keys.size(); ++i)
        __builtin_prefetch(&buckets()[home(hashes[i])]);
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const key_bucket& line = buckets()[home(hashes[i])];
        candidates[i] = line.match(tag_of(hashes[i]));
        if (candidates[i] != 0)
            __builtin_prefetch(entry(line.position(static_cast<unsigned>(std::countr_zero(candidates[i])))));
    }
    for (std::size_t i = 0; i < keys.size(); ++i) {
        const key_bucket& line = buckets()[home(hashes[i])];
        found[i] = pick(line, candidates[i], keys[i]);
        if (found[i] == none && line.may_have_passed(tag_of(hashes[i])))
            found[i] = find_in(after(home(hashes[i])), keys[i], hashes[i]);
    }
}

/// There are always more slots than keys.
auto key_table::room_for(std::uint32_t hash) noexcept -> place {
    for (std::uint32_t bucket = home(hash);; bucket = after(bucket)) {
        if (const std::uint32_t free = buckets()[bucket].match(key_bucket::no_tag); free != 0)
            return {bucket, static_cast<unsigned>(std::countr_zero(free))};
        buckets()[bucket].let_pass(tag_of(hash));
    }
}

void key_table::store(std::uint32_t position, void* data) noexcept {
    __atomic_store_n(reinterpret_cast<void**>(entry(position)), data, __ATOMIC_RELEASE);
}

std::uint32_t key_table::insert(const void* key, std::uint32_t hash, void* data) noexcept {
    std::uint32_t position = find(key, hash);
    if (position != none) {
        store(position, data);
        return position;
    }
    if (free_count_ == 0)
        return none;
    position = free_[first_free_];
    first_free_ = (first_free_ + 1) % capacity_;
    --free_count_;
    std::memcpy(entry(position) + sizeof(void*), key, key_length_);
    store(position, data);
    const place at = room_for(hash);
    buckets()[at.bucket].put(at.slot, tag_of(hash), position);
    return position;
}

std::uint32_t key_table::erase(const void* key, std::uint32_t hash) noexcept {
    const std::uint32_t position = find(key, hash);
    if (position == none)
        return none;
    const std::uint16_t tag = tag_of(hash);
    for (std::uint32_t bucket = home(hash);; bucket = after(bucket)) {
        key_bucket& line = buckets()[bucket];
        for (std::uint32_t left = line.match(tag); left != 0; left &= left - 1) {
            const auto slot = static_cast<unsigned>(std::countr_zero(left));
            if (line.position(slot) == position) {
                line.clear(slot);
                return position;
            }
        }
        line.forget_one();
    }
}

std::uint32_t key_table::next(std::uint32_t& at) const noexcept {
    for (const std::uint64_t places = (std::uint64_t{bucket_mask_} + 1) * key_bucket::slots; at < places;) {
        const key_bucket& line = buckets()[at / key_bucket::slots];
        const unsigned slot = at++ % key_bucket::slots;
        if ((line.match(key_bucket::no_tag) >> slot & 1U) == 0)
            return line.position(slot);
    }
    return none;
}

} // namespace xdpk::dpdk
