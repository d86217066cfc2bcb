// SPDX-License-Identifier: BSD-3-Clause
#include "kept_object.hpp"

#include "redirect_object.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <bpf/libbpf.h>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <vector>

namespace xdpk {

namespace {

struct close_object {
    void operator()(bpf_object* object) const { ::bpf_object__close(object); }
};
using object_ptr = std::unique_ptr<bpf_object, close_object>;

[[noreturn]] void fail(const std::string& where, const std::string& what, int code, const std::string& hint = {}) {
    throw error({.where = where, .what = what, .code = code, .hint = hint});
}

object_ptr open_object(const std::string& ifname, const std::string& file) {
    bpf_object_open_opts options{};
    options.sz = sizeof options;
    std::size_t size = 0;
    const void* const own = redirect_bpf__elf_bytes(&size);
    object_ptr object(file.empty() ? ::bpf_object__open_mem(own, size, &options)
                                   : ::bpf_object__open_file(file.c_str(), &options));
    if (object == nullptr)
        fail(file.empty() ? ifname : file, "open XDP program", errno, "give a BPF object file that clang made");
    return object;
}

std::string names(const std::vector<const bpf_program*>& programs) {
    std::string list;
    for (const bpf_program* program : programs)
        list += (list.empty() ? "" : ", ") + std::string(::bpf_program__name(program));
    return list;
}

/// The one wanted; the others are not loaded.
bpf_program* choose_program(bpf_object* object, const std::string& where, const std::string& function) {
    std::vector<const bpf_program*> found;
    bpf_program* chosen = nullptr;
    for (bpf_program* each = nullptr; (each = ::bpf_object__next_program(object, each)) != nullptr;) {
        const bool right = ::bpf_program__type(each) == BPF_PROG_TYPE_XDP &&
                           (function.empty() || function == ::bpf_program__name(each));
        ::bpf_program__set_autoload(each, right);
        if (::bpf_program__type(each) == BPF_PROG_TYPE_XDP)
            found.push_back(each);
        if (right)
            chosen = each;
    }
    if (chosen == nullptr && found.empty())
        fail(where, "there is no XDP program in it", 0, "put it into SEC(\"xdp\")");
    if (chosen == nullptr)
        fail(where, "there is no XDP program \"" + function + "\" in it", 0, "it has " + names(found));
    if (function.empty() && found.size() > 1)
        fail(where, "there are several XDP programs in it", 0, "choose one by `function`: " + names(found));
    return chosen;
}

void prepare_maps(bpf_object* object, const std::string& where, int map, std::uint32_t queues) {
    bpf_map* const xsks = ::bpf_object__find_map_by_name(object, "xsks_map");
    if (xsks == nullptr || ::bpf_map__type(xsks) != BPF_MAP_TYPE_XSKMAP)
        fail(where, "there is no XSKMAP named xsks_map in it", 0);
    // Pins are the agent's business, whatever the object wants.
    for (bpf_map* each = nullptr; (each = ::bpf_object__next_map(object, each)) != nullptr;)
        ::bpf_map__set_pin_path(each, nullptr);
    const int failure = map >= 0 ? ::bpf_map__reuse_fd(xsks, map) : ::bpf_map__set_max_entries(xsks, queues);
    if (failure != 0)
        fail(where, "size its XSKMAP", -failure);
}

fd duplicate(int number) { return fd(::fcntl(number, F_DUPFD_CLOEXEC, 0)); }

/// The maps that a program uses.
std::vector<std::uint32_t> maps_of(int program) {
    std::array<std::uint32_t, 64> ids{};
    bpf_prog_info info{};
    info.nr_map_ids = ids.size();
    info.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
    __u32 size = sizeof info;
    if (::bpf_obj_get_info_by_fd(program, &info, &size) != 0)
        return {};
    return {ids.begin(), ids.begin() + std::min<std::size_t>(info.nr_map_ids, ids.size())};
}

} // namespace

kept_object load_kept_object(const std::string& ifname, const std::string& file, const std::string& function, int map,
                             std::uint32_t queues) {
    const std::string where = file.empty() ? ifname : file;
    const object_ptr object = open_object(ifname, file);
    const bpf_program* const program = choose_program(object.get(), where, file.empty() ? redirect_name : function);
    prepare_maps(object.get(), where, map, queues);
    if (const int failure = ::bpf_object__load(object.get()); failure != 0)
        fail(where, "load XDP program", -failure,
             failure == -EPERM ? "needs CAP_BPF and CAP_NET_ADMIN" : "bpftool prog load shows what the kernel says");
    return {.program = duplicate(::bpf_program__fd(program)),
            .map = duplicate(::bpf_map__fd(::bpf_object__find_map_by_name(object.get(), "xsks_map")))};
}

bool same_program(int there, int other, int map) {
    const auto one = info_of<bpf_prog_info>(there);
    const auto two = info_of<bpf_prog_info>(other);
    const auto used = info_of<bpf_map_info>(map);
    if (!one || !two || !used || std::memcmp(one->tag, two->tag, sizeof one->tag) != 0)
        return false;
    const std::vector<std::uint32_t> maps = maps_of(there);
    return std::ranges::find(maps, used->id) != maps.end();
}

} // namespace xdpk
