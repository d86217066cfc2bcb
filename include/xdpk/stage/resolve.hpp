// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/own_addresses.hpp>

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace xdpk {

/// resolve: asks for the Ethernet addresses that packets wait for, and now and then for those that are known.
///
/// Stands behind the stages that route. For every wanted hop it adds an ARP request (RFC 826) or a neighbour
/// solicitation (RFC 4861, section 7.2.2) to the burst, in a frame of the burst's pool: at most one a second for each
/// hop, whichever worker asks, and `most` in a burst. A neighbour not heard of for `fresh` seconds is asked for
/// directly, and when it stays silent for `patience` more its address is forgotten. The answers are for the arp and nd
/// stages. Changes nothing of the burst's packets and drops none; counts hops at ports where we have no address to ask
/// with (`no_source`), and requests for which there was no frame or no room in the burst (`no_room`).
struct resolve_config {
    own_addresses own{};
    std::shared_ptr<hop_table> hops{};
    std::uint32_t fresh = 60;
    std::uint32_t patience = 3;
    std::uint32_t most = 16;
};

class resolve {
public:
    static constexpr const char* name = "resolve";

    /// Throws xdpk::error if there is no table.
    explicit resolve(const resolve_config& config);

    void operator()(burst& b) noexcept;
    /// At a time of the caller's choice.
    void run(burst& b, std::uint32_t now) noexcept;

    /// For the worker itself, between two bursts: our addresses are others.
    void set_own(own_addresses own) noexcept { config_.own = std::move(own); }

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    void ask(burst& b, std::uint16_t hop) noexcept;

    resolve_config config_;
    std::uint32_t aged_ = 0;
    counter requests_, no_source_, no_room_;
};

} // namespace xdpk
