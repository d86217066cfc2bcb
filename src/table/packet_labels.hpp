// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/table/classifier_rule.hpp>
#include <xdpk/table/lpm.hpp>

#include <cstddef>
#include <span>

namespace xdpk::detail {

/// Labels by address; nullptr: no address of that version has any.
struct label_view {
    const lpm4* v4 = nullptr;
    const lpm6* v6 = nullptr;

    bool operator==(const label_view&) const = default;
};

inline constexpr std::size_t most_labelled = 64;

/// Fills in both labels of at most `most_labelled` packets.
void label_packets(const label_view& view, std::span<packet_fields> packets) noexcept;

} // namespace xdpk::detail
