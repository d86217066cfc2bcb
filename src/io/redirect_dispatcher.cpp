// SPDX-License-Identifier: BSD-3-Clause
#include "device_lock.hpp"
#include "redirect_attachment.hpp"
#include "redirect_object.hpp"

#include <cstring>
#include <xdp/libxdp.h>

namespace xdpk {

namespace {

struct close_libxdp {
    void operator()(xdp_program* program) const { ::xdp_program__close(program); }
    void operator()(xdp_multiprog* programs) const { ::xdp_multiprog__close(programs); }
};
using program_ptr = std::unique_ptr<::xdp_program, close_libxdp>;
using programs_ptr = std::unique_ptr<xdp_multiprog, close_libxdp>;

class dispatcher_attachment final : public redirect_attachment {
public:
    dispatcher_attachment(device_lock lock, redirect_object object, program_ptr program, int ifindex,
                          xdp_attach_mode mode)
        : lock_(std::move(lock)), object_(std::move(object)), program_(std::move(program)), ifindex_(ifindex),
          mode_(mode) {}
    dispatcher_attachment(const dispatcher_attachment&) = delete;
    dispatcher_attachment& operator=(const dispatcher_attachment&) = delete;
    ~dispatcher_attachment() override { ::xdp_program__detach(program_.get(), ifindex_, mode_, 0); }

    [[nodiscard]] int xskmap() const noexcept override { return ::bpf_map__fd(object_.sockets); }
    [[nodiscard]] std::optional<detail::claims_descriptors> claims() const noexcept override {
        return detail::claims_of(object_.get());
    }
    [[nodiscard]] const char* name() const noexcept override { return "dispatcher"; }

private:
    device_lock lock_;
    redirect_object object_;
    program_ptr program_;
    int ifindex_;
    xdp_attach_mode mode_;
};

// The dispatcher outlives a killed process, with our program in it. We hold the device's lock, so such a one is dead.
void remove_leftovers(const nic_facts& device) {
    const programs_ptr programs(::xdp_multiprog__get_from_ifindex(device.ifindex));
    if (::libxdp_get_error(programs.get()) != 0)
        return;
    const xdp_attach_mode mode = ::xdp_multiprog__attach_mode(programs.get());
    ::xdp_program* program = nullptr;
    while ((program = ::xdp_multiprog__next_prog(program, programs.get())) != nullptr)
        if (std::strcmp(::xdp_program__name(program), redirect_name) == 0)
            ::xdp_program__detach(program, device.ifindex, mode, 0);
}

// libxdp gives EBUSY for what stands in its way: a program without a dispatcher, or under one of another version.
[[noreturn]] void refuse(const nic_facts& device, int code) {
    const nic_facts now = read_nic_facts(device.name);
    if (code == EBUSY && !now.programs.empty())
        refuse_foreign(now, ": it was not attached by libxdp, or by another version of it");
    fail_attach(device, "attach XDP program through libxdp's dispatcher", code);
}

} // namespace

std::unique_ptr<redirect_attachment> attach_by_dispatcher(const nic_facts& device, bool generic,
                                                          const port_fastpath* fastpath) {
    device_lock lock(device.name, device.ifindex);
    remove_leftovers(device);
    redirect_object object = open_redirect(device, fastpath);
    program_ptr program(::xdp_program__from_bpf_obj(object.get(), "xdp.frags"));
    if (const long failure = ::libxdp_get_error(program.get()); failure != 0)
        fail_attach(device, "open XDP program", static_cast<int>(-failure));
    const xdp_attach_mode mode = generic ? XDP_MODE_SKB : XDP_MODE_NATIVE;
    ::xdp_program__set_xdp_frags_support(program.get(), true);
    if (const int failure = ::xdp_program__attach(program.get(), device.ifindex, mode, 0); failure != 0)
        refuse(device, -failure);
    return std::make_unique<dispatcher_attachment>(std::move(lock), std::move(object), std::move(program),
                                                   device.ifindex, mode);
}

} // namespace xdpk
