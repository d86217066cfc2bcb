// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "claims_table.hpp"

#include <xdpk/io/xdp_claims.hpp>

#include <string>
#include <vector>

struct bpf_object;

namespace xdpk::detail {

/// Descriptors of the maps of a loaded program that includes bpf/claims.bpf.h; they are the program's.
struct claims_descriptors {
    int active = -1; ///< .data.claims
    int tables = -1;
    int ipv4 = -1;
    int ipv6 = -1;
    int counts = -1;
};

/// Those of an object that is loaded.
[[nodiscard]] claims_descriptors claims_of(const bpf_object* object);

/// The claims of a program that runs. Control thread.
class claims_maps {
public:
    /// `where` begins errors: the device. No claims are in force yet.
    claims_maps(std::string where, const claims_descriptors& maps) : where_(std::move(where)), maps_(maps) {}

    /// Puts these claims in the place of those before; none means that all is claimed. Every frame is judged by either
    /// the old list or the new one, and when this returns none is by the old any more. Throws usage_error or
    /// xdpk::error; the old list is in force then.
    void replace(const std::vector<claim>& list);

    [[nodiscard]] claim_counters counters() const;

private:
    void write(const compiled_claims& next, std::uint32_t active);
    void forget(const compiled_claims& old) const noexcept;
    [[nodiscard]] std::uint64_t sum_of(std::uint32_t counter) const;
    [[noreturn]] void fail(const char* what, int code) const;

    std::string where_;
    claims_descriptors maps_;
    std::uint32_t active_ = 0;
    compiled_claims now_; ///< whose keys are in the tries
};

} // namespace xdpk::detail
