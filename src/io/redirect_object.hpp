// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/error.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>

#include "redirect.skel.h"

namespace xdpk {

/// Name under which the kernel lists our program.
inline constexpr const char* redirect_name = "xdpk_redirect";

struct destroy_redirect {
    void operator()(redirect_bpf* object) const { redirect_bpf__destroy(object); }
};
using redirect_object = std::unique_ptr<redirect_bpf, destroy_redirect>;

[[noreturn]] inline void fail_attach(const nic_facts& device, const char* what, int code) {
    const char* hint = "";
    if (code == EPERM)
        hint = "run as root or with CAP_BPF and CAP_NET_ADMIN";
    else if (code == EOPNOTSUPP)
        hint = "the driver has no native XDP; use mode=generic";
    else if (code == ERANGE || code == EINVAL)
        hint = "the driver refuses the device's MTU or offloads (LRO); xdpk doctor tells which";
    else if (code == ENOENT)
        hint = "libxdp's own programs (xdp-dispatcher.o) are not on this system; install libxdp";
    throw error({.where = device.name, .what = what, .code = code, .hint = hint});
}

/// For a device whose first program is somebody else's.
[[noreturn]] inline void refuse_foreign(const nic_facts& device, const char* why) {
    const attached_program& other = device.programs.front();
    throw error({.where = device.name,
                 .what = "XDP program \"" + (other.name.empty() ? "?" : other.name) + "\" (id " +
                         std::to_string(other.id) + ") is on the device and cannot be shared with" + why,
                 .code = EBUSY,
                 .hint = "take it off (ip link set dev " + device.name + " xdp off) if it is not needed"});
}

/// The object, opened and sized to the device, not loaded.
inline redirect_object open_redirect(const nic_facts& device) {
    redirect_object object(redirect_bpf__open());
    if (object == nullptr)
        fail_attach(device, "open XDP program", errno);
    ::bpf_map__set_max_entries(object->maps.xsks, std::max(device.rx_queues, device.tx_queues));
    return object;
}

} // namespace xdpk
