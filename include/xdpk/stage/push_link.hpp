// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/spsc_ring.hpp>
#include <xdpk/core/flow_record.h>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/flow_hop.hpp>
#include <xdpk/stage/tunnel.hpp>

#include <array>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace xdpk {

/// Which flows are worth a place in XDP: a direction that carried `packets` in at most `seconds`.
struct push_policy {
    std::uint32_t packets = 32;
    std::uint32_t seconds = 2;
    /// Seconds that a flow in XDP outlives its last packet besides its timeout: what XDP counts is heard of so late.
    std::uint32_t late = 2;
};

enum class push_wish : std::uint8_t {
    offer,    ///< XDP may handle this direction from now on
    withdraw, ///< it may not any more
};

/// What a flow cache says of one direction of a flow. The rest is there in offers only.
struct push_notice {
    push_wish wish = push_wish::offer;
    std::uint32_t serial = 0; ///< of the offer: no two of a cache have the same
    std::uint32_t flow = 0;   ///< index in the cache's table
    port_id in_port = 0;      ///< where its packets came in
    flow_hop hop{};           ///< where they went; addresses of zeros with the record's hop 0
    flow_key key{};
    xdpk_flow_record record{};
    tunnel_header tunnel{}; ///< of no length: none
};

/// What becomes of a direction that was offered.
enum class push_fate : std::uint8_t {
    stays,  ///< XDP has it
    ended,  ///< not any more; it may be offered again
    unfit,  ///< XDP cannot do the same with its packets
    denied, ///< it is none: packets of any flow, which a deny set has dropped
};

/// What XDP did with a direction, or for a rule, since the last report.
struct push_report {
    std::uint32_t serial = 0;
    std::uint32_t flow = 0;
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0;
    std::uint32_t last_seen = 0; ///< now_in_seconds() of the last of them
    std::uint32_t epoch = 0;     ///< of the record that XDP had
    std::array<std::uint32_t, 2> account{};
    std::uint8_t verdict = XDPK_FORWARD;
    push_fate fate = push_fate::stays;
};

/// Takes what a worker's flow cache says to the control thread. The worker never waits: what finds no room is lost, and
/// lost() tells so.
class push_link {
public:
    explicit push_link(const push_policy& policy = {}, std::size_t room = 4096) : policy_(policy), ring_(room) {}

    [[nodiscard]] const push_policy& policy() const noexcept { return policy_; }

    /// Worker: false if there is no room.
    [[nodiscard]] bool say(const push_notice& notice) noexcept { return ring_.push({&notice, 1}) == 1; }
    /// Worker: a withdrawal found no room.
    void lose() noexcept { lost_.store(true, std::memory_order_release); }

    /// Control thread: the oldest notices; returns how many.
    std::size_t take(std::span<push_notice> room) noexcept { return ring_.pop(room); }
    /// Control thread: true if a withdrawal was lost since this was asked last.
    [[nodiscard]] bool take_lost() noexcept { return lost_.exchange(false, std::memory_order_acquire); }

private:
    push_policy policy_;
    spsc_ring<push_notice> ring_;
    std::atomic<bool> lost_{false};
};

} // namespace xdpk
