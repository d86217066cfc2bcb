// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier_rule.hpp>

#include <cstdint>
#include <optional>

namespace xdpk {

/// Which ports of which external address are a subscriber's, by arithmetic instead of memory (RFC 7422, section 2,
/// "sequential"): subscribers one after the other fill the first address with equal blocks of ports, then the next.
class deterministic_ports {
public:
    struct place {
        std::uint32_t address;
        port_range ports;
    };

    /// `subscribers` and `addresses` are at least 1.
    deterministic_ports(std::uint32_t subscribers, std::uint32_t addresses, const port_range& ports) noexcept
        : subscribers_(subscribers), first_(ports.first),
          ratio_(static_cast<std::uint32_t>((std::uint64_t{subscribers} + addresses - 1) / addresses)),
          each_((ports.last - ports.first + 1U) / ratio_) {}

    /// Ports that each subscriber has; 0 if there are more subscribers than ports.
    [[nodiscard]] std::uint32_t ports_each() const noexcept { return each_; }

    /// Of a subscriber, counted from 0.
    [[nodiscard]] place of(std::uint32_t subscriber) const noexcept {
        const std::uint32_t begin = first_ + subscriber % ratio_ * each_;
        return {subscriber / ratio_,
                {static_cast<std::uint16_t>(begin), static_cast<std::uint16_t>(begin + each_ - 1)}};
    }

    /// Whose port it is: nobody's if it is outside of the range, or in what is left over at its end.
    [[nodiscard]] std::optional<std::uint32_t> subscriber(std::uint32_t address, std::uint16_t port) const noexcept {
        if (port < first_ || (port - first_) / each_ >= ratio_)
            return std::nullopt;
        const std::uint64_t number = std::uint64_t{address} * ratio_ + (port - first_) / each_;
        return number < subscribers_ ? std::optional(static_cast<std::uint32_t>(number)) : std::nullopt;
    }

private:
    std::uint32_t subscribers_;
    std::uint32_t first_;
    std::uint32_t ratio_; ///< subscribers that share an address
    std::uint32_t each_;
};

} // namespace xdpk
