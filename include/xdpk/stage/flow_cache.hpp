// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/clock.hpp>
#include <xdpk/core/stage.hpp>
#include <xdpk/stage/flow_engine.hpp>
#include <xdpk/stage/foreseen.hpp>

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <tuple>
#include <utility>
#include <vector>

namespace xdpk {

/// flow_cache: has its stages decide for a flow's first packet, and does with every later one what they decided.
///
/// Stands behind parse_headers. What is not IP, what a stage before dropped, and neighbour discovery passes untouched.
/// A packet whose flow is known costs a look-up, shared by the burst, and one rewrite, however many stages there are. A
/// flow has two directions, each with a record; replies are found by what the stages made of the first direction. ICMP
/// errors go with the flow of the packet they quote, and are rewritten inside too; they never end a flow (RFC 5382,
/// REQ-10). Later fragments go with the first.
///
/// TCP is followed as in RFC 6146, section 3.5.2, and RFC 7857: established when both ends were heard, transitory after
/// a reset or when both have said that they are done; a packet after a reset revives it, a SYN begins another flow.
/// When the table is full the oldest transitory flow goes; when all are established, or new flows come faster than
/// allowed, a new flow's packets are decided for one by one, or dropped where that is of no use (`full`). new_epoch()
/// has every flow decided anew at its next packet.
///
/// Stages may give a flow the other IP version (XDPK_TRANSLATE_IP, RFC 7915): its packets get a header of it, and so
/// have those that ICMP errors quote; fragments stay fragments. One that would become too big for its way out is too
/// big as it came: nothing is fragmented, and the MTU that is told is that of its sender's version.
///
/// A packet that is rejected, whose TTL ends here, or that is too big for its tunnel or, translated, for its way out
/// becomes the ICMP error or the TCP reset that tells its sender (`told`), so many times in a second, and leaves by the
/// port it came in by.
///
/// Drops: what the stages decided to (`dropped`, `rejected`); the last hop's packets (`ttl_exceeded`), those that are
/// too big (`too_big`), those that cannot be translated (`untranslatable`: what read_common_header() refuses, source
/// routes among it, fragments of ICMP, and ICMP errors that only one IP version has), and those for a neighbour whose
/// address is not known (`unresolved`); ICMP errors of no flow, and ICMP that is neither error nor echo (`unrelated`);
/// fragments without a first one (`no_first_fragment`) or on top of it (`overlapping_fragment`); TCP flows in their
/// middle, unless they may be picked up (`no_flow`); flows that need a place and get none (`full`), or a key and get
/// none (`collision`).
template <flow_stage... Stages>
class flow_cache {
public:
    static constexpr const char* name = "flow_cache";

    explicit flow_cache(const flow_cache_config& config, Stages... stages)
        : engine_(config, now_in_seconds()), places_(detail::foreseen<Stages>{std::move(stages)}...) {}

    void operator()(burst& b) noexcept { run(b, now_in_seconds()); }
    /// At a time of the caller's choice.
    void run(burst& b, std::uint32_t now) noexcept { engine_.run(b, now, {foresee, decide, forget, this}); }

    /// The stages' configuration changed: flows are decided anew, and keep what they can keep.
    void new_epoch() noexcept { engine_.new_epoch(); }

    template <std::size_t I>
    [[nodiscard]] auto& stage() noexcept {
        return std::get<I>(places_).stage;
    }
    [[nodiscard]] const flow_table<xdpk_flow_record>& flows() const noexcept { return engine_.flows(); }
    /// Of flow_decision::account[which].
    [[nodiscard]] const std::vector<flow_sum>& sums(std::size_t which) const noexcept { return engine_.sums(which); }
    /// For the worker itself, between two bursts, and with a new epoch: what the numbers stand for has changed.
    void swap_sums(std::size_t which, std::vector<flow_sum>& other) noexcept { engine_.swap_sums(which, other); }
    /// For the worker itself, between two bursts: all of it but the sizes, the sums, the seed and push-down; flows are
    /// decided anew.
    void configure(flow_cache_config next) { engine_.configure(std::move(next)); }
    /// For the worker itself, between two bursts: as in the configuration.
    void set_tunnels(std::vector<tunnel_header> tunnels) { engine_.set_tunnels(std::move(tunnels)); }

    /// For the worker itself, between two bursts: to be told what XDP did.
    [[nodiscard]] detail::flow_engine& engine() noexcept { return engine_; }

    void list_counters(std::vector<stage_counter>& list) const {
        for (const named_counter& c : engine_.counters())
            list.push_back({std::string(name) + "." + c.name, c.value});
        std::apply([&list](const auto&... p) { (list_flow_counters(p.stage, list), ...); }, places_);
    }

private:
    static void foresee(void* self, std::span<const packet_fields> flows) noexcept {
        std::apply([flows](auto&... p) noexcept { (p.foresee(flows), ...); }, static_cast<flow_cache*>(self)->places_);
    }

    static void decide(void* self, flow_decision& d, std::optional<std::size_t> flow) noexcept {
        const auto ask = [&d, flow](auto& p) noexcept {
            if (d.verdict == XDPK_FORWARD)
                p.decide(d, flow);
        };
        std::apply([&ask](auto&... p) noexcept { (ask(p), ...); }, static_cast<flow_cache*>(self)->places_);
    }

    template <class S>
    static void tell(S& s, const flow_key& key, const xdpk_flow_record& forward) noexcept {
        if constexpr (flow_keeping_stage<S>)
            s.forget(key, forward);
    }

    static void forget(void* self, const flow_key& key, const xdpk_flow_record& forward) noexcept {
        std::apply([&](auto&... p) noexcept { (tell(p.stage, key, forward), ...); },
                   static_cast<flow_cache*>(self)->places_);
    }

    detail::flow_engine engine_;
    std::tuple<detail::foreseen<Stages>...> places_;
};

} // namespace xdpk
