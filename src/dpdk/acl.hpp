// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/acl_bank.hpp"

#include <rte_acl.h>

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace xdpk::dpdk {

/// Rules as C programs hand them over, one behind the other, `stride` bytes each.
class acl_rules {
public:
    explicit acl_rules(std::size_t stride) : stride_(stride) {}

    void append(const rte_acl_rule* rules, std::size_t count);
    void clear() noexcept { bytes_.clear(); }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size() / stride_; }
    [[nodiscard]] const rte_acl_rule* at(std::size_t i) const noexcept {
        return reinterpret_cast<const rte_acl_rule*>(bytes_.data() + i * stride_);
    }

private:
    std::size_t stride_;
    std::vector<std::byte> bytes_;
};

/// What was built: the rules as they were, and banks of them.
class acl_built {
public:
    /// Throws std::bad_alloc.
    acl_built(const rte_acl_config& config, const acl_rules& rules);

    void classify(std::span<const std::uint8_t* const> packets, std::uint32_t* results,
                  std::uint32_t categories) const noexcept;

    [[nodiscard]] const rte_acl_config& config() const noexcept { return config_; }
    [[nodiscard]] std::size_t banks() const noexcept { return banks_.size(); }

private:
    rte_acl_config config_;
    acl_rules rules_;
    std::vector<const rte_acl_rule*> order_;
    std::vector<std::unique_ptr<acl_bank>> banks_;
};

} // namespace xdpk::dpdk

/// What C programs hold as struct rte_acl_ctx.
struct rte_acl_ctx {
    explicit rte_acl_ctx(const rte_acl_param& param)
        : name(param.name), rule_size(param.rule_size), most_rules(param.max_rule_num), rules(param.rule_size) {}

    std::string name;
    std::uint32_t rule_size;
    std::uint32_t most_rules;
    xdpk::dpdk::acl_rules rules;
    std::unique_ptr<xdpk::dpdk::acl_built> built;
    enum rte_acl_classify_alg algorithm = RTE_ACL_CLASSIFY_DEFAULT;
};
