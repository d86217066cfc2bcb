// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>

struct btf;

namespace xdpk::detail {

/// What values a BTF type has, without the names, const and volatile around it.
struct btf_shape {
    enum kind_type : std::uint8_t { number, truth, enumeration, text, array, record, other };

    kind_type kind = other;
    bool is_signed = false;
    std::uint32_t type = 0;    ///< without the names around it
    std::uint32_t size = 0;    ///< bytes
    std::uint32_t element = 0; ///< an array's element type
    std::uint32_t count = 0;   ///< and how many there are
};

[[nodiscard]] btf_shape shape_of(const btf* types, std::uint32_t type);

} // namespace xdpk::detail
