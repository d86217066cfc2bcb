// SPDX-License-Identifier: BSD-3-Clause
#include "btf_shape.hpp"

#include <bpf/btf.h>
#include <string_view>

namespace xdpk::detail {

namespace {

constexpr std::uint32_t largest_number = 8;

btf_shape shape_of_number(const btf_type* type, std::uint32_t id) {
    const std::uint8_t encoding = btf_int_encoding(type);
    const bool plain =
        btf_int_offset(type) == 0 && btf_int_bits(type) == 8 * type->size && type->size <= largest_number;
    return {.kind = (encoding & BTF_INT_BOOL) != 0 ? btf_shape::truth
                    : plain                        ? btf_shape::number
                                                   : btf_shape::other,
            .is_signed = (encoding & BTF_INT_SIGNED) != 0,
            .type = id,
            .size = type->size};
}

// clang marks char as a signed number of one byte, and no other type of that name.
bool is_char(const btf* types, std::uint32_t element) {
    const int id = ::btf__resolve_type(types, element);
    const btf_type* type = id > 0 ? ::btf__type_by_id(types, static_cast<std::uint32_t>(id)) : nullptr;
    return type != nullptr && btf_is_int(type) &&
           ::btf__str_by_offset(types, type->name_off) == std::string_view("char");
}

btf_shape shape_of_array(const btf* types, const btf_type* type, std::uint32_t id) {
    const struct btf_array* array = ::btf_array(type);
    const __s64 size = ::btf__resolve_size(types, id);
    return {.kind = size < 0                      ? btf_shape::other
                    : is_char(types, array->type) ? btf_shape::text
                                                  : btf_shape::array,
            .type = id,
            .size = size < 0 ? 0 : static_cast<std::uint32_t>(size),
            .element = array->type,
            .count = array->nelems};
}

} // namespace

btf_shape shape_of(const btf* types, std::uint32_t given) {
    const int resolved = ::btf__resolve_type(types, given);
    if (resolved <= 0)
        return {.type = given};
    const auto id = static_cast<std::uint32_t>(resolved);
    const btf_type* type = ::btf__type_by_id(types, id);
    if (btf_is_int(type))
        return shape_of_number(type, id);
    if (btf_is_any_enum(type))
        return {.kind = type->size <= largest_number ? btf_shape::enumeration : btf_shape::other,
                .is_signed = btf_kflag(type),
                .type = id,
                .size = type->size};
    if (btf_is_array(type))
        return shape_of_array(types, type, id);
    return {.kind = btf_is_composite(type) ? btf_shape::record : btf_shape::other, .type = id, .size = type->size};
}

} // namespace xdpk::detail
