// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/clock.hpp>
#include <xdpk/core/stage.hpp>
#include <xdpk/core/worker_link.hpp>
#include <xdpk/net/flow_key.hpp>
#include <xdpk/stage/fragment_ports.hpp>

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

namespace xdpk {

/// Says which worker a packet belongs to; nothing: whoever received it. The key is that of packets that go the packet's
/// way, as it came in: of an ICMP error, that of the packet it quotes, reversed; of a later fragment, with the ports of
/// the first. All workers of a run have to have the same rule; stage/owner_rules.hpp has some.
template <class R>
concept owner_rule = std::move_constructible<R> && requires(const R& rule, const packet& p, const flow_key& key) {
    { rule(p, key) }
    noexcept->std::convertible_to<std::optional<std::uint32_t>>;
};

namespace detail {

/// What hand_over is made of, whatever its rule.
class hand_over_engine {
public:
    struct question {
        std::optional<std::uint32_t> (*ask)(const void* rule, const packet& p, const flow_key& key) noexcept;
        const void* rule;
    };

    hand_over_engine(std::shared_ptr<worker_links> links, unsigned worker, std::size_t fragmented, std::uint32_t now);

    [[nodiscard]] bool alone() const noexcept { return link_ == nullptr; }
    void run(burst& b, std::uint32_t now, const question& owner) noexcept;
    [[nodiscard]] std::vector<named_counter> counters() const;

private:
    [[nodiscard]] unsigned owner_of(const packet& p, bool handed_over, std::uint32_t now,
                                    const question& owner) noexcept;
    [[nodiscard]] unsigned owner_of_fragment(const packet& p, flow_key& key, bool handed_over, std::uint32_t now,
                                             const question& owner) noexcept;
    bool give(const burst& b, packet& p, unsigned to) noexcept;

    std::shared_ptr<worker_links> links_;
    worker_link* link_; ///< null: there is no other worker
    fragment_ports fragments_;
    counter handed_over_, full_, too_long_;
};

} // namespace detail

/// hand_over: gives packets that belong to another worker to that worker, who runs its whole pipeline on them.
///
/// Stands behind parse_headers and before the flow cache, so that all packets of a flow, both directions of it, meet on
/// one worker, wherever the NIC's hash has brought them. What stands before it sees a packet twice. The packet is
/// copied, and its frames go back to the pool; it leaves the burst. Packets that are not IP, or were dropped before,
/// and ICMP that is neither error nor echo stay where they are. Packets that another worker handed over stay.
///
/// Fragments of a datagram first meet on the worker that a hash of their two addresses names. There the first one tells
/// the ports of the others, and all go on to the owner. So they may be handed over twice; a later fragment that gets
/// there before its first one stays there, and the flow cache drops it.
///
/// Order is kept among packets that one worker received, but for fragments beside whole packets.
///
/// Counts `handed_over`. Drops packets when the other worker does not keep up (`full`), and those that are larger than
/// any port takes (`too_long`).
template <owner_rule Rule>
class hand_over {
public:
    static constexpr const char* name = "hand_over";

    /// `links` and `worker` as in worker_context; no links, no other workers. `fragmented`: datagrams in fragments at a
    /// time. Throws xdpk::error if the workers run already without links.
    hand_over(std::shared_ptr<worker_links> links, unsigned worker, Rule rule, std::size_t fragmented = 4096)
        : engine_(std::move(links), worker, fragmented, now_in_seconds()), rule_(std::move(rule)) {}

    void operator()(burst& b) noexcept {
        if (!engine_.alone())
            run(b, now_in_seconds());
    }
    /// At a time of the caller's choice.
    void run(burst& b, std::uint32_t now) noexcept { engine_.run(b, now, {ask, &rule_}); }

    /// Between two bursts: the rule, to change it.
    [[nodiscard]] Rule& rule() noexcept { return rule_; }

    [[nodiscard]] std::vector<named_counter> counters() const { return engine_.counters(); }

private:
    static std::optional<std::uint32_t> ask(const void* rule, const packet& p, const flow_key& key) noexcept {
        return (*static_cast<const Rule*>(rule))(p, key);
    }

    detail::hand_over_engine engine_;
    Rule rule_;
};

} // namespace xdpk
