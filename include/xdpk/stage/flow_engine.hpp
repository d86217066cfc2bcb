// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/core/burst.hpp>
#include <xdpk/core/flow_record.h>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/fragment_ports.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/refusal.hpp>
#include <xdpk/stage/tunnel.hpp>
#include <xdpk/table/flow_table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <random>
#include <vector>

namespace xdpk {

/// Seconds that a flow lives after a packet.
struct flow_timeouts {
    std::uint32_t tcp_established = 7440; ///< RFC 5382, REQ-5
    std::uint32_t tcp_transitory = 240;   ///< opening, closing, reset: the same
    std::uint32_t udp = 300;              ///< RFC 4787, REQ-5
    std::uint32_t icmp = 60;              ///< RFC 5508, REQ-2
    std::uint32_t other = 300;
    std::uint32_t refused = 10; ///< a flow whose packets are dropped
};

struct flow_cache_config {
    std::size_t flows = 65536;                       ///< room for so many, of two directions each; about 300 bytes each
    std::size_t fragmented = 4096;                   ///< datagrams in fragments at a time
    std::uint32_t new_flows_per_second = 0xFFFFFFFF; ///< past it new flows are served but not kept
    bool pick_up = true;                             ///< TCP flows may be in their middle when they are first seen
    port_id kernel_port = unrouted;                  ///< where packets for the kernel's stack go
    flow_timeouts timeouts{};
    std::size_t accounts = 1;                 ///< sums that flow_decision::account may name
    std::shared_ptr<hop_table> hops{};        ///< what flow_decision::hop names; the router's
    std::vector<tunnel_header> tunnels{};     ///< what flow_decision::tunnel may name, from 1
    refusal_source own_addresses{};           ///< whose ICMP errors are
    std::uint32_t refusals_per_second = 1000; ///< of which so many may be sent
    std::uint64_t seed = std::random_device{}();
};

/// Packets and bytes that stages asked to be summed.
struct flow_sum {
    counter packets;
    counter bytes;
};

namespace detail {

/// So many times in a second, and no more.
class per_second {
public:
    explicit per_second(std::uint32_t limit) noexcept : limit_(limit) {}

    bool take(std::uint32_t now) noexcept {
        if (now != second_) {
            second_ = now;
            taken_ = 0;
        }
        return taken_++ < limit_;
    }

private:
    std::uint32_t limit_;
    std::uint32_t taken_ = 0;
    std::uint32_t second_ = 0;
};

/// What flow_cache is made of, whatever its stages: see there.
class flow_engine {
public:
    using tick = std::uint32_t;

    /// The cache's stages, in their order.
    struct stages {
        void (*decide)(void* context, flow_decision& decision) noexcept;
        void (*forget)(void* context, const flow_key& key, const xdpk_flow_record& forward) noexcept;
        void* context;
    };

    flow_engine(const flow_cache_config& config, tick now);

    void run(burst& b, tick now, const stages& asked) noexcept;

    void new_epoch() noexcept { ++epoch_; }
    [[nodiscard]] const flow_table<xdpk_flow_record>& flows() const noexcept { return table_; }
    [[nodiscard]] const std::vector<flow_sum>& sums() const noexcept { return sums_; }
    /// For the worker itself, between two bursts: as in the configuration.
    void set_tunnels(std::vector<tunnel_header> tunnels);
    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    using table = flow_table<xdpk_flow_record>;
    using index = table::index;
    struct batch;
    struct subject;
    enum class kind : std::uint8_t { none, ordinary, error };

    void collect(burst& b, std::uint32_t from, tick now, batch& wanted) noexcept;
    kind key_of(packet& p, tick now, flow_key& key) noexcept;
    bool key_of_fragment(packet& p, tick now, flow_key& key) noexcept;
    void hit(burst& b, const subject& s, index flow, tick now) noexcept;
    void miss(burst& b, const subject& s, tick now, const stages& asked) noexcept;
    void decide(burst& b, const subject& s, tick now, const stages& asked) noexcept;
    index decide_anew(const subject& s, index flow, tick now, const stages& asked) noexcept;
    table::insertion keep(const flow_decision& d, const std::array<xdpk_flow_record, 2>& records, tick now,
                          const stages& asked) noexcept;
    [[nodiscard]] std::array<xdpk_flow_record, 2> records_of(const flow_decision& d) const noexcept;
    void apply(burst& b, const subject& s, xdpk_flow_record& record) noexcept;
    void take_hop(packet& p, std::uint16_t to) noexcept;
    void turn_away(burst& b, packet& p, const xdpk_flow_record& record) noexcept;
    void tell(burst& b, packet& p, counter& counted, refusal why, std::uint16_t mtu = 0) noexcept;
    void track(const packet& p, index flow, tick now) noexcept;
    void change_state(index flow, ip_proto protocol, std::uint8_t tcp_flags, tick now) noexcept;
    static void discard(packet& p, counter& why) noexcept;

    table table_;
    fragment_ports fragments_;
    std::array<std::uint32_t, 6> timeouts_;
    std::vector<flow_sum> sums_;
    std::shared_ptr<hop_table> hops_;
    std::vector<tunnel_header> tunnels_;
    refusal_source own_addresses_;
    std::uint32_t epoch_ = 0;
    per_second new_flows_;
    per_second refusals_;
    tick now_;
    bool pick_up_;
    port_id kernel_port_;
    counter hits_, decided_, unkept_;
    counter dropped_, rejected_, ttl_exceeded_, too_big_, told_, unresolved_, unrelated_, no_first_fragment_,
        overlapping_fragment_;
    counter no_flow_, full_, collision_;
};

} // namespace detail

} // namespace xdpk
