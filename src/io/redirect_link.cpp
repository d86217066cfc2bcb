// SPDX-License-Identifier: BSD-3-Clause
#include "device_lock.hpp"
#include "redirect_attachment.hpp"
#include "redirect_object.hpp"
#include "xdp_link.hpp"

#include <xdpk/base/fd.hpp>

namespace xdpk {

namespace {

class link_attachment final : public redirect_attachment {
public:
    link_attachment(device_lock lock, redirect_object object, fd link)
        : lock_(std::move(lock)), object_(std::move(object)), link_(std::move(link)) {}

    [[nodiscard]] int xskmap() const noexcept override { return ::bpf_map__fd(object_.sockets); }
    [[nodiscard]] std::optional<detail::claims_descriptors> claims() const noexcept override {
        return detail::claims_of(object_.get());
    }
    [[nodiscard]] const char* name() const noexcept override { return "link"; }

private:
    device_lock lock_;
    redirect_object object_;
    fd link_;
};

} // namespace

std::unique_ptr<redirect_attachment> attach_by_link(const nic_facts& device, bool generic,
                                                    const port_fastpath* fastpath) {
    device_lock lock(device.name, device.ifindex);
    redirect_object object = open_redirect(device, fastpath);
    if (const int failure = ::bpf_object__load(object.get()); failure != 0)
        fail_attach(device, "load XDP program", -failure);
    // We hold the device's lock, so a program of ours is that of a process that has just died.
    fd link = link_alone(device, ::bpf_program__fd(object.program), redirect_name, generic);
    return std::make_unique<link_attachment>(std::move(lock), std::move(object), std::move(link));
}

} // namespace xdpk
