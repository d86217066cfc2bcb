// SPDX-License-Identifier: BSD-3-Clause
#include "table/rule_report.hpp"

#include <algorithm>
#include <optional>

namespace xdpk::detail {

namespace {

using rule_list = std::vector<const compiled_rule*>;

bool before(const compiled_rule* a, const compiled_rule* b) noexcept { return a->order < b->order; }

class reporter {
public:
    reporter(const rule_list& rules, const rule_family* families) : rules_(rules), families_(families) {}

    std::optional<superfluous_rule> judge(const compiled_rule& rule) const {
        // Whatever covers the rule matches this packet of it.
        rule_list candidates = families_[rule.ip_version == 6 ? 1 : 0].all_matches(sample(rule));
        std::erase_if(candidates, [&](const compiled_rule* c) { return c->id == rule.id || !covers(*c, rule); });
        std::ranges::sort(candidates, before);
        for (const compiled_rule* c : candidates) {
            using enum superfluous_rule::reason;
            if (c->order < rule.order)
                return superfluous_rule{rule.id, c->id, c->action == rule.action ? redundant : shadowed};
            if (c->action == rule.action && nothing_between(rule, *c))
                return superfluous_rule{rule.id, c->id, redundant};
        }
        return std::nullopt;
    }

private:
    /// Whether no rule between the two does anything else to the first one's packets.
    bool nothing_between(const compiled_rule& rule, const compiled_rule& later) const {
        auto at = std::ranges::upper_bound(rules_, &rule, before);
        for (; at != rules_.end() && before(*at, &later); ++at)
            if ((*at)->action != rule.action && overlap(**at, rule))
                return false;
        return true;
    }

    const rule_list& rules_;
    const rule_family* families_;
};

} // namespace

std::vector<superfluous_rule> find_superfluous(const rule_list& rules, const rule_family* families) {
    const reporter r(rules, families);
    std::vector<superfluous_rule> found;
    for (auto at = rules.begin(); at != rules.end();) {
        const compiled_rule& rule = **at;
        const auto end =
            std::find_if(at, rules.end(), [&](const compiled_rule* other) { return other->id != rule.id; });
        // One that names sets is there several times: the same must be true of all.
        const auto judged = r.judge(rule);
        if (judged && std::all_of(at + 1, end, [&](const compiled_rule* its) { return r.judge(*its) == judged; }))
            found.push_back(*judged);
        at = end;
    }
    return found;
}

} // namespace xdpk::detail
