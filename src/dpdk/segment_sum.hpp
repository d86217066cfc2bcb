// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "stage/packet_sum.hpp"

#include <xdpk/dpdk/rte_mbuf.h>

#include <cstddef>
#include <span>

namespace xdpk::dpdk {

[[nodiscard]] inline std::span<std::byte> bytes_of(const rte_mbuf& m) noexcept {
    return {reinterpret_cast<std::byte*>(m.buf_addr) + m.data_off, m.data_len};
}

/// The sum of `length` bytes from `offset` on, over all segments, added to `start`; `offset` is in the first one.
[[nodiscard]] inline ones_complement_sum sum_of(const rte_mbuf& m, std::size_t offset, std::size_t length,
                                                const ones_complement_sum& start) noexcept {
    xdpk::detail::piecewise_sum sum(start, length);
    sum.add(bytes_of(m).subspan(offset));
    for (const rte_mbuf* s = m.next; s != nullptr; s = s->next)
        sum.add(bytes_of(*s));
    return sum.value();
}

} // namespace xdpk::dpdk
