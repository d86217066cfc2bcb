// SPDX-License-Identifier: BSD-3-Clause
#include "plugin_client.hpp"
#include "redirect_attachment.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <bpf/bpf.h>
#include <cerrno>
#include <fmt/format.h>
#include <linux/bpf.h>
#include <linux/magic.h>
#include <sys/vfs.h>

namespace xdpk {

namespace {

class borrowed_attachment final : public redirect_attachment {
public:
    borrowed_attachment(fd map, const char* name) : map_(std::move(map)), name_(name) {}

    [[nodiscard]] int xskmap() const noexcept override { return map_.get(); }
    [[nodiscard]] const char* name() const noexcept override { return name_; }

private:
    fd map_;
    const char* name_;
};

bpf_map_info read_info(const fd& map, const std::string& where) {
    bpf_map_info info{};
    __u32 size = sizeof info;
    if (::bpf_obj_get_info_by_fd(map.get(), &info, &size) == 0)
        return info;
    const int code = errno;
    throw error({.where = where,
                 .what = "look at the map",
                 .code = code,
                 .hint = code == EPERM ? "Linux before 5.19 wants CAP_BPF for that, whoever opened the map"
                                       : "this is no BPF map"});
}

/// Throws unless the map takes sockets, the one of that queue too.
void check_xskmap(const fd& map, const std::string& where, std::uint32_t highest_queue) {
    const bpf_map_info info = read_info(map, where);
    if (info.type != BPF_MAP_TYPE_XSKMAP || info.key_size != sizeof(std::uint32_t) ||
        info.value_size != sizeof(std::uint32_t))
        throw error({.where = where,
                     .what = fmt::format("this is not an XSKMAP: BPF object of type {}, keys of {} bytes, values of {}",
                                         info.type, info.key_size, info.value_size),
                     .hint = "give the map that the program on the device redirects by; it is called xsks_map often"});
    if (highest_queue >= info.max_entries)
        throw error(
            {.where = where,
             .what = fmt::format("no place for queue {}: the XSKMAP has {}", highest_queue, info.max_entries),
             .hint = fmt::format("serve queues=0-{}, or have the map's owner make it larger", info.max_entries - 1)});
}

std::string hint_for(const std::string& path, int code) {
    struct statfs system {};
    const bool known = ::statfs(path.c_str(), &system) == 0;
    if (code == ENOENT)
        return "nothing is pinned there; is the bpffs mounted here?";
    if (known && system.f_type != BPF_FS_MAGIC)
        return "this is no file of a bpffs";
    if (code == EACCES)
        return "the pin is not for this user: its owner may change its group and mode (chgrp, chmod 660)";
    if (code == EPERM)
        return "Linux before 5.19 wants CAP_BPF for that";
    return {};
}

fd open_pin(const std::string& path) {
    fd map(::bpf_obj_get(path.c_str()));
    if (map)
        return map;
    const int code = errno;
    throw error({.where = path, .what = "open the pinned XSKMAP", .code = code, .hint = hint_for(path, code)});
}

} // namespace

std::unique_ptr<redirect_attachment> borrow_pinned(const std::string& path, std::uint32_t highest_queue) {
    fd map = open_pin(path);
    check_xskmap(map, path, highest_queue);
    return std::make_unique<borrowed_attachment>(std::move(map), "pin");
}

std::unique_ptr<redirect_attachment> borrow_from(plugin_client& server, const std::string& ifname,
                                                 std::uint32_t highest_queue) {
    fd map = server.xskmap(ifname);
    check_xskmap(map, ifname, highest_queue);
    return std::make_unique<borrowed_attachment>(std::move(map), "uds");
}

} // namespace xdpk
