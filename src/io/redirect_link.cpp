// SPDX-License-Identifier: BSD-3-Clause
#include "device_lock.hpp"
#include "redirect_attachment.hpp"
#include "redirect_object.hpp"

#include <xdpk/base/fd.hpp>

#include <bpf/bpf.h>
#include <chrono>
#include <linux/if_link.h>
#include <thread>

namespace xdpk {

namespace {

class link_attachment final : public redirect_attachment {
public:
    link_attachment(device_lock lock, redirect_object object, fd link)
        : lock_(std::move(lock)), object_(std::move(object)), link_(std::move(link)) {}

    [[nodiscard]] int xskmap() const noexcept override { return ::bpf_map__fd(object_->maps.xsks); }
    [[nodiscard]] const char* name() const noexcept override { return "link"; }

private:
    device_lock lock_;
    redirect_object object_;
    fd link_;
};

// We hold the device's lock, so one of ours is that of a process that has just died: the kernel is taking it off.
bool only_ours(const nic_facts& device) {
    return std::ranges::all_of(device.programs, [](const attached_program& p) { return p.name == redirect_name; });
}

int create_link(const nic_facts& device, int program, bool generic) {
    DECLARE_LIBBPF_OPTS(bpf_link_create_opts, options);
    options.flags = generic ? XDP_FLAGS_SKB_MODE : XDP_FLAGS_DRV_MODE;
    const int link = ::bpf_link_create(program, device.ifindex, BPF_XDP, &options);
    return link >= 0 ? link : -errno;
}

fd link_when_free(const nic_facts& device, int program, bool generic) {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    nic_facts now = device;
    for (auto pause = 1ms;; pause *= 2) {
        if (!only_ours(now))
            refuse_foreign(now, " on this kernel");
        const int link = create_link(device, program, generic);
        if (link >= 0)
            return fd(link);
        if ((link != -EBUSY && link != -EEXIST) || std::chrono::steady_clock::now() + pause > deadline)
            fail_attach(device, generic ? "attach XDP program (generic)" : "attach XDP program (native)", -link);
        std::this_thread::sleep_for(pause);
        now = read_nic_facts(device.name);
    }
}

} // namespace

std::unique_ptr<redirect_attachment> attach_by_link(const nic_facts& device, bool generic) {
    device_lock lock(device.name, device.ifindex);
    redirect_object object = open_redirect(device);
    if (const int failure = redirect_bpf__load(object.get()); failure != 0)
        fail_attach(device, "load XDP program", -failure);
    fd link = link_when_free(device, ::bpf_program__fd(object->progs.xdpk_redirect), generic);
    return std::make_unique<link_attachment>(std::move(lock), std::move(object), std::move(link));
}

} // namespace xdpk
