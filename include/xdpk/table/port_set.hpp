// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier_rule.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

namespace xdpk {

/// A set of ports, a bit each: 8 KiB. Searched 64 ports at a time. For one thread.
class port_set {
public:
    static constexpr std::size_t word_count = 1024;

    [[nodiscard]] bool contains(std::uint16_t port) const noexcept { return (words_[port / 64U] & bit(port)) != 0; }
    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] std::uint64_t word(std::size_t i) const noexcept { return words_[i]; } ///< ports 64 i to 64 i + 63

    /// True if the port was not in it.
    bool insert(std::uint16_t port) noexcept {
        const bool added = !contains(port);
        words_[port / 64U] |= bit(port);
        size_ += added ? 1U : 0U;
        return added;
    }
    /// True if the port was in it.
    bool erase(std::uint16_t port) noexcept {
        const bool removed = contains(port);
        words_[port / 64U] &= ~bit(port);
        size_ -= removed ? 1U : 0U;
        return removed;
    }

    void insert(const port_range& range) noexcept {
        for (std::uint32_t port = range.first; port <= range.last; ++port)
            insert(static_cast<std::uint16_t>(port));
    }
    void erase(const port_range& range) noexcept {
        for (std::uint32_t port = range.first; port <= range.last; ++port)
            erase(static_cast<std::uint16_t>(port));
    }

private:
    static constexpr std::uint64_t bit(std::uint16_t port) noexcept { return std::uint64_t{1} << port % 64U; }

    std::array<std::uint64_t, word_count> words_{};
    std::size_t size_ = 0;
};

enum class port_parity : std::uint8_t { any, even, odd };

/// Which port is wanted: one of the range that is in none of the sets `taken`, and in `mine` if that is given.
struct port_search {
    const port_set* taken = nullptr;
    const port_set* reserved = nullptr; ///< taken too; may be null
    const port_set* mine = nullptr;     ///< null: all
    port_range range{};
    port_parity parity = port_parity::any;
};

[[nodiscard]] bool fits(const port_search& wanted, std::uint16_t port) noexcept;

/// The first port that fits from `start` on, which is in the range, and then from the range's beginning.
[[nodiscard]] std::optional<std::uint16_t> find_port(const port_search& wanted, std::uint16_t start) noexcept;

/// How many ports fit.
[[nodiscard]] std::size_t count_ports(const port_search& wanted) noexcept;

} // namespace xdpk
