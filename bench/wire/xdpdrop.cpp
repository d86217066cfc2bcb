// SPDX-License-Identifier: BSD-3-Clause
// xdpdrop IFNAME…: an XDP program of two instructions that drops every packet, until SIGINT.
#include <xdpk/base/error.hpp>
#include <xdpk/base/fd.hpp>

#include <array>
#include <bpf/bpf.h>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <exception>
#include <linux/bpf.h>
#include <net/if.h>
#include <span>
#include <string>
#include <vector>

namespace {

using namespace xdpk;

fd checked(int number, const std::string& what) {
    if (number < 0)
        throw error({.where = "xdpdrop", .what = what, .code = errno});
    return fd(number);
}

fd load() {
    constexpr std::array program{
        bpf_insn{.code = BPF_ALU64 | BPF_MOV | BPF_K, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = XDP_DROP},
        bpf_insn{.code = BPF_JMP | BPF_EXIT, .dst_reg = 0, .src_reg = 0, .off = 0, .imm = 0}};
    return checked(::bpf_prog_load(BPF_PROG_TYPE_XDP, "xdpdrop", "BSD", program.data(), program.size(), nullptr),
                   "load");
}

std::vector<fd> attach(const fd& program, std::span<char*> devices) {
    std::vector<fd> links;
    for (const char* const device : devices)
        links.push_back(checked(
            ::bpf_link_create(program.get(), static_cast<int>(::if_nametoindex(device)), BPF_XDP, nullptr), device));
    return links;
}

} // namespace

int main(int argc, char** argv) try {
    sigset_t ends;
    sigemptyset(&ends);
    sigaddset(&ends, SIGINT);
    sigprocmask(SIG_BLOCK, &ends, nullptr);
    const fd program = load();
    const std::vector<fd> links = attach(program, std::span(argv, static_cast<std::size_t>(argc)).subspan(1));
    int ended = 0;
    return sigwait(&ends, &ended);
} catch (const std::exception& failure) {
    std::fprintf(stderr, "%s\n", failure.what());
    return 1;
}
