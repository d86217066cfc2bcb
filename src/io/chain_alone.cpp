// SPDX-License-Identifier: BSD-3-Clause
#include "chain_alone.hpp"

#include "bpf_objects.hpp"
#include "chain_record.hpp"
#include "chain_refusal.hpp"
#include "xdp_link.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <fmt/format.h>
#include <linux/if_link.h>

namespace xdpk::detail {

namespace {

std::uint32_t mode_flag(xdp_mode mode) {
    switch (mode) {
    case xdp_mode::generic:
        return XDP_FLAGS_SKB_MODE;
    case xdp_mode::hardware:
        return XDP_FLAGS_HW_MODE;
    default:
        return XDP_FLAGS_DRV_MODE;
    }
}

/// Sets `program` (-1: none) in the place of `old` (null: of none), and of no other. Returns the negated errno.
int set_program(const chain_state& device, int program, xdp_mode mode, const chain_program* old) {
    bpf_xdp_attach_opts options{};
    options.sz = sizeof options;
    if (old == nullptr)
        return ::bpf_xdp_attach(device.ifindex, program, mode_flag(mode) | XDP_FLAGS_UPDATE_IF_NOEXIST, &options);
    const fd expected(::bpf_prog_get_fd_by_id(old->id));
    if (!expected)
        return -errno;
    options.old_prog_fd = expected.get();
    return ::bpf_xdp_attach(device.ifindex, program, mode_flag(mode) | XDP_FLAGS_REPLACE, &options);
}

} // namespace

std::uint32_t attach_alone(const chain_state& device, const chain_object& object, const chain_request& request,
                           const chain_program* old) {
    if (request.mode == xdp_mode::hardware) {
        ::bpf_program__set_ifindex(object.program(), static_cast<__u32>(device.ifindex));
        bpf_map* map = nullptr;
        while ((map = ::bpf_object__next_map(object.get(), map)) != nullptr)
            ::bpf_map__set_ifindex(map, static_cast<__u32>(device.ifindex));
    }
    if (const int failure = object.load(); failure != 0)
        throw chain_refusal(object.judged()     ? chain_failure::refused
                            : failure == -EPERM ? chain_failure::no_rights
                                                : chain_failure::other,
                            {.where = request.object,
                             .what = object.judged() ? fmt::format("the verifier refuses {}", object.name())
                                                     : fmt::format("load {}", object.name()),
                             .code = -failure,
                             .hint = object.judged()     ? "its log says why"
                                     : failure == -EPERM ? "run as root or with CAP_BPF and CAP_NET_ADMIN"
                                                         : ""},
                            object.log());
    const int program = ::bpf_program__fd(object.program());
    const std::string what = fmt::format("attach {} ({})", object.name(), word_of(request.mode));
    if (const int failure = set_program(device, program, request.mode, old); failure != 0)
        fail_attach({.name = device.ifname}, what.c_str(), -failure);
    return program_info(program).value_or(bpf_prog_info{}).id;
}

void detach_alone(const chain_state& device, const chain_program& program) {
    if (program.attachment == chain_attachment::link)
        throw chain_refusal(chain_failure::occupied,
                            {.where = device.ifname,
                             .what = fmt::format("\"{}\" (id {}) is held by a bpf_link", program.name, program.id),
                             .code = EBUSY,
                             .hint = "end the process or remove the pin that holds it (bpftool link show)"});
    const std::string what = fmt::format("take off \"{}\" (id {})", program.name, program.id);
    if (const int failure = set_program(device, -1, program.mode, &program); failure != 0)
        throw error({.where = device.ifname, .what = what, .code = -failure});
}

} // namespace xdpk::detail
