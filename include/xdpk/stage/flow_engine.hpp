// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/counter.hpp>
#include <xdpk/core/burst.hpp>
#include <xdpk/core/flow_record.h>
#include <xdpk/stage/flow_cache_config.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/stage/fragment_ports.hpp>
#include <xdpk/stage/per_second.hpp>
#include <xdpk/table/flow_table.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <vector>

namespace xdpk {

namespace detail {

class flow_pushes;

/// What flow_cache is made of, whatever its stages: see there.
class flow_engine {
public:
    using tick = std::uint32_t;

    /// The cache's stages, in their order.
    struct stages {
        /// Of new flows, before they are decided one by one.
        void (*foresee)(void* context, std::span<const packet_fields> flows) noexcept;
        /// `foreseen`: the flow's place in that list, if it was in it.
        void (*decide)(void* context, flow_decision& decision, std::optional<std::size_t> foreseen) noexcept;
        void (*forget)(void* context, const flow_key& key, const xdpk_flow_record& forward) noexcept;
        void* context;
    };

    flow_engine(const flow_cache_config& config, tick now);

    void run(burst& b, tick now, const stages& asked) noexcept;

    void new_epoch() noexcept;
    [[nodiscard]] std::uint32_t epoch() const noexcept { return epoch_; }
    /// For the worker itself, between two bursts: all of it but the sizes, the sums, the seed and push-down; flows are
    /// decided anew.
    void configure(flow_cache_config next);
    [[nodiscard]] const flow_table<xdpk_flow_record>& flows() const noexcept { return table_; }
    /// Of flow_decision::account[which].
    [[nodiscard]] const std::vector<flow_sum>& sums(std::size_t which) const noexcept { return sums_[which]; }
    /// For the worker itself, between two bursts, and with a new epoch: what the numbers stand for has changed.
    void swap_sums(std::size_t which, std::vector<flow_sum>& other) noexcept { sums_[which].swap(other); }
    /// For the worker itself, between two bursts: as in the configuration.
    void set_tunnels(std::vector<tunnel_header> tunnels);
    /// The same, of a cache whose flows are pushed down: what XDP did with them.
    void take_reports(std::span<const push_report> reports, tick now) noexcept;
    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    using table = flow_table<xdpk_flow_record>;
    using index = table::index;
    struct batch;
    struct subject;
    enum class kind : std::uint8_t { none, ordinary, error };

    void collect(burst& b, std::uint32_t from, tick now, batch& wanted) noexcept;
    kind key_of(packet& p, tick now, flow_key& key) noexcept;
    kind key_of_others(packet& p, tick now, flow_key& key) noexcept;
    bool key_of_fragment(packet& p, tick now, flow_key& key) noexcept;
    void hit(burst& b, const subject& s, index flow, tick now) noexcept;
    void miss_all(burst& b, batch& wanted, tick now, const stages& asked) noexcept;
    void foresee(burst& b, const batch& wanted, const stages& asked) noexcept;
    void miss(burst& b, const subject& s, std::optional<std::size_t> foreseen, tick now, const stages& asked) noexcept;
    void decide(burst& b, const subject& s, std::optional<std::size_t> foreseen, tick now,
                const stages& asked) noexcept;
    index decide_anew(const subject& s, index flow, tick now, const stages& asked) noexcept;
    table::insertion keep(const flow_decision& d, const std::array<xdpk_flow_record, 2>& records, tick now,
                          const stages& asked) noexcept;
    [[nodiscard]] std::array<xdpk_flow_record, 2> records_of(const flow_decision& d) const noexcept;
    void apply(burst& b, const subject& s, xdpk_flow_record& record) noexcept;
    void take_hop(packet& p, std::uint16_t to) noexcept;
    bool rewrite_addresses(const burst& b, const subject& s, const xdpk_flow_record& record) noexcept;
    void turn_away(burst& b, const subject& s, const xdpk_flow_record& record) noexcept;
    [[nodiscard]] bool outgrows(burst& b, const subject& s, const xdpk_flow_record& record) noexcept;
    void tell(burst& b, packet& p, counter& counted, refusal why, std::uint16_t mtu = 0) noexcept;
    void track(const packet& p, index flow, tick now) noexcept;
    void change_state(index flow, ip_proto protocol, std::uint8_t tcp_flags, tick now) noexcept;
    static void discard(packet& p, counter& why) noexcept;
    void farewell(index first, const stages& asked) noexcept;
    void offer_fast(burst& b, const batch& wanted, const index* found, tick now) noexcept;
    void offer(const packet& p, index flow) noexcept;
    void begin_pushes(index flow, tick now) noexcept;
    void begin_pushes_again(index flow, tick now) noexcept;
    void withdraw(index flow) noexcept;
    void take(const push_report& r, tick now) noexcept;
    void list_pushes(std::vector<named_counter>& list) const;

    table table_;
    fragment_ports fragments_;
    std::array<std::uint32_t, 6> timeouts_;
    std::array<std::vector<flow_sum>, 2> sums_;
    std::shared_ptr<hop_table> hops_;
    std::vector<tunnel_header> tunnels_;
    std::array<std::uint16_t, max_ports> mtu_;
    refusal_source own_addresses_;
    std::shared_ptr<flow_pushes> pushes_; ///< null: nothing is pushed down
    std::uint32_t epoch_ = 0;
    per_second new_flows_;
    per_second refusals_;
    tick now_;
    std::uint16_t identification_; ///< of the last IPv4 packet that was made of an IPv6 one
    bool pick_up_;
    port_id kernel_port_;
    counter hits_, decided_, unkept_;
    counter dropped_, rejected_, ttl_exceeded_, too_big_, told_, untranslatable_, unresolved_, unrelated_,
        no_first_fragment_, overlapping_fragment_;
    counter no_flow_, full_, collision_;
};

} // namespace detail

} // namespace xdpk
