// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/classifier.hpp>

#include "table/classifier_lookup.hpp"
#include "table/packet_labels.hpp"
#include "table/rule_family.hpp"
#include "table/rule_report.hpp"
#include "table/set_labels.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <optional>
#include <string>
#include <utility>
#include <variant>
#include <vector>

namespace xdpk {

namespace {

constexpr std::array<std::uint8_t, 2> versions{4, 6};

using rule_families = std::array<detail::rule_family, 2>;

/// What readers see: the rules of one moment.
struct snapshot {
    rule_families families;
    detail::classifier_view view;
    std::optional<detail::label_view> labels; ///< if a rule names a set

    snapshot(rule_families from, const std::optional<detail::label_view>& with)
        : families(std::move(from)), view{{families[0].view(), families[1].view()}}, labels(with) {}
};

struct known_rule {
    detail::compiled_rule matched; ///< but for its sets
    detail::sets_of_rule sets;
};

using rule_map = std::map<std::uint32_t, known_rule>;

bool is_for(const detail::compiled_rule& rule, std::uint8_t version) noexcept {
    return rule.ip_version == 0 || rule.ip_version == version;
}

void check_room(std::size_t rules) {
    if (rules > detail::tuple_table::most_rules)
        throw error({.where = "classifier",
                     .what = std::to_string(rules) + " rules",
                     .hint = "use at most " + std::to_string(detail::tuple_table::most_rules)});
}

rule_families build(const rule_map& rules, const detail::set_combinations& combinations) {
    rule_families families;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        std::vector<detail::compiled_rule> its;
        for (const auto& [id, rule] : rules)
            if (is_for(rule.matched, versions[i]))
                detail::expand(rule.matched, rule.sets, combinations, its);
        check_room(its.size());
        families[i] = detail::rule_family(std::move(its));
    }
    return families;
}

bool any_names_sets(const rule_map& rules) {
    return std::ranges::any_of(rules, [](const auto& r) { return r.second.sets.any(); });
}

/// Blocks of one family.
template <class Address>
std::vector<ip_prefix<Address>> some_of(std::span<const address_block> blocks) {
    std::vector<ip_prefix<Address>> some;
    for (const address_block& block : blocks)
        if (const auto* const its = std::get_if<ip_prefix<Address>>(&block))
            some.push_back(*its);
    return some;
}

std::size_t index_of(unsigned ip_version) noexcept { return ip_version == 6 ? 1 : 0; }

} // namespace

struct classifier::state {
    rule_map rules;
    std::uint32_t next_id = 0;
    detail::set_combinations combinations;
    detail::set_labels<ipv4_address> labels4;
    detail::set_labels<ipv6_address> labels6;
    std::unique_ptr<const snapshot> owned = std::make_unique<snapshot>(rule_families{}, std::nullopt);
    std::atomic<const snapshot*> current{owned.get()};
    std::vector<std::unique_ptr<const snapshot>> retired;
    detail::classifier_lookup lookup =
        detail::has_classify_avx512() ? detail::classify_avx512 : detail::classify_portable;

    void publish(rule_families families, bool names_sets) {
        std::optional<detail::label_view> labels;
        if (names_sets)
            labels = detail::label_view{labels4.look_up(), labels6.look_up()};
        auto next = std::make_unique<const snapshot>(std::move(families), labels);
        retired.push_back(std::move(owned));
        owned = std::move(next);
        current.store(owned.get(), std::memory_order_release);
    }

    /// With one rule more or less than there was: by `apply`, or all anew if it names sets.
    void publish_change(const known_rule& changed,
                        detail::rule_family (detail::rule_family::*apply)(const detail::compiled_rule&) const) {
        if (changed.sets.any())
            return publish(build(rules, combinations), any_names_sets(rules));
        rule_families families = owned->families;
        for (std::size_t i = 0; i < versions.size(); ++i)
            if (is_for(changed.matched, versions[i]))
                families[i] = (families[i].*apply)(changed.matched);
        publish(std::move(families), owned->labels.has_value());
    }

    /// Rules know a combination before an address has it.
    std::size_t change_set(std::uint32_t set, std::span<const address_block> blocks, bool in) {
        const std::size_t known = combinations.size();
        const auto change4 = labels4.prepare(combinations, set, some_of<ipv4_address>(blocks), in);
        std::optional<detail::set_labels<ipv6_address>::change> change6;
        try {
            change6 = labels6.prepare(combinations, set, some_of<ipv6_address>(blocks), in);
            if (combinations.size() != known && owned->labels)
                publish(build(rules, combinations), true);
        } catch (...) {
            labels4.abandon(change4);
            if (change6)
                labels6.abandon(*change6);
            throw;
        }
        labels4.commit(change4);
        labels6.commit(*change6);
        const detail::label_view now{labels4.look_up(), labels6.look_up()};
        if (owned->labels && *owned->labels != now)
            publish(owned->families, true);
        return change4.own.size() + change6->own.size();
    }
};

