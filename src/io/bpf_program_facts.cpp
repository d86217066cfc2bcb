// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/bpf_program_facts.hpp>

#include "bpf_objects.hpp"
#include "btf_variables.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <cerrno>
#include <ctime>
#include <fmt/format.h>

namespace xdpk {

namespace {

using std::chrono::nanoseconds;
using std::chrono::system_clock;

/// The kernel counts from boot, also what a suspended machine sleeps.
system_clock::time_point since_boot(std::uint64_t ns) {
    timespec now{};
    ::clock_gettime(CLOCK_BOOTTIME, &now);
    const auto up = std::chrono::seconds(now.tv_sec) + nanoseconds(now.tv_nsec);
    return system_clock::now() +
           std::chrono::duration_cast<system_clock::duration>(nanoseconds(static_cast<std::int64_t>(ns)) - up);
}

std::vector<std::uint32_t> map_ids(int program, std::uint32_t count) {
    std::vector<std::uint32_t> ids(count);
    bpf_prog_info asked{};
    asked.nr_map_ids = count;
    asked.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
    __u32 size = sizeof asked;
    if (count == 0 || ::bpf_obj_get_info_by_fd(program, &asked, &size) != 0)
        return {};
    return ids;
}

bpf_map_facts facts_of(const bpf_map_info& info) {
    const char* type = ::libbpf_bpf_map_type_str(static_cast<bpf_map_type>(info.type));
    return {.id = info.id,
            .name = info.name,
            .type = type != nullptr ? type : fmt::format("type {}", info.type),
            .key_size = info.key_size,
            .value_size = info.value_size,
            .max_entries = info.max_entries,
            .flags = info.map_flags};
}

void read_variables(int map, const bpf_map_info& info, std::vector<bpf_variable_facts>& list) {
    const detail::btf_ptr types = detail::kernel_btf(info.btf_id);
    if (types == nullptr || info.type != BPF_MAP_TYPE_ARRAY || info.max_entries != 1)
        return;
    std::vector<std::uint8_t> bytes(info.value_size);
    const std::uint32_t key = 0;
    if (::bpf_map_lookup_elem(map, &key, bytes.data()) != 0)
        return;
    for (const detail::btf_variable& variable : detail::list_variables(types.get()))
        if (variable.holder == info.btf_value_type_id && std::size_t{variable.offset} + variable.size <= bytes.size())
            list.push_back({.name = variable.name,
                            .section = variable.section,
                            .type = detail::type_name(types.get(), variable.type),
                            .value = detail::decode(types.get(), variable.type,
                                                    std::span(bytes).subspan(variable.offset, variable.size))});
}

} // namespace

bpf_program_facts read_bpf_program(std::uint32_t id) {
    const fd program(::bpf_prog_get_fd_by_id(id));
    const auto info = detail::program_info(program.get());
    if (!info) {
        const int code = errno;
        throw error({.where = fmt::format("BPF program {}", id),
                     .what = code == ENOENT ? "no program of that id is loaded" : "ask the kernel about it",
                     .code = code,
                     .hint = code == EPERM ? "run as root or with CAP_SYS_ADMIN" : ""});
    }
    const char* type = ::libbpf_bpf_prog_type_str(static_cast<bpf_prog_type>(info->type));
    bpf_program_facts facts{.id = info->id,
                            .name = detail::function_name(*info, program.get()),
                            .type = type != nullptr ? type : fmt::format("type {}", info->type),
                            .tag = detail::tag_text(*info),
                            .loaded = since_boot(info->load_time),
                            .loaded_by = info->created_by_uid,
                            .bytes = info->xlated_prog_len,
                            .machine_bytes = info->jited_prog_len,
                            .verified = info->verified_insns,
                            .btf_id = info->btf_id,
                            .runs = info->run_cnt,
                            .run_nanoseconds = info->run_time_ns};
    for (const std::uint32_t map_id : map_ids(program.get(), info->nr_map_ids)) {
        const fd map(::bpf_map_get_fd_by_id(map_id));
        bpf_map_info map_info{};
        __u32 size = sizeof map_info;
        if (!map || ::bpf_obj_get_info_by_fd(map.get(), &map_info, &size) != 0)
            continue;
        facts.maps.push_back(facts_of(map_info));
        read_variables(map.get(), map_info, facts.variables);
    }
    return facts;
}

} // namespace xdpk
