// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/acl.hpp"

#include <algorithm>
#include <array>

namespace xdpk::dpdk {

namespace {

/// Packets whose words are fetched before the first is classified.
constexpr std::size_t burst = 16;

} // namespace

void acl_rules::append(const rte_acl_rule* rules, std::size_t count) {
    const auto* const from = reinterpret_cast<const std::byte*>(rules);
    bytes_.insert(bytes_.end(), from, from + count * stride_);
}

acl_built::acl_built(const rte_acl_config& config, const acl_rules& rules) : config_(config), rules_(rules) {
    for (std::size_t i = 0; i < rules_.size(); ++i)
        order_.push_back(rules_.at(i));
    std::ranges::stable_sort(order_, std::ranges::greater{}, [](const rte_acl_rule* r) { return r->data.priority; });
    for (std::size_t first = 0; first < order_.size(); first += acl_bank::most_rules)
        banks_.push_back(std::make_unique<acl_bank>(
            config_, std::span(order_).subspan(first, std::min(order_.size() - first, acl_bank::most_rules))));
}

void acl_built::classify(std::span<const std::uint8_t* const> packets, std::uint32_t* results,
                         std::uint32_t categories) const noexcept {
    std::fill_n(results, packets.size() * categories, 0U);
    std::array<acl_results, burst> wanted;
    acl_words words[burst];
    for (std::size_t done = 0; done < packets.size(); done += burst) {
        const auto some = packets.subspan(done, std::min(packets.size() - done, burst));
        for (std::size_t i = 0; i < some.size(); ++i)
            wanted[i] = {.of = results + (done + i) * categories, .wanting = (1U << categories) - 1};
        for (const auto& bank : banks_) {
            for (std::size_t i = 0; i < some.size(); ++i)
                bank->load(some[i], words[i]);
            for (std::size_t i = 0; i < some.size(); ++i)
                if (wanted[i].wanting != 0)
                    bank->classify(some[i], words[i], wanted[i]);
        }
    }
}

} // namespace xdpk::dpdk
