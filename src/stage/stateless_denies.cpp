// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/stateless_denies.hpp>

#include "address_ranges.hpp"

#include <algorithm>
#include <array>
#include <memory>
#include <optional>
#include <utility>

namespace xdpk {

namespace {

using detail::address_ranges;

enum side : std::size_t { from, to };

constexpr side other(side s) noexcept { return s == from ? to : from; }

bool any_port(const port_range& range) noexcept { return range.first == 0 && range.last == 0xFFFF; }

/// It looks at addresses only.
bool is_bare(const classifier_rule& m) noexcept {
    return !m.protocol && any_port(m.source_ports) && any_port(m.destination_ports) && m.tcp_flags.mask == 0 &&
           !m.icmp_type && !m.icmp_code && !m.vlan && !m.dscp && m.fragment.mask == 0 && !m.interface;
}

/// The blocks that a rule names on one side; none: it is about any address.
std::optional<std::vector<address_block>> blocks_of(const filter_policy& policy, const filter_rule& rule, side s) {
    const filter_group& group = s == from ? rule.from : rule.to;
    const address_match& match = s == from ? rule.match.source : rule.match.destination;
    if (const auto* const set = std::get_if<set_name>(&group))
        return policy.blocks_of(set->name);
    if (const auto* const selector = std::get_if<label_selector>(&group))
        return policy.blocks_of(*selector);
    if (const auto* const v4 = std::get_if<ipv4_prefix>(&match))
        return std::vector<address_block>{v4->masked()};
    if (const auto* const v6 = std::get_if<ipv6_prefix>(&match))
        return std::vector<address_block>{v6->masked()};
    return std::nullopt;
}

class deny_search {
public:
    deny_search(const filter_policy& policy, const deny_room& room) : policy_(policy), room_(room) {
        for (const filter_rule& rule : policy.rules())
            views_.push_back({.bare = is_bare(rule.match), .sides = {view_of(rule, from), view_of(rule, to)}});
    }

    stateless_denies find() {
        for (std::uint32_t rule = 0; rule < views_.size(); ++rule)
            if (const auto s = direction_of(rule); s && found_.rules.size() < room_.rules && stands(rule, *s))
                take(rule, *s);
        tidy();
        return std::move(found_);
    }

private:
    struct view {
        bool bare;
        std::array<std::shared_ptr<const address_ranges>, 2> sides; ///< null: any
        bool taken = false;
    };

    std::shared_ptr<const address_ranges> view_of(const filter_rule& rule, side s) const {
        std::optional<std::vector<address_block>> blocks = blocks_of(policy_, rule, s);
        return blocks ? std::make_shared<const address_ranges>(std::move(*blocks)) : nullptr;
    }

    /// The one side by which the rule drops.
    [[nodiscard]] std::optional<side> direction_of(std::uint32_t rule) const {
        const view& v = views_[rule];
        const filter_rule& r = policy_.rules()[rule];
        if (r.action != filter_action::drop || r.log || !v.bare ||
            (v.sides[from] == nullptr) == (v.sides[to] == nullptr))
            return std::nullopt;
        return v.sides[from] != nullptr ? from : to;
    }

    /// Whether a packet with one of those addresses on that side may be the rule's.
    static bool touches(const view& v, side s, const address_ranges& those) {
        const bool nobody = v.sides[other(s)] != nullptr && v.sides[other(s)]->empty();
        return !nobody && (v.sides[s] == nullptr || v.sides[s]->touch(those));
    }

    /// No rule before it has anything to say of its packets, and replies to them could not begin.
    [[nodiscard]] bool stands(std::uint32_t rule, side s) const {
        const address_ranges& its = *views_[rule].sides[s];
        const auto before = views_.begin() + rule;
        const bool first =
            std::none_of(views_.begin(), before, [&](const view& v) { return !v.taken && touches(v, s, its); });
        return first && is_closed(other(s), its);
    }

    /// No flow is permitted whose first packet has any of these addresses on that side.
    [[nodiscard]] bool is_closed(side s, const address_ranges& those) const {
        for (std::size_t i = 0; i < views_.size(); ++i) {
            const view& v = views_[i];
            const bool permits = policy_.rules()[i].action == filter_action::permit;
            if (permits && touches(v, s, those))
                return false;
            if (!permits && v.bare && v.sides[other(s)] == nullptr &&
                (v.sides[s] == nullptr || v.sides[s]->cover(those)))
                return true;
        }
        return policy_.step(policy_.size()).verdict != XDPK_FORWARD;
    }

    void take(std::uint32_t rule, side s) {
        const std::vector<address_block> blocks = blocks_of(policy_, policy_.rules()[rule], s).value();
        std::array<std::size_t, 3> room = left_;
        for (const address_block& block : blocks)
            if (std::size_t& some = room[kind_of(block)]; some-- == 0)
                return;
        left_ = room;
        views_[rule].taken = true;
        found_.rules.push_back(rule);
        for (const address_block& block : blocks)
            found_.blocks.push_back({.by_destination = s == to, .block = block, .rule = rule});
    }

    /// By which room it takes: that for IPv4 prefixes, IPv6 ones, or single addresses.
    static std::size_t kind_of(const address_block& block) noexcept {
        const bool single = std::visit([](const auto& prefix) { return prefix.length == prefix.bits; }, block);
        return single ? 2 : block.index();
    }

    /// Rules of blocks around a block hold for it too; in order, those stand before it.
    void tidy() {
        std::vector<denied_block>& all = found_.blocks;
        std::ranges::sort(all);
        const auto same = [](const denied_block& a, const denied_block& b) {
            return a.by_destination == b.by_destination && a.block == b.block;
        };
        all.erase(std::unique(all.begin(), all.end(), same), all.end());
        std::vector<const denied_block*> around;
        for (denied_block& one : all) {
            while (!around.empty() && (around.back()->by_destination != one.by_destination ||
                                       !detail::contains(around.back()->block, one.block)))
                around.pop_back();
            if (!around.empty())
                one.rule = std::min(one.rule, around.back()->rule);
            around.push_back(&one);
        }
    }

    const filter_policy& policy_;
    const deny_room room_;
    std::vector<view> views_;
    std::array<std::size_t, 3> left_{room_.prefixes, room_.prefixes, room_.addresses};
    stateless_denies found_;
};

} // namespace

stateless_denies find_stateless_denies(const filter_policy& policy, const deny_room& room) {
    const auto drops = [](const filter_rule& rule) { return rule.action == filter_action::drop; };
    if (std::ranges::none_of(policy.rules(), drops))
        return {};
    return deny_search(policy, room).find();
}

} // namespace xdpk
