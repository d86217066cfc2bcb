// SPDX-License-Identifier: BSD-3-Clause
#include "bpf_objects.hpp"

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <cstddef>
#include <fmt/format.h>

namespace xdpk::detail {

void free_btf::operator()(btf* types) const { ::btf__free(types); }

std::optional<bpf_prog_info> program_info(int program) {
    bpf_prog_info info{};
    __u32 size = sizeof info;
    if (::bpf_obj_get_info_by_fd(program, &info, &size) != 0)
        return std::nullopt;
    return info;
}

std::optional<bpf_prog_info> program_info(std::uint32_t id) {
    const fd program(::bpf_prog_get_fd_by_id(id));
    return program ? program_info(program.get()) : std::nullopt;
}

bool held_by_link(std::uint32_t program) {
    std::uint32_t id = 0;
    while (::bpf_link_get_next_id(id, &id) == 0) {
        const fd link(::bpf_link_get_fd_by_id(id));
        bpf_link_info info{};
        __u32 size = sizeof info;
        if (link && ::bpf_obj_get_info_by_fd(link.get(), &info, &size) == 0 && info.type == BPF_LINK_TYPE_XDP &&
            info.prog_id == program)
            return true;
    }
    return false;
}

btf_ptr kernel_btf(std::uint32_t id) { return btf_ptr(id != 0 ? ::btf__load_from_kernel_by_id(id) : nullptr); }

// The first function of a program's own list is the one it is entered by.
std::string function_name(const bpf_prog_info& info, int program) {
    const btf_ptr types = kernel_btf(info.btf_id);
    if (types == nullptr || info.nr_func_info == 0)
        return info.name;
    bpf_func_info function{};
    bpf_prog_info asked{};
    asked.nr_func_info = 1;
    asked.func_info_rec_size = sizeof function;
    asked.func_info = reinterpret_cast<std::uintptr_t>(&function);
    __u32 size = sizeof asked;
    if (::bpf_obj_get_info_by_fd(program, &asked, &size) != 0)
        return info.name;
    const btf_type* type = ::btf__type_by_id(types.get(), function.type_id);
    const char* name = type != nullptr ? ::btf__name_by_offset(types.get(), type->name_off) : nullptr;
    return name != nullptr ? name : info.name;
}

std::string tag_text(const bpf_prog_info& info) {
    std::string text;
    for (const std::uint8_t byte : info.tag)
        text += fmt::format("{:02x}", byte);
    return text;
}

} // namespace xdpk::detail