classifier::classifier() : state_(std::make_unique<state>()) {}
classifier::~classifier() = default;

void classifier::replace(std::span<const classifier_rule> rules) {
    check_room(rules.size());
    rule_map known;
    for (std::uint32_t id = 0; id < rules.size(); ++id)
        known.emplace_hint(known.end(), id, known_rule{detail::compile(rules[id], id), detail::named_by(rules[id])});
    state_->publish(build(known, state_->combinations), any_names_sets(known));
    state_->rules = std::move(known);
    state_->next_id = static_cast<std::uint32_t>(rules.size());
}

std::uint32_t classifier::add(const classifier_rule& rule) {
    check_room(size() + 1);
    const std::uint32_t id = state_->next_id;
    const auto [at, added] = state_->rules.emplace(id, known_rule{detail::compile(rule, id), detail::named_by(rule)});
    try {
        state_->publish_change(at->second, &detail::rule_family::with);
    } catch (...) {
        state_->rules.erase(at);
        throw;
    }
    ++state_->next_id;
    return id;
}

bool classifier::erase(std::uint32_t rule) {
    auto gone = state_->rules.extract(rule);
    if (gone.empty())
        return false;
    state_->publish_change(gone.mapped(), &detail::rule_family::without);
    return true;
}

std::size_t classifier::add_to_set(std::uint32_t set, std::span<const address_block> blocks) {
    return state_->change_set(set, blocks, true);
}

std::size_t classifier::remove_from_set(std::uint32_t set, std::span<const address_block> blocks) {
    return state_->change_set(set, blocks, false);
}

void classifier::lookup(std::span<const packet_fields> packets, std::span<classifier_hit> hits) const noexcept {
    const snapshot* const now = state_->current.load(std::memory_order_acquire);
    if (!now->labels) {
        state_->lookup(now->view, packets.data(), hits.data(), packets.size());
        return;
    }
    std::array<packet_fields, detail::most_labelled> labelled;
    for (std::size_t i = 0; i < packets.size(); i += labelled.size()) {
        const std::span some = std::span(labelled).first(std::min(labelled.size(), packets.size() - i));
        std::ranges::copy(packets.subspan(i, some.size()), some.begin());
        detail::label_packets(*now->labels, some);
        state_->lookup(now->view, some.data(), &hits[i], some.size());
    }
}

std::vector<std::uint32_t> classifier::explain(const packet_fields& packet) const {
    if (packet.ip_version != 4 && packet.ip_version != 6)
        return {};
    packet_fields labelled = packet;
    detail::label_packets({state_->labels4.look_up(), state_->labels6.look_up()}, {&labelled, 1});
    auto found = state_->owned->families[index_of(packet.ip_version)].all_matches(labelled.to_words());
    std::ranges::sort(found, {}, &detail::compiled_rule::order);
    std::vector<std::uint32_t> ids(found.size());
    std::ranges::transform(found, ids.begin(), &detail::compiled_rule::id);
    return ids;
}

std::vector<superfluous_rule> classifier::find_superfluous() const {
    std::vector<detail::compiled_rule> all;
    for (const auto& [id, rule] : state_->rules)
        detail::expand(rule.matched, rule.sets, state_->combinations, all);
    std::vector<const detail::compiled_rule*> rules(all.size());
    std::ranges::transform(all, rules.begin(), [](const auto& rule) { return &rule; });
    std::ranges::stable_sort(rules, {}, &detail::compiled_rule::order);
    return detail::find_superfluous(rules, state_->owned->families.data());
}

void classifier::reclaim() {
    state_->retired.clear();
    state_->labels4.reclaim();
    state_->labels6.reclaim();
}

std::size_t classifier::size() const noexcept { return state_->rules.size(); }

std::size_t classifier::memory() const noexcept {
    const std::size_t labels = state_->labels4.memory() + state_->labels6.memory();
    return state_->owned->families[0].memory() + state_->owned->families[1].memory() + labels;
}

classifier::engine classifier::engine_for(unsigned ip_version) const noexcept {
    const detail::rule_family& family = state_->owned->families[index_of(ip_version)];
    if (family.size() == 0)
        return engine::empty;
    if (family.by_classes())
        return engine::classes;
    return family.linear() ? engine::linear : engine::tuples;
}

std::size_t classifier::tables_for(unsigned ip_version) const noexcept {
    return state_->owned->families[index_of(ip_version)].table_count();
}

std::string_view to_string(classifier::engine engine) noexcept {
    switch (engine) {
    case classifier::engine::empty:
        return "empty";
    case classifier::engine::linear:
        return "linear";
    case classifier::engine::classes:
        return "classes";
    case classifier::engine::tuples:
        return "tuples";
    }
    return "";
}

} // namespace xdpk
