// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "fastpath_state.hpp"
#include "xdp_link.hpp"

#include <xdpk/io/nic_facts.hpp>

#include <algorithm>
#include <cerrno>
#include <memory>
#include <string>

#include "redirect.skel.h"

namespace xdpk {

/// Name under which the kernel lists our program.
inline constexpr const char* redirect_name = "xdpk_redirect";

/// The redirect program's object, or that with a fast path before it.
struct redirect_object {
    std::shared_ptr<void> skeleton;
    bpf_object* object;
    bpf_program* program;
    bpf_map* sockets;

    [[nodiscard]] bpf_object* get() const noexcept { return object; }
};

inline redirect_object open_skeleton(const nic_facts& device, const port_fastpath* fastpath) {
    if (fastpath != nullptr) {
        // A veth whose peer's ring is full once never sends by XDP_TX again (Linux 6.18).
        const bool sends_back = device.kind != "veth";
        const std::shared_ptr<fastpath_bpf> skeleton =
            open_fastpath(*fastpath->maps, fastpath->port, device.mac, sends_back);
        return {skeleton, skeleton->obj, skeleton->progs.xdpk_redirect, skeleton->maps.xsks_map};
    }
    const std::shared_ptr<redirect_bpf> skeleton(redirect_bpf__open(), redirect_bpf__destroy);
    if (skeleton == nullptr)
        fail_attach(device, "open XDP program", errno);
    return {skeleton, skeleton->obj, skeleton->progs.xdpk_redirect, skeleton->maps.xsks_map};
}

/// The object, opened and sized to the device, not loaded. `fastpath` may be null.
inline redirect_object open_redirect(const nic_facts& device, const port_fastpath* fastpath) {
    redirect_object object = open_skeleton(device, fastpath);
    ::bpf_map__set_max_entries(object.sockets, std::max(device.rx_queues, device.tx_queues));
    return object;
}

} // namespace xdpk
