// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xdp_program.hpp>

#include "quiet_libbpf.hpp"
#include "redirect_attachment.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/freplace_probe.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <bpf/bpf.h>
#include <cerrno>

namespace xdpk {

namespace {

std::unique_ptr<redirect_attachment> attach(const nic_facts& device, bool generic) {
    if (freplace_works())
        return attach_by_dispatcher(device, generic);
    return attach_by_link(device, generic);
}

// What generic XDP would not mend either.
bool hopeless(int code) { return code == EBUSY || code == EEXIST || code == EPERM || code == ENODEV; }

} // namespace

xdp_program::xdp_program(const nic_facts& device, attach_mode mode) : ifname_(device.name), mode_(mode) {
    const quiet_libbpf quiet;
    if (mode == attach_mode::automatic) {
        mode_ = attach_mode::native;
        try {
            attached_ = attach(device, false);
            return;
        } catch (const error& failure) {
            if (hopeless(failure.code()))
                throw;
            mode_ = attach_mode::generic;
        }
    }
    attached_ = attach(device, mode_ == attach_mode::generic);
}

xdp_program::~xdp_program() {
    const quiet_libbpf quiet;
    attached_.reset();
}

void xdp_program::redirect(std::uint32_t queue, int socket) {
    if (::bpf_map_update_elem(attached_->xskmap(), &queue, &socket, BPF_ANY) != 0)
        throw error(
            {.where = ifname_ + " queue " + std::to_string(queue), .what = "put socket into XSKMAP", .code = errno});
}

const char* xdp_program::attachment() const noexcept { return attached_->name(); }

} // namespace xdpk
