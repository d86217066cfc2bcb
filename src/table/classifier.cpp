// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/table/classifier.hpp>

#include "table/classifier_lookup.hpp"
#include "table/rule_family.hpp"
#include "table/rule_report.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <atomic>
#include <map>
#include <string>
#include <utility>

namespace xdpk {

namespace {

constexpr std::array<std::uint8_t, 2> versions{4, 6};

/// What readers see: the rules of one moment.
struct snapshot {
    std::array<detail::rule_family, 2> families;
    detail::classifier_view view;

    explicit snapshot(std::array<detail::rule_family, 2> from)
        : families(std::move(from)), view{{families[0].view(), families[1].view()}} {}
};

using rule_map = std::map<std::uint32_t, detail::compiled_rule>;

bool is_for(const detail::compiled_rule& rule, std::uint8_t version) noexcept {
    return rule.ip_version == 0 || rule.ip_version == version;
}

std::array<detail::rule_family, 2> build(const rule_map& rules) {
    std::array<detail::rule_family, 2> families;
    for (std::size_t i = 0; i < versions.size(); ++i) {
        std::vector<detail::compiled_rule> its;
        for (const auto& [id, rule] : rules)
            if (is_for(rule, versions[i]))
                its.push_back(rule);
        families[i] = detail::rule_family(std::move(its));
    }
    return families;
}

void check_room(std::size_t rules) {
    if (rules > detail::tuple_table::most_rules)
        throw error({.where = "classifier",
                     .what = std::to_string(rules) + " rules",
                     .hint = "use at most " + std::to_string(detail::tuple_table::most_rules)});
}

std::size_t index_of(unsigned ip_version) noexcept { return ip_version == 6 ? 1 : 0; }

} // namespace

struct classifier::state {
    rule_map rules;
    std::uint32_t next_id = 0;
    std::unique_ptr<const snapshot> owned = std::make_unique<snapshot>(std::array<detail::rule_family, 2>{});
    std::atomic<const snapshot*> current{owned.get()};
    std::vector<std::unique_ptr<const snapshot>> retired;
    detail::classifier_lookup lookup =
        detail::has_classify_avx512() ? detail::classify_avx512 : detail::classify_portable;

    void publish(std::array<detail::rule_family, 2> families) {
        auto next = std::make_unique<const snapshot>(std::move(families));
        retired.push_back(std::move(owned));
        owned = std::move(next);
        current.store(owned.get(), std::memory_order_release);
    }
};

classifier::classifier() : state_(std::make_unique<state>()) {}
classifier::~classifier() = default;

void classifier::replace(std::span<const classifier_rule> rules) {
    check_room(rules.size());
    rule_map compiled;
    for (std::uint32_t id = 0; id < rules.size(); ++id)
        compiled.emplace_hint(compiled.end(), id, detail::compile(rules[id], id));
    state_->publish(build(compiled));
    state_->rules = std::move(compiled);
    state_->next_id = static_cast<std::uint32_t>(rules.size());
}

std::uint32_t classifier::add(const classifier_rule& rule) {
    check_room(size() + 1);
    const std::uint32_t id = state_->next_id;
    const detail::compiled_rule compiled = detail::compile(rule, id);
    std::array<detail::rule_family, 2> families = state_->owned->families;
    for (std::size_t i = 0; i < versions.size(); ++i)
        if (is_for(compiled, versions[i]))
            families[i] = families[i].with(compiled);
    state_->publish(std::move(families));
    state_->rules.emplace(id, compiled);
    ++state_->next_id;
    return id;
}

bool classifier::erase(std::uint32_t rule) {
    const auto at = state_->rules.find(rule);
    if (at == state_->rules.end())
        return false;
    std::array<detail::rule_family, 2> families = state_->owned->families;
    for (std::size_t i = 0; i < versions.size(); ++i)
        if (is_for(at->second, versions[i]))
            families[i] = families[i].without(at->second);
    state_->publish(std::move(families));
    state_->rules.erase(at);
    return true;
}

void classifier::lookup(std::span<const packet_fields> packets, std::span<classifier_hit> hits) const noexcept {
    const snapshot* const now = state_->current.load(std::memory_order_acquire);
    state_->lookup(now->view, packets.data(), hits.data(), packets.size());
}

std::vector<std::uint32_t> classifier::explain(const packet_fields& packet) const {
    if (packet.ip_version != 4 && packet.ip_version != 6)
        return {};
    auto found = state_->owned->families[index_of(packet.ip_version)].all_matches(packet.to_words());
    std::ranges::sort(found, {}, &detail::compiled_rule::order);
    std::vector<std::uint32_t> ids(found.size());
    std::ranges::transform(found, ids.begin(), &detail::compiled_rule::id);
    return ids;
}

std::vector<superfluous_rule> classifier::find_superfluous() const {
    std::vector<const detail::compiled_rule*> rules;
    for (const auto& [id, rule] : state_->rules)
        rules.push_back(&rule);
    std::ranges::sort(rules, {}, &detail::compiled_rule::order);
    return detail::find_superfluous(rules, state_->owned->families.data());
}

void classifier::reclaim() { state_->retired.clear(); }

std::size_t classifier::size() const noexcept { return state_->rules.size(); }

std::size_t classifier::memory() const noexcept {
    return state_->owned->families[0].memory() + state_->owned->families[1].memory();
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
