// SPDX-License-Identifier: BSD-3-Clause
#include "chain_dispatcher.hpp"

#include "bpf_objects.hpp"
#include "chain_refusal.hpp"

#include <xdpk/base/fd.hpp>

#include <algorithm>
#include <array>
#include <cstdlib>
#include <fmt/format.h>
#include <linux/magic.h>
#include <memory>
#include <string_view>
#include <sys/vfs.h>
#include <xdp/libxdp.h>

namespace xdpk::detail {

namespace {

struct close_libxdp {
    void operator()(xdp_program* program) const { ::xdp_program__close(program); }
    void operator()(xdp_multiprog* programs) const { ::xdp_multiprog__close(programs); }
};
using program_ptr = std::unique_ptr<::xdp_program, close_libxdp>;
using programs_ptr = std::unique_ptr<xdp_multiprog, close_libxdp>;

constexpr std::array verdicts{xdp_verdict::aborted, xdp_verdict::drop, xdp_verdict::pass, xdp_verdict::tx,
                              xdp_verdict::redirect};
constexpr std::array actions{XDP_ABORTED, XDP_DROP, XDP_PASS, XDP_TX, XDP_REDIRECT};

chain_program facts_of(const ::xdp_program* program, xdp_mode mode) {
    chain_program facts{.id = ::xdp_program__id(program),
                        .name = ::xdp_program__name(program),
                        .mode = mode,
                        .attachment = chain_attachment::dispatcher,
                        .priority = ::xdp_program__run_prio(program),
                        .frags = ::xdp_program__xdp_frags_support(program)};
    for (std::size_t i = 0; i < actions.size(); ++i)
        if (::xdp_program__chain_call_enabled(program, actions[i]))
            facts.chain_call.push_back(verdicts[i]);
    const fd loaded(::bpf_prog_get_fd_by_id(facts.id));
    if (const auto info = program_info(loaded.get())) {
        facts.name = function_name(*info, loaded.get());
        facts.tag = tag_text(*info);
    }
    return facts;
}

programs_ptr programs_of(int ifindex) {
    programs_ptr programs(::xdp_multiprog__get_from_ifindex(ifindex));
    if (const long failure = ::libxdp_get_error(programs.get()); failure != 0) {
        (void)programs.release(); // it is no pointer
        throw chain_refusal(chain_failure::other,
                            {.where = fmt::format("interface {}", ifindex),
                             .what = "read libxdp's dispatcher",
                             .code = static_cast<int>(-failure)},
                            caught_messages::text());
    }
    return programs;
}

program_ptr open_program(const chain_object& object, const chain_request& request) {
    const std::string name = object.name();
    xdp_program_opts options{};
    options.sz = sizeof options;
    options.obj = object.get();
    options.prog_name = name.c_str();
    program_ptr program(::xdp_program__create(&options));
    if (const long failure = ::libxdp_get_error(program.get()); failure != 0) {
        (void)program.release();
        throw chain_refusal(
            chain_failure::bad_object,
            {.where = request.object, .what = "read its run configuration", .code = static_cast<int>(-failure)},
            caught_messages::text());
    }
    if (request.priority)
        ::xdp_program__set_run_prio(program.get(), *request.priority);
    for (std::size_t i = 0; request.chain_call && i < actions.size(); ++i) {
        const bool on = std::ranges::find(*request.chain_call, verdicts[i]) != request.chain_call->end();
        ::xdp_program__set_chain_call_enabled(program.get(), static_cast<unsigned>(actions[i]), on);
    }
    ::xdp_program__set_xdp_frags_support(program.get(), object.frags());
    return program;
}

[[noreturn]] void fail_to_add(const chain_state& device, const chain_object& object, const chain_request& request,
                              int code) {
    if (object.judged() && object.can_be_loaded_alone())
        throw chain_refusal(
            chain_failure::refused,
            {.where = device.ifname,
             .what = fmt::format("the verifier takes {} alone, but not below libxdp's dispatcher", object.name()),
             .code = code,
             .hint = "libxdp before 1.5.5 makes dispatchers below which Linux 6.13 and newer refuse "
                     "programs that move a packet's head, tail or metadata; update libxdp"},
            object.log());
    if (object.judged())
        throw chain_refusal(chain_failure::refused,
                            {.where = request.object,
                             .what = fmt::format("the verifier refuses {}", object.name()),
                             .code = code,
                             .hint = "its log says why"},
                            object.log());
    throw chain_refusal(code == EBUSY || code == EEXIST ? chain_failure::occupied
                        : code == EPERM                 ? chain_failure::no_rights
                                                        : chain_failure::other,
                        {.where = device.ifname,
                         .what = fmt::format("attach {} through libxdp's dispatcher", object.name()),
                         .code = code,
                         .hint = code == EPERM    ? "run as root or with CAP_BPF and CAP_NET_ADMIN"
                                 : code == ERANGE ? "a large MTU wants programs for packets of several buffers: "
                                                    "SEC(\"xdp.frags\")"
                                                  : ""},
                        object.log());
}

} // namespace

std::string bpffs_folder() {
    const char* elsewhere = ::secure_getenv("LIBXDP_BPFFS");
    const std::string folder = elsewhere != nullptr ? elsewhere : "/sys/fs/bpf";
    struct statfs facts {};
    return ::statfs(folder.c_str(), &facts) == 0 && facts.f_type == BPF_FS_MAGIC ? folder : std::string();
}

std::vector<chain_program> dispatched_programs(int ifindex, xdp_mode mode) {
    const programs_ptr programs = programs_of(ifindex);
    std::vector<chain_program> list;
    ::xdp_program* program = nullptr;
    while ((program = ::xdp_multiprog__next_prog(program, programs.get())) != nullptr)
        list.push_back(facts_of(program, mode));
    return list;
}

std::uint32_t add_to_dispatcher(const chain_state& device, const chain_object& object, const chain_request& request) {
    const program_ptr program = open_program(object, request);
    const xdp_attach_mode mode = request.mode == xdp_mode::generic ? XDP_MODE_SKB : XDP_MODE_NATIVE;
    if (const int failure = ::xdp_program__attach(program.get(), device.ifindex, mode, 0); failure != 0)
        fail_to_add(device, object, request, -failure);
    return ::xdp_program__id(program.get());
}

void remove_from_dispatcher(const chain_state& device, const chain_program& program) {
    const programs_ptr programs = programs_of(device.ifindex);
    ::xdp_program* each = nullptr;
    while ((each = ::xdp_multiprog__next_prog(each, programs.get())) != nullptr)
        if (::xdp_program__id(each) == program.id)
            break;
    const int failure =
        each == nullptr ? -ENOENT
                        : ::xdp_program__detach(each, device.ifindex, ::xdp_multiprog__attach_mode(programs.get()), 0);
    if (failure != 0)
        throw chain_refusal(
            failure == -ENOENT ? chain_failure::not_there : chain_failure::other,
            {.where = device.ifname,
             .what = fmt::format("take {} (id {}) out of libxdp's dispatcher", program.name, program.id),
             .code = -failure},
            caught_messages::text());
}

} // namespace xdpk::detail
