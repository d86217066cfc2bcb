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

/// Packets with one of these addresses and one of these ports on a side.
struct deny_end {
    std::shared_ptr<const address_ranges> addresses{}; ///< null: any
    port_range ports{};

    [[nodiscard]] bool any_port() const noexcept { return ports.first == 0 && ports.last == 0xFFFF; }
    [[nodiscard]] bool nobody() const noexcept { return addresses != nullptr && addresses->empty(); }
    [[nodiscard]] bool touch(const deny_end& other) const {
        const bool meet = addresses == nullptr || other.addresses == nullptr || addresses->touch(*other.addresses);
        return meet && !nobody() && ports.first <= other.ports.last && other.ports.first <= ports.last;
    }
    [[nodiscard]] bool cover(const deny_end& other) const {
        const bool all = addresses == nullptr || (other.addresses != nullptr && addresses->cover(*other.addresses));
        return all && ports.first <= other.ports.first && other.ports.last <= ports.last;
    }
};

/// The packets of a rule, as far as addresses, ports and protocol say it.
struct deny_view {
    std::optional<ip_proto> protocol{};
    std::array<deny_end, 2> sides{};
    bool whole = true; ///< the rule asks for nothing else

    [[nodiscard]] deny_view reversed() const { return {protocol, {sides[to], sides[from]}, whole}; }
    /// Whether a packet may be of both.
    [[nodiscard]] bool touch(const deny_view& other) const {
        const bool meet = !protocol || !other.protocol || protocol == other.protocol;
        return meet && sides[from].touch(other.sides[from]) && sides[to].touch(other.sides[to]);
    }
    /// Whether the rule has all of the other's packets.
    [[nodiscard]] bool cover(const deny_view& other) const {
        return whole && (!protocol || protocol == other.protocol) && sides[from].cover(other.sides[from]) &&
               sides[to].cover(other.sides[to]);
    }
};

/// It looks at addresses, ports and protocol only.
bool is_whole(const classifier_rule& m) noexcept {
    return m.tcp_flags.mask == 0 && !m.icmp_type && !m.icmp_code && !m.vlan && !m.dscp && m.fragment.mask == 0 &&
           !m.interface;
}

/// What a packet must have to be the rule's; that decides in which of the sets it is.
enum class deny_shape : std::uint8_t { address, port, flow };

std::optional<deny_shape> shape_of(const deny_view& v) {
    const auto have = [&v](auto what) { return (what(v.sides[from]) ? 1 : 0) + (what(v.sides[to]) ? 1 : 0); };
    const int addresses = have([](const deny_end& e) { return e.addresses != nullptr; });
    const int ports = have([](const deny_end& e) { return !e.any_port(); });
    if (!v.protocol)
        return addresses == 1 && ports == 0 ? std::optional(deny_shape::address) : std::nullopt;
    if (v.protocol != ip_proto::tcp && v.protocol != ip_proto::udp)
        return std::nullopt;
    if (addresses == 0 && ports == 1)
        return deny_shape::port;
    return addresses == 2 && ports == 2 ? std::optional(deny_shape::flow) : std::nullopt;
}

bool is_single(const address_block& block) noexcept {
    return std::visit([](const auto& prefix) { return prefix.length == prefix.bits; }, block);
}

ip_address address_of(const address_block& block) {
    return std::visit([](const auto& prefix) { return ip_address(prefix.address); }, block);
}

std::size_t size_of(const port_range& range) noexcept { return std::size_t{range.last} - range.first + 1; }

