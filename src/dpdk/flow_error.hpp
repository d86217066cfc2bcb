// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/xdpk_flow_error.h>

#include <exception>
#include <string>
#include <utility>

namespace xdpk::dpdk {

/// What is wrong with a flow rule: a positive errno, and what rte_flow_error tells.
class flow_refusal : public std::exception {
public:
    flow_refusal(int number, rte_flow_error_type what_kind, const void* object, std::string text)
        : code(number), type(what_kind), cause(object), message(std::move(text)) {}
    [[nodiscard]] const char* what() const noexcept override { return message.c_str(); }

    int code;
    rte_flow_error_type type;
    const void* cause;
    std::string message;
};

/// "ETH" of RTE_FLOW_ITEM_TYPE_ETH; "number 99" of one without a name.
[[nodiscard]] std::string item_name(unsigned type);
[[nodiscard]] std::string action_name(unsigned type);

} // namespace xdpk::dpdk
