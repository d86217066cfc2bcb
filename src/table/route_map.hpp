// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/net/ip_prefix.hpp>

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>

namespace xdpk::detail {

/// The routes, in the order of their addresses; of equal addresses the shorter prefix first. Prefixes are masked.
template <class Address>
class route_map {
public:
    using prefix = ip_prefix<Address>;
    using routes = std::map<prefix, std::uint16_t>;
    using iterator = typename routes::const_iterator;

    /// The route's former next hop.
    std::optional<std::uint16_t> set(const prefix& p, std::uint16_t next_hop) {
        const auto [at, added] = routes_.try_emplace(p, next_hop);
        if (added)
            return std::nullopt;
        const std::uint16_t before = at->second;
        at->second = next_hop;
        return before;
    }

    std::optional<std::uint16_t> erase(const prefix& p) {
        const auto at = routes_.find(p);
        if (at == routes_.end())
            return std::nullopt;
        const std::uint16_t before = at->second;
        routes_.erase(at);
        return before;
    }

    /// Takes a change back.
    void restore(const prefix& p, std::optional<std::uint16_t> before) {
        if (before)
            routes_[p] = *before;
        else
            routes_.erase(p);
    }

    /// The first route within `block` that is longer than it, or what comes after.
    [[nodiscard]] iterator first_within(const prefix& block) const {
        return routes_.lower_bound({block.address, static_cast<std::uint8_t>(block.length + 1)});
    }

    [[nodiscard]] iterator first_from(const prefix& p) const { return routes_.lower_bound(p); }

    [[nodiscard]] bool within(iterator at, const prefix& block) const {
        return at != routes_.end() && block.contains(at->first.address);
    }

    [[nodiscard]] bool any_within(const prefix& block) const { return within(first_within(block), block); }

    /// The longest route that contains `block`, `block` included.
    [[nodiscard]] iterator covering(prefix block) const {
        for (;;) {
            auto at = routes_.upper_bound(block);
            if (at == routes_.begin())
                return routes_.end();
            --at;
            if (at->first.contains(block))
                return at;
            // Whatever contains the block and is not before `at` contains both.
            block.length = static_cast<std::uint8_t>(common_length(block, at->first));
            block = block.masked();
        }
    }

    [[nodiscard]] iterator begin() const { return routes_.begin(); }
    [[nodiscard]] iterator end() const { return routes_.end(); }
    [[nodiscard]] iterator find(const prefix& p) const { return routes_.find(p); }
    [[nodiscard]] std::size_t size() const noexcept { return routes_.size(); }

private:
    static unsigned common_length(const prefix& a, const prefix& b) noexcept {
        const unsigned most = std::min(a.length, b.length);
        for (std::size_t i = 0; i < sizeof(Address); ++i) {
            const auto difference = static_cast<std::uint8_t>(a.address.bytes[i] ^ b.address.bytes[i]);
            if (difference != 0)
                return std::min(most,
                                static_cast<unsigned>(i) * 8 + static_cast<unsigned>(std::countl_zero(difference)));
        }
        return most;
    }

    routes routes_;
};

} // namespace xdpk::detail