template <class Each>
void for_each_port(const port_range& range, Each each) {
    for (std::uint32_t port = range.first; port <= range.last; ++port)
        each(static_cast<std::uint16_t>(port));
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
    deny_search(const filter_policy& policy, const deny_room& room) : policy_(policy), left_(room) {
        for (const filter_rule& rule : policy.rules())
            views_.push_back({.protocol = rule.match.protocol,
                              .sides = {deny_end{ranges_of(rule, from), rule.match.source_ports},
                                        deny_end{ranges_of(rule, to), rule.match.destination_ports}},
                              .whole = is_whole(rule.match)});
        taken_.resize(views_.size());
    }

    stateless_denies find() {
        for (std::uint32_t rule = 0; rule < views_.size(); ++rule)
            if (left_.rules != 0 && drops_only(rule) && stands(rule) && take(rule)) {
                taken_[rule] = true;
                found_.rules.push_back(rule);
                --left_.rules;
            }
        tidy();
        return std::move(found_);
    }

private:
    std::shared_ptr<const address_ranges> ranges_of(const filter_rule& rule, side s) const {
        std::optional<std::vector<address_block>> blocks = blocks_of(policy_, rule, s);
        return blocks ? std::make_shared<const address_ranges>(std::move(*blocks)) : nullptr;
    }
    [[nodiscard]] std::vector<address_block> blocks_on(std::uint32_t rule, side s) const {
        return blocks_of(policy_, policy_.rules()[rule], s).value();
    }

    [[nodiscard]] bool drops_only(std::uint32_t rule) const {
        const filter_rule& r = policy_.rules()[rule];
        return r.action == filter_action::drop && !r.log && views_[rule].whole;
    }

    /// No rule before it has anything to say of its packets, and replies to them could not begin.
    [[nodiscard]] bool stands(std::uint32_t rule) const {
        for (std::uint32_t before = 0; before < rule; ++before)
            if (!taken_[before] && views_[before].touch(views_[rule]))
                return false;
        return is_closed(views_[rule].reversed());
    }

    /// No flow is permitted whose first packet is of these.
    [[nodiscard]] bool is_closed(const deny_view& those) const {
        for (std::size_t i = 0; i < views_.size(); ++i) {
            const bool permits = policy_.rules()[i].action == filter_action::permit;
            if (permits && views_[i].touch(those))
                return false;
            if (!permits && views_[i].cover(those))
                return true;
        }
        return policy_.step(policy_.size()).verdict != XDPK_FORWARD;
    }

    /// False if the rule is of no shape that can be taken, or there is no room.
    bool take(std::uint32_t rule) {
        const std::optional<deny_shape> shape = shape_of(views_[rule]);
        if (!shape)
            return false;
        switch (*shape) {
        case deny_shape::address:
            return take_blocks(rule);
        case deny_shape::port:
            return take_ports(rule);
        case deny_shape::flow:
            break;
        }
        return take_flows(rule);
    }

    bool take_blocks(std::uint32_t rule) {
        const side s = views_[rule].sides[from].addresses != nullptr ? from : to;
        const std::vector<address_block> blocks = blocks_on(rule, s);
        const auto addresses = static_cast<std::size_t>(std::ranges::count_if(blocks, is_single));
        std::array<std::size_t, 2> prefixes{};
        for (const address_block& block : blocks)
            prefixes[block.index()] += is_single(block) ? 0U : 1U;
        if (addresses > left_.addresses || prefixes[0] > prefixes_left_[0] || prefixes[1] > prefixes_left_[1])
            return false;
        left_.addresses -= addresses;
        for (std::size_t version = 0; version < prefixes.size(); ++version)
            prefixes_left_[version] -= prefixes[version];
        for (const address_block& block : blocks)
            found_.sets.blocks.push_back({.by_destination = s == to, .block = block, .rule = rule});
        return true;
    }

    bool take_ports(std::uint32_t rule) {
        const deny_view& v = views_[rule];
        const side s = v.sides[from].any_port() ? to : from;
        if (size_of(v.sides[s].ports) > left_.ports)
            return false;
        left_.ports -= size_of(v.sides[s].ports);
        for_each_port(v.sides[s].ports, [&](std::uint16_t port) {
            found_.sets.ports.push_back(
                {.by_destination = s == to, .protocol = *v.protocol, .port = port, .rule = rule});
        });
        return true;
    }

    bool take_flows(std::uint32_t rule) {
        const deny_view& v = views_[rule];
        const std::vector<address_block> sources = blocks_on(rule, from), destinations = blocks_on(rule, to);
        std::size_t most = 1;
        for (const std::size_t many :
             {sources.size(), destinations.size(), size_of(v.sides[from].ports), size_of(v.sides[to].ports)}) {
            if (many > left_.flows || most * many > left_.flows)
                return false;
            most *= many;
        }
        if (!std::ranges::all_of(sources, is_single) || !std::ranges::all_of(destinations, is_single))
            return false;
        left_.flows -= most;
        for (const address_block& source : sources)
            for (const address_block& destination : destinations)
                if (source.index() == destination.index())
                    take_flows_between(address_of(source), address_of(destination), rule);
        return true;
    }

    void take_flows_between(const ip_address& source, const ip_address& destination, std::uint32_t rule) {
        const deny_view& v = views_[rule];
        for_each_port(v.sides[from].ports, [&](std::uint16_t source_port) {
            for_each_port(v.sides[to].ports, [&](std::uint16_t destination_port) {
                found_.sets.flows.push_back({source, destination, *v.protocol, source_port, destination_port, rule});
            });
        });
    }

    /// Of what is there twice only that of the first rule stays. In order, that stands before the others.
    template <class Denied>
    static void keep_first(std::vector<Denied>& all) {
        std::ranges::sort(all);
        const auto same = [](const Denied& a, Denied b) {
            b.rule = a.rule;
            return a == b;
        };
        all.erase(std::unique(all.begin(), all.end(), same), all.end());
    }

    /// Rules of blocks around a block hold for it too; in order, those stand before it.
    void tidy() {
        keep_first(found_.sets.ports);
        keep_first(found_.sets.flows);
        std::vector<denied_block>& all = found_.sets.blocks;
        keep_first(all);
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
    deny_room left_;
    std::array<std::size_t, 2> prefixes_left_{left_.prefixes, left_.prefixes}; ///< by IP version
    std::vector<deny_view> views_;
    std::vector<bool> taken_;
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
