// SPDX-License-Identifier: BSD-3-Clause
#include "xdp_link.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <bpf/bpf.h>
#include <cerrno>
#include <chrono>
#include <linux/if_link.h>
#include <thread>

namespace xdpk {

namespace {

int create_link(const nic_facts& device, int program, bool generic) {
    bpf_link_create_opts options{};
    options.sz = sizeof options;
    options.flags = generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
    const int link = ::bpf_link_create(program, device.ifindex, BPF_XDP, &options);
    return link >= 0 ? link : -errno;
}

} // namespace

void fail_attach(const nic_facts& device, const char* what, int code) {
    const char* hint = "";
    if (code == EPERM)
        hint = "run as root or with CAP_BPF and CAP_NET_ADMIN, or use a program that is there already (xskmap=…)";
    else if (code == EOPNOTSUPP)
        hint = "the driver has no native XDP; use mode=generic";
    else if (code == ERANGE || code == EINVAL)
        hint = "the driver refuses the device's MTU or offloads (LRO); xdpk doctor tells which";
    else if (code == ENOENT)
        hint = "libxdp's own programs (xdp-dispatcher.o) are not on this system; install libxdp";
    throw error({.where = device.name, .what = what, .code = code, .hint = hint});
}

void refuse_foreign(const nic_facts& device, const char* why) {
    const attached_program& other = device.programs.front();
    throw error({.where = device.name,
                 .what = "XDP program \"" + (other.name.empty() ? "?" : other.name) + "\" (id " +
                         std::to_string(other.id) + ") is on the device and leaves no room for another" + why,
                 .code = EBUSY,
                 .hint = "take it off (ip link set dev " + device.name + " xdp off) if it is not needed"});
}

fd link_alone(const nic_facts& device, int program, const char* name, bool generic) {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    nic_facts now = device;
    for (auto pause = 1ms;; pause *= 2) {
        if (!std::ranges::all_of(now.programs, [name](const attached_program& p) { return p.name == name; }))
            refuse_foreign(now, " without libxdp's dispatcher");
        const int link = create_link(device, program, generic);
        if (link >= 0)
            return fd(link);
        if ((link != -EBUSY && link != -EEXIST) || std::chrono::steady_clock::now() + pause > deadline)
            fail_attach(device, generic ? "attach XDP program (generic)" : "attach XDP program (native)", -link);
        std::this_thread::sleep_for(pause);
        now = read_nic_facts(device.name);
    }
}

} // namespace xdpk
