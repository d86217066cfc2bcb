// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xdp_program.hpp>

#include "claims_maps.hpp"
#include "quiet_libbpf.hpp"
#include "redirect_attachment.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/freplace_probe.hpp>
#include <xdpk/io/nic_facts.hpp>
#include <xdpk/io/port_spec.hpp>

#include <bpf/bpf.h>
#include <cerrno>

namespace xdpk {

namespace {

std::unique_ptr<redirect_attachment> attach(const nic_facts& device, bool generic, const port_fastpath* fastpath) {
    if (freplace_works())
        return attach_by_dispatcher(device, generic, fastpath);
    return attach_by_link(device, generic, fastpath);
}

// What generic XDP would not mend either.
bool hopeless(int code) { return code == EBUSY || code == EEXIST || code == EPERM || code == ENODEV; }

} // namespace

template <class Attach>
void xdp_program::attach_best(attach_mode mode, Attach attach_as) {
    const quiet_libbpf quiet;
    if (mode == attach_mode::automatic) {
        mode_ = attach_mode::native;
        try {
            use(attach_as(false));
            return;
        } catch (const error& failure) {
            if (hopeless(failure.code()))
                throw;
            mode_ = attach_mode::generic;
        }
    }
    use(attach_as(mode_ == attach_mode::generic));
}

xdp_program::xdp_program(const nic_facts& device, attach_mode mode, const port_fastpath* fastpath)
    : ifname_(device.name), mode_(mode) {
    attach_best(mode, [&](bool generic) { return attach(device, generic, fastpath); });
}

xdp_program::xdp_program(const nic_facts& device, attach_mode mode, const std::string& object,
                         std::uint32_t highest_queue)
    : ifname_(device.name), mode_(mode) {
    attach_best(mode, [&](bool generic) { return attach_custom(device, generic, object, highest_queue); });
}

void xdp_program::use(std::unique_ptr<redirect_attachment> attached) {
    attached_ = std::move(attached);
    if (const auto maps = attached_->claims())
        claims_ = std::make_unique<detail::claims_maps>(ifname_, *maps);
}

xdp_program::xdp_program(const nic_facts& device, std::unique_ptr<redirect_attachment> borrowed)
    : ifname_(device.name), mode_(attach_mode::automatic) {
    use(std::move(borrowed));
    if (!device.programs.empty())
        mode_ = device.programs.front().mode == xdp_mode::generic ? attach_mode::generic : attach_mode::native;
}

xdp_program::~xdp_program() {
    const quiet_libbpf quiet;
    // The program may be there to stay: what comes from now on is for the kernel.
    for (const std::uint32_t queue : queues_)
        ::bpf_map_delete_elem(attached_->xskmap(), &queue);
    attached_.reset();
}

void xdp_program::redirect(std::uint32_t queue, int socket) {
    if (::bpf_map_update_elem(attached_->xskmap(), &queue, &socket, BPF_ANY) != 0)
        throw error(
            {.where = ifname_ + " queue " + std::to_string(queue), .what = "put socket into XSKMAP", .code = errno});
    queues_.push_back(queue);
}

void xdp_program::claim(const std::vector<xdpk::claim>& list) {
    if (claims_ == nullptr)
        throw usage_error({.where = ifname_ + " claim",
                           .what = "the XDP program is somebody else's",
                           .hint = "have its owner claim the frames, or attach ours with xskmap=own"});
    claims_->replace(list);
}

std::optional<claim_counters> xdp_program::counters() const {
    if (claims_ == nullptr)
        return std::nullopt;
    return claims_->counters();
}

const char* xdp_program::attachment() const noexcept { return attached_->name(); }

} // namespace xdpk
