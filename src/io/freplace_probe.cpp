// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/freplace_probe.hpp>

#include "quiet_libbpf.hpp"

#include <bpf/bpf.h>
#include <bpf/libbpf.h>
#include <memory>

#include "freplace_probe.skel.h"

namespace xdpk {

namespace {

struct destroy {
    void operator()(freplace_probe_bpf* object) const { freplace_probe_bpf__destroy(object); }
    void operator()(bpf_link* link) const { ::bpf_link__destroy(link); }
};
using object_ptr = std::unique_ptr<freplace_probe_bpf, destroy>;
using link_ptr = std::unique_ptr<bpf_link, destroy>;

object_ptr load_target() {
    object_ptr object{freplace_probe_bpf__open()};
    if (object == nullptr)
        return nullptr;
    ::bpf_program__set_autoload(object->progs.probe_replacement, false);
    return freplace_probe_bpf__load(object.get()) == 0 ? std::move(object) : nullptr;
}

object_ptr load_replacement(int target) {
    object_ptr object{freplace_probe_bpf__open()};
    if (object == nullptr)
        return nullptr;
    ::bpf_program__set_autoload(object->progs.probe_target, false);
    if (::bpf_program__set_attach_target(object->progs.probe_replacement, target, "probe_slot") != 0)
        return nullptr;
    return freplace_probe_bpf__load(object.get()) == 0 ? std::move(object) : nullptr;
}

bool probe() {
    const quiet_libbpf quiet;
    const object_ptr target = load_target();
    if (target == nullptr)
        return false;
    const object_ptr replacement = load_replacement(::bpf_program__fd(target->progs.probe_target));
    // Some architectures load the replacement and then refuse to link it: they have no BPF trampolines.
    return replacement != nullptr &&
           link_ptr{::bpf_program__attach_freplace(replacement->progs.probe_replacement, 0, nullptr)} != nullptr;
}

} // namespace

bool freplace_works() {
    static const bool answer = probe();
    return answer;
}

} // namespace xdpk
