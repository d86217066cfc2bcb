// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/log_error.hpp"
#include "dpdk/routing_table.hpp"

#include <algorithm>
#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk::dpdk {

/// The greatest next hop of 2^`size` bytes: one bit of them is DPDK's.
[[nodiscard]] constexpr std::uint64_t greatest_next_hop(unsigned size) noexcept {
    return (std::uint64_t{1} << ((8U << size) - 1)) - 1;
}

/// What rte_fib and rte_fib6 have in common.
template <class Address>
class forwarding {
public:
    using prefix = ip_prefix<Address>;

    /// Throws xdpk::error if there is not enough memory.
    forwarding(std::size_t most_routes, std::uint64_t default_next_hop, std::uint64_t greatest_next_hop)
        : routes_(most_routes), default_(default_next_hop), greatest_(greatest_next_hop) {}

    int add(const prefix& route, std::uint64_t next_hop) noexcept {
        if (route.length > prefix::bits || next_hop > greatest_)
            return -EINVAL;
        return guarded([&] { return routes_.add(route, next_hop) == table::result::full ? -ENOSPC : 0; });
    }

    int remove(const prefix& route) noexcept {
        if (route.length > prefix::bits)
            return -EINVAL;
        return guarded([&] {
            const auto result = routes_.remove(route);
            if (result == table::result::full)
                return -ENOSPC;
            return result == table::result::absent ? -ENOENT : 0;
        });
    }

    void lookup(std::span<const Address> addresses, std::uint64_t* next_hops) const noexcept {
        for (std::size_t done = 0; done < addresses.size(); done += table::most_at_once)
            routes_.lookup(addresses.subspan(done, std::min(addresses.size() - done, table::most_at_once)), default_,
                           next_hops + done, [](std::uint64_t hop) { return hop; });
    }

private:
    using table = routing_table<Address>;

    table routes_;
    std::uint64_t default_;
    std::uint64_t greatest_;
};

} // namespace xdpk::dpdk
