// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "caught_messages.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/xdp_chain.hpp>

#include <cerrno>
#include <string>
#include <utility>

namespace xdpk::detail {

/// What the parts of xdp_chain throw to each other; attempt() makes a value of it.
class chain_refusal : public error {
public:
    chain_refusal(chain_failure kind, const parts& p, std::string log = {})
        : error(p), kind_(kind), log_(std::move(log)) {}

    [[nodiscard]] chain_error value() const { return {.kind = kind_, .message = what(), .log = log_}; }

private:
    chain_failure kind_;
    std::string log_;
};

inline chain_error value_of(const error& failure) {
    const int code = failure.code();
    return {.kind = code == ENODEV                    ? chain_failure::no_device
                    : code == EPERM || code == EACCES ? chain_failure::no_rights
                    : code == EBUSY || code == EEXIST ? chain_failure::occupied
                                                      : chain_failure::other,
            .message = failure.what(),
            .log = caught_messages::text()};
}

/// The result of `work`, or why it gave none. libbpf's messages are caught meanwhile.
template <class T, class Work>
chain_result<T> attempt(Work work) {
    const caught_messages caught;
    try {
        return work();
    } catch (const chain_refusal& refusal) {
        return refusal.value();
    } catch (const error& failure) {
        return value_of(failure);
    }
}

} // namespace xdpk::detail
