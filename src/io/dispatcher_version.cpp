// SPDX-License-Identifier: BSD-3-Clause
#include "bpf_objects.hpp"
#include "chain_dispatcher.hpp"

#include <xdpk/base/fd.hpp>

#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <dlfcn.h>
#include <filesystem>
#include <string_view>
#include <vector>
#include <xdp/libxdp.h>
#include <xdp/prog_dispatcher.h>

namespace xdpk::detail {

namespace {

constexpr std::string_view dispatcher_name = "xdp_dispatcher";

// `__uint(dispatcher_version, N)` is a pointer to an array of N in BTF.
std::optional<unsigned> declared_version(const btf* types) {
    const int id = types != nullptr ? ::btf__find_by_name_kind(types, "dispatcher_version", BTF_KIND_VAR) : -1;
    if (id < 0)
        return std::nullopt;
    const btf_type* pointer = ::btf__type_by_id(types, ::btf__type_by_id(types, static_cast<__u32>(id))->type);
    if (pointer == nullptr || !btf_is_ptr(pointer))
        return std::nullopt;
    const btf_type* array = ::btf__type_by_id(types, pointer->type);
    if (array == nullptr || !btf_is_array(array))
        return std::nullopt;
    return btf_array(array)->nelems;
}

// From version 2 on, the configuration in the program's read-only data starts with a magic byte and the version.
std::optional<unsigned> configured_version(int program) {
    std::uint32_t map_id = 0;
    bpf_prog_info asked{};
    asked.nr_map_ids = 1;
    asked.map_ids = reinterpret_cast<std::uintptr_t>(&map_id);
    __u32 size = sizeof asked;
    if (::bpf_obj_get_info_by_fd(program, &asked, &size) != 0 || asked.nr_map_ids == 0)
        return std::nullopt;
    const fd map(::bpf_map_get_fd_by_id(map_id));
    bpf_map_info info{};
    size = sizeof info;
    if (!map || ::bpf_obj_get_info_by_fd(map.get(), &info, &size) != 0 || info.type != BPF_MAP_TYPE_ARRAY ||
        info.value_size < 2)
        return std::nullopt;
    std::vector<std::uint8_t> value(info.value_size);
    const std::uint32_t key = 0;
    if (::bpf_map_lookup_elem(map.get(), &key, value.data()) != 0 || value[0] != XDP_DISPATCHER_MAGIC)
        return std::nullopt;
    return value[1];
}

// libxdp looks for its objects in a folder beside itself, or where the environment says.
btf_ptr own_dispatcher() {
    std::filesystem::path folder;
    Dl_info library{};
    if (const char* elsewhere = ::secure_getenv("LIBXDP_OBJECT_PATH"); elsewhere != nullptr)
        folder = elsewhere;
    else if (::dladdr(reinterpret_cast<const void*>(&::xdp_program__attach), &library) != 0)
        folder = std::filesystem::path(library.dli_fname).parent_path() / "bpf";
    return btf_ptr(::btf__parse((folder / "xdp-dispatcher.o").c_str(), nullptr));
}

} // namespace

std::optional<unsigned> dispatcher_version(std::uint32_t id) {
    const fd program(::bpf_prog_get_fd_by_id(id));
    const auto info = program_info(program.get());
    if (!info || info->name != dispatcher_name)
        return std::nullopt;
    if (const auto version = configured_version(program.get()))
        return version;
    return declared_version(kernel_btf(info->btf_id).get());
}

unsigned own_dispatcher_version() {
    static const unsigned version = declared_version(own_dispatcher().get()).value_or(XDP_DISPATCHER_VERSION);
    return version;
}

} // namespace xdpk::detail
