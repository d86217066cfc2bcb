// SPDX-License-Identifier: BSD-3-Clause
#include "btf_variables.hpp"

#include "btf_shape.hpp"

#include <algorithm>
#include <bpf/btf.h>
#include <cstring>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>

namespace xdpk::detail {

namespace {

bool made_into_map(std::string_view section) {
    const auto is = [section](std::string_view name) {
        return section == name || (section.starts_with(name) && section[name.size()] == '.');
    };
    return is(".rodata") || is(".data") || is(".bss");
}

void add_variable(const btf* types, const btf_variable& variable, std::vector<btf_variable>& list) {
    const btf_shape shape = shape_of(types, variable.type);
    if (shape.kind != btf_shape::record) {
        list.push_back(variable);
        return;
    }
    const btf_type* record = ::btf__type_by_id(types, shape.type);
    for (std::uint32_t i = 0; i < btf_vlen(record); ++i) {
        const btf_member& member = btf_members(record)[i];
        const __s64 size = ::btf__resolve_size(types, member.type);
        if (size < 0 || btf_member_bitfield_size(record, i) != 0)
            continue;
        btf_variable inner = variable;
        const std::string name = ::btf__name_by_offset(types, member.name_off);
        inner.name += name.empty() ? "" : "." + name;
        inner.type = member.type;
        inner.offset += btf_member_bit_offset(record, i) / 8;
        inner.size = static_cast<std::uint32_t>(size);
        add_variable(types, inner, list);
    }
}

} // namespace

std::vector<btf_variable> list_variables(const btf* types) {
    std::vector<btf_variable> list;
    for (std::uint32_t id = 1; id < ::btf__type_cnt(types); ++id) {
        const btf_type* section = ::btf__type_by_id(types, id);
        const char* name = ::btf__name_by_offset(types, section->name_off);
        if (!btf_is_datasec(section) || !made_into_map(name))
            continue;
        for (std::uint32_t i = 0; i < btf_vlen(section); ++i) {
            const btf_var_secinfo& place = btf_var_secinfos(section)[i];
            const btf_type* variable = ::btf__type_by_id(types, place.type);
            if (btf_is_var(variable))
                add_variable(types,
                             {.name = ::btf__name_by_offset(types, variable->name_off),
                              .section = name,
                              .holder = id,
                              .type = variable->type,
                              .offset = place.offset,
                              .size = place.size},
                             list);
        }
    }
    return list;
}

std::string type_name(const btf* types, std::uint32_t id) {
    std::string dimensions;
    for (int depth = 0; depth < 32; ++depth) {
        const btf_type* type = ::btf__type_by_id(types, id);
        if (type == nullptr)
            break;
        const std::string name = ::btf__name_by_offset(types, type->name_off);
        if (btf_is_array(type)) {
            dimensions += fmt::format("[{}]", btf_array(type)->nelems);
            id = btf_array(type)->type;
        } else if (btf_is_mod(type)) {
            id = type->type;
        } else if (btf_is_ptr(type)) {
            return "pointer" + dimensions;
        } else {
            const char* kind = btf_is_any_enum(type) ? "enum " : btf_is_composite(type) ? "struct " : "";
            return kind + (name.empty() ? "?" : name) + dimensions;
        }
    }
    return "?";
}

} // namespace xdpk::detail
