// SPDX-License-Identifier: BSD-3-Clause
#include "device_lock.hpp"
#include "redirect_attachment.hpp"
#include "xdp_link.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>

#include <bpf/libbpf.h>
#include <cerrno>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr const char* map_name = "xsks_map";
constexpr int libbpf_errors = 4000; // from here on its own, which nobody else has words for

struct close_object {
    void operator()(bpf_object* object) const { ::bpf_object__close(object); }
};
using object_ptr = std::unique_ptr<bpf_object, close_object>;

class custom_attachment final : public redirect_attachment {
public:
    custom_attachment(device_lock lock, object_ptr object, int xskmap, fd link)
        : lock_(std::move(lock)), object_(std::move(object)), xskmap_(xskmap), link_(std::move(link)) {}

    [[nodiscard]] int xskmap() const noexcept override { return xskmap_; }
    [[nodiscard]] const char* name() const noexcept override { return "link"; }

private:
    device_lock lock_;
    object_ptr object_;
    int xskmap_;
    fd link_;
};

object_ptr open_object(const std::string& path) {
    object_ptr object(::bpf_object__open_file(path.c_str(), nullptr));
    if (object != nullptr)
        return object;
    const int code = errno;
    const bool unread = code == ENOENT || code == EACCES || code == EISDIR;
    throw error({.where = path,
                 .what = "open BPF object file",
                 .code = code < libbpf_errors ? code : EINVAL,
                 .hint = unread ? "" : "it has to be what clang -target bpf -g compiles"});
}

/// The object's first program, as that of DPDK's driver is.
bpf_program* first_program(bpf_object& object, const std::string& path) {
    bpf_program* const program = ::bpf_object__next_program(&object, nullptr);
    if (program == nullptr)
        throw error({.where = path, .what = "there is no program in it", .code = EINVAL});
    ::bpf_program__set_type(program, BPF_PROG_TYPE_XDP);
    return program;
}

const bpf_map* socket_map(const bpf_object& object, const std::string& path, std::uint32_t highest_queue) {
    const bpf_map* const map = ::bpf_object__find_map_by_name(&object, map_name);
    if (map == nullptr || ::bpf_map__type(map) != BPF_MAP_TYPE_XSKMAP)
        throw error({.where = path,
                     .what = fmt::format("there is no XSKMAP \"{}\" in it", map_name),
                     .code = EINVAL,
                     .hint = "packets come to this process by bpf_redirect_map() with it, at the queue's number"});
    if (highest_queue >= ::bpf_map__max_entries(map))
        throw error({.where = path,
                     .what = fmt::format("no place for queue {}: \"{}\" has {}", highest_queue, map_name,
                                         ::bpf_map__max_entries(map)),
                     .code = EINVAL,
                     .hint = "serve fewer queues, or make the map larger"});
    return map;
}

} // namespace

std::unique_ptr<redirect_attachment> attach_custom(const nic_facts& device, bool generic, const std::string& path,
                                                   std::uint32_t highest_queue) {
    device_lock lock(device.name, device.ifindex);
    object_ptr object = open_object(path);
    const bpf_program* const program = first_program(*object, path);
    const bpf_map* const map = socket_map(*object, path, highest_queue);
    if (const int failure = ::bpf_object__load(object.get()); failure != 0)
        throw error({.where = path,
                     .what = "load the XDP program",
                     .code = -failure,
                     .hint = failure == -EPERM ? "run as root or with CAP_BPF and CAP_NET_ADMIN"
                                               : "bpftool prog load says what the verifier says"});
    // We hold the device's lock: a program of that name is that of a process that has just died.
    const std::string kernel_name = std::string(::bpf_program__name(program)).substr(0, BPF_OBJ_NAME_LEN - 1);
    fd link = link_alone(device, ::bpf_program__fd(program), kernel_name.c_str(), generic);
    return std::make_unique<custom_attachment>(std::move(lock), std::move(object), ::bpf_map__fd(map), std::move(link));
}

} // namespace xdpk
