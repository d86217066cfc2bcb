// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/next_hops.hpp"

#include <xdpk/dpdk/rte_rcu_qsbr.h>

#include <xdpk/table/lpm.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>

namespace xdpk::dpdk {

/// What rte_lpm, rte_lpm6, rte_fib and rte_fib6 are made of: our LPM table, with next hops as wide as theirs and a
/// limit of routes. One thread changes it while others look up.
///
/// What a change has replaced is used again when memory runs out: when all readers of an RCU variable have let go of
/// it, or without one after a pause that is longer than any lookup takes. DPDK's tables, without its RCU, do not even
/// wait that long.
template <class Address>
class routing_table {
public:
    using prefix = ip_prefix<Address>;
    enum class result : std::uint8_t { done, absent, full };
    static constexpr std::size_t most_at_once = 64;

    /// Throws xdpk::error if there is not enough memory.
    explicit routing_table(std::size_t most_routes);

    result add(const prefix& route, std::uint64_t next_hop);
    result remove(const prefix& route);
    [[nodiscard]] std::optional<std::uint64_t> find(const prefix& route) const;
    void clear();

    /// Whose readers look up. With `waits` changes wait for them when memory runs out; else they fail.
    void set_readers(rte_rcu_qsbr& readers, bool waits) noexcept;
    [[nodiscard]] bool has_readers() const noexcept { return readers_ != nullptr; }

    /// Next hops of at most most_at_once addresses; `otherwise` where no route matches, which `matched` is not called
    /// for.
    template <class Matched>
    void lookup(std::span<const Address> addresses, std::uint64_t otherwise, std::uint64_t* found,
                Matched matched) const noexcept {
        std::array<std::uint16_t, most_at_once> numbers;
        table_->lookup(addresses, std::span(numbers).first(addresses.size()));
        for (std::size_t i = 0; i < addresses.size(); ++i) {
            const bool is_matched = numbers[i] != lpm_table<Address>::no_route;
            found[i] = is_matched ? matched(hops_.value(numbers[i])) : otherwise;
        }
    }

    [[nodiscard]] std::optional<std::uint64_t> lookup(const Address& address) const noexcept {
        const std::uint16_t number = table_->lookup(address);
        return number == lpm_table<Address>::no_route ? std::nullopt : std::optional(hops_.value(number));
    }

private:
    [[nodiscard]] bool insert(const prefix& route, std::uint16_t number);
    [[nodiscard]] bool reclaim();
    void replaced() noexcept;

    std::size_t most_routes_;
    std::unique_ptr<lpm_table<Address>> table_;
    next_hops hops_;
    rte_rcu_qsbr* readers_ = nullptr;
    bool waits_ = false;
    std::uint64_t last_change_ = 0; ///< token
};

extern template class routing_table<ipv4_address>;
extern template class routing_table<ipv6_address>;

} // namespace xdpk::dpdk
