// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/mac_table.hpp>

#include <algorithm>
#include <bit>
#include <limits>

namespace xdpk {

namespace {

constexpr std::uint32_t for_ever = std::numeric_limits<std::uint32_t>::max();

// Bit 63 tells an entry in use from a free one.
std::uint64_t make_key(const mac_address& station, std::uint16_t vlan) noexcept {
    return std::uint64_t{1} << 63U | std::uint64_t{vlan} << 48U | station.to_integer();
}

std::uint64_t make_place(std::uint16_t port, std::uint32_t heard) noexcept {
    return std::uint64_t{port} << 32U | heard;
}

std::uint16_t port_of(std::uint64_t place) noexcept { return static_cast<std::uint16_t>(place >> 32U); }

std::uint32_t heard_of(std::uint64_t place) noexcept { return static_cast<std::uint32_t>(place); }

} // namespace

mac_table::mac_table(std::size_t entries, std::uint32_t aging)
    : aging_(aging), buckets_(std::bit_ceil(std::max<std::size_t>((entries + ways - 1) / ways, 2))) {
    shift_ = 64U - static_cast<unsigned>(std::countr_zero(buckets_.size()));
}

std::size_t mac_table::bucket_of(std::uint64_t key) const noexcept {
    // Fibonacci hashing (Knuth, TAOCP 6.4): the high bits of the product depend on all bits of the key.
    return static_cast<std::size_t>(key * 0x9E3779B97F4A7C15ULL >> shift_);
}

std::uint32_t mac_table::silence(const entry& e, std::uint32_t now) const noexcept {
    if (e.key.load(std::memory_order_relaxed) == 0)
        return for_ever;
    const std::uint32_t heard = heard_of(e.place.load(std::memory_order_relaxed));
    // Another thread's clock may be a second ahead of ours.
    const std::uint32_t silent = heard > now ? 0 : now - heard;
    return silent > aging_ ? for_ever : silent;
}

mac_table::result mac_table::learn(const mac_address& station, std::uint16_t vlan, std::uint16_t port,
                                   std::uint32_t now) noexcept {
    const std::uint64_t key = make_key(station, vlan);
    const std::uint64_t place = make_place(port, now);
    bucket& b = buckets_[bucket_of(key)];
    for (entry& e : b.entries) {
        if (e.key.load(std::memory_order_acquire) != key)
            continue;
        const std::uint64_t before = e.place.load(std::memory_order_relaxed);
        // An entry that stays as it is stays in every worker's cache.
        if (before != place)
            e.place.store(place, std::memory_order_release);
        return port_of(before) == port ? result::refreshed : result::moved;
    }
    entry& victim = *std::ranges::max_element(b.entries, {}, [&](const entry& e) { return silence(e, now); });
    const bool lost_one = silence(victim, now) != for_ever;
    // Whoever finds the new key finds its place, and whoever found the old key notices that it is gone.
    victim.key.store(0, std::memory_order_release);
    victim.place.store(place, std::memory_order_release);
    victim.key.store(key, std::memory_order_release);
    return lost_one ? result::replaced : result::added;
}

std::uint16_t mac_table::find(const mac_address& station, std::uint16_t vlan, std::uint32_t now) const noexcept {
    const std::uint64_t key = make_key(station, vlan);
    for (const entry& e : buckets_[bucket_of(key)].entries) {
        if (e.key.load(std::memory_order_acquire) != key)
            continue;
        const bool known = silence(e, now) != for_ever;
        const std::uint64_t place = e.place.load(std::memory_order_acquire);
        return known && e.key.load(std::memory_order_relaxed) == key ? port_of(place) : nowhere;
    }
    return nowhere;
}

} // namespace xdpk
