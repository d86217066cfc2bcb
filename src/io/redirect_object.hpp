// SPDX-License-Identifier: BSD-3-Clause
#pragma once

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

struct destroy_redirect {
    void operator()(redirect_bpf* object) const { redirect_bpf__destroy(object); }
};
using redirect_object = std::unique_ptr<redirect_bpf, destroy_redirect>;

/// The object, opened and sized to the device, not loaded.
inline redirect_object open_redirect(const nic_facts& device) {
    redirect_object object(redirect_bpf__open());
    if (object == nullptr)
        fail_attach(device, "open XDP program", errno);
    ::bpf_map__set_max_entries(object->maps.xsks, std::max(device.rx_queues, device.tx_queues));
    return object;
}

} // namespace xdpk
