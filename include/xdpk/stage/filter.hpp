// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/clock.hpp>
#include <xdpk/base/counter.hpp>
#include <xdpk/base/spsc_ring.hpp>
#include <xdpk/stage/filter_policy.hpp>
#include <xdpk/stage/flow_stage.hpp>
#include <xdpk/table/policer.hpp>

#include <cstdint>
#include <memory>
#include <span>
#include <utility>
#include <vector>

namespace xdpk {

/// A decision that a rule asked to be logged.
struct filter_event {
    flow_key flow; ///< as its packets come in
    std::uint64_t time_ns;
    std::uint32_t epoch; ///< of the policy that `rule` is a number of
    std::uint32_t rule;
    std::uint16_t interface;
    std::uint8_t verdict; ///< xdpk_verdict
    bool rate_limited;
};

/// From one worker's filter to the control thread.
using filter_log = spsc_ring<filter_event>;

/// One worker's part of a policy: what the rates have left. The control thread makes it, so that the worker need not.
class filter_share {
public:
    /// `workers`: how many share the policy. Each lets a rule's rate divided by them begin, and a burst of one at
    /// least.
    explicit filter_share(std::shared_ptr<const filter_policy> policy, std::uint32_t workers = 1);

    [[nodiscard]] const std::shared_ptr<const filter_policy>& policy() const noexcept { return policy_; }

    /// Whether one more flow may begin.
    [[nodiscard]] bool take(std::uint32_t limit, std::uint64_t now_ns) noexcept;

private:
    std::shared_ptr<const filter_policy> policy_;
    std::uint32_t workers_;
    std::vector<token_bucket> buckets_;
};

/// Nanoseconds of a clock that does not go back.
using nanosecond_clock = std::uint64_t (*)() noexcept;

/// filter: permits, drops or rejects flows by the first rule of a policy that matches their first packet, with the
/// addresses and ports that the stages before have given it: behind a load balancer rules are about backends, before it
/// about VIPs.
///
/// Replies and related ICMP errors need no rule: they are of a flow that was permitted. When the cache has a flow
/// decided anew, with another policy or after a change of its groups, the same rules apply as to a new flow, a TCP flow
/// as if it began with a SYN; but it takes nothing of a rate, and is counted and logged only if its verdict changes.
///
/// account[0] of the decision is 1 plus the rule's number, the default's being one after the last rule's, so that the
/// cache sums packets and bytes by rule. The sums are of one policy: they are read and set to 0 when it is replaced.
///
/// Flows above a rule's rate are dropped packet by packet (flow_decision::once): a sender that tries again may get
/// through. The log is a ring; when it is full, or there is none, events are lost.
///
/// Counts flows by verdict: `permitted`, `dropped` and `rejected`; those above a rate, which are not among the dropped,
/// `rate_limited`; events that were lost, `log_lost`.
struct filter_config {
    filter_share policy;
    std::shared_ptr<filter_log> log{};
    nanosecond_clock clock = now_in_nanoseconds; ///< read for rules with a rate or log only
};

class filter {
public:
    static constexpr const char* name = "filter";

    explicit filter(filter_config config) noexcept : config_(std::move(config)) {}

    void decide(flow_decision& d) noexcept;

    /// With many rules it costs a fraction to ask for a burst's new flows together what rules they fall under, and to
    /// hand that in when each is decided. Not for flows that are decided anew. The spans are of equal length.
    void foresee(std::span<const packet_fields> flows, std::span<std::uint32_t> rules) const noexcept {
        policy().decide(flows, rules);
    }
    void decide(flow_decision& d, std::uint32_t rule) noexcept;

    /// Another policy, from the next decision on: on the worker's thread. Returns the old one, for the control thread
    /// to free.
    [[nodiscard]] filter_share replace(filter_share next) noexcept;

    [[nodiscard]] const filter_policy& policy() const noexcept { return *config_.policy.policy(); }

    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    void follow(flow_decision& d, std::uint32_t rule) noexcept;
    [[nodiscard]] bool above_rate(const filter_step& step) noexcept;
    void count(const flow_decision& d) noexcept;
    void log(const flow_decision& d, std::uint32_t rule, bool rate_limited) noexcept;

    filter_config config_;
    counter permitted_, dropped_, rejected_, rate_limited_, log_lost_;
};
static_assert(foreseeing_flow_stage<filter>);

} // namespace xdpk
