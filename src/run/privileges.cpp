// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/privileges.hpp>

#include "system_calls.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <grp.h>
#include <memory>
#include <sys/capability.h>
#include <sys/prctl.h>
#include <unistd.h>

namespace xdpk {

namespace {

static_assert(static_cast<int>(capability::dac_override) == CAP_DAC_OVERRIDE);
static_assert(static_cast<int>(capability::net_admin) == CAP_NET_ADMIN);
static_assert(static_cast<int>(capability::net_raw) == CAP_NET_RAW);
static_assert(static_cast<int>(capability::ipc_lock) == CAP_IPC_LOCK);
static_assert(static_cast<int>(capability::sys_admin) == CAP_SYS_ADMIN);
static_assert(static_cast<int>(capability::perfmon) == CAP_PERFMON);
static_assert(static_cast<int>(capability::bpf) == CAP_BPF);

struct release {
    void operator()(cap_t set) const { ::cap_free(set); }
};
using cap_ptr = std::unique_ptr<std::remove_pointer_t<cap_t>, release>;

[[noreturn]] void fail(const char* what, const char* hint = "") {
    throw error({.where = "privileges", .what = what, .code = errno, .hint = hint});
}

cap_ptr held_capabilities() {
    cap_ptr held(::cap_get_proc());
    if (held == nullptr)
        fail("read capabilities");
    return held;
}

bool permitted(const cap_ptr& held, cap_value_t value) {
    cap_flag_value_t on = CAP_CLEAR;
    return ::cap_get_flag(held.get(), value, CAP_PERMITTED, &on) == 0 && on == CAP_SET;
}

void add(const cap_ptr& to, cap_value_t value) {
    if (::cap_set_flag(to.get(), CAP_PERMITTED, 1, &value, CAP_SET) != 0 ||
        ::cap_set_flag(to.get(), CAP_EFFECTIVE, 1, &value, CAP_SET) != 0)
        fail("choose capabilities");
}

// CAP_SYS_ADMIN stands for CAP_BPF and CAP_PERFMON where a container's runtime does not know these.
cap_ptr chosen_capabilities(const privilege_plan& plan) {
    const cap_ptr held = held_capabilities();
    cap_ptr chosen(::cap_init());
    if (chosen == nullptr)
        fail("choose capabilities");
    for (cap_value_t value = 0; value < ::cap_max_bits(); ++value) {
        const bool wanted =
            plan.mode == sandbox_mode::off || (plan.keep.bits() >> static_cast<unsigned>(value) & 1) != 0;
        if (wanted && permitted(held, value))
            add(chosen, value);
        else if (wanted && (value == CAP_BPF || value == CAP_PERFMON) && permitted(held, CAP_SYS_ADMIN))
            add(chosen, CAP_SYS_ADMIN);
    }
    return chosen;
}

// While CAP_SETPCAP is still there. Without it the set stays, which no_new_privs makes up for.
void empty_bounding_set() {
    for (cap_value_t value = 0; value < ::cap_max_bits(); ++value)
        (void)::cap_drop_bound(value);
}

// glibc does it in all threads.
void become(const user_identity& user) {
    constexpr const char* hint = "start it as root, or without a user";
    if (::prctl(PR_SET_KEEPCAPS, 1UL, 0UL, 0UL, 0UL) != 0 || ::setgroups(user.groups.size(), user.groups.data()) != 0 ||
        ::setresgid(user.group, user.group, user.group) != 0 || ::setresuid(user.user, user.user, user.user) != 0)
        fail("change the user", hint);
}

} // namespace

capability_set needed_capabilities(const privileged_uses& uses, sandbox_mode mode) noexcept {
    using enum capability;
    capability_set needed;
    // What is in libxdp's dispatcher stays there unless it is taken out.
    if (uses.dispatcher)
        needed |= {net_admin, bpf, perfmon, sys_admin};
    if (uses.dispatcher && uses.user)
        needed |= {dac_override};
    if (mode == sandbox_mode::strict)
        return needed;
    if (uses.sockets)
        needed |= {net_raw, ipc_lock};
    if (uses.programs)
        needed |= {net_admin, bpf};
    if (uses.taps)
        needed |= {net_admin};
    return needed;
}

void give_up_privileges(const privilege_plan& plan) {
    const cap_ptr chosen = chosen_capabilities(plan);
    if (plan.mode != sandbox_mode::off)
        empty_bounding_set();
    if (plan.user)
        become(*plan.user);
    if (::cap_set_proc(chosen.get()) != 0)
        fail("drop capabilities");
    if (::prctl(PR_SET_KEEPCAPS, 0UL, 0UL, 0UL, 0UL) != 0)
        fail("drop capabilities at the next program");
    if (plan.mode == sandbox_mode::off)
        return;
    if (::prctl(PR_SET_NO_NEW_PRIVS, 1UL, 0UL, 0UL, 0UL) != 0)
        fail("give up new privileges");
    refuse_other_system_calls(plan.keep.has(capability::bpf) ? bpf_use::all
                              : plan.runs_programs           ? bpf_use::runs
                                                             : bpf_use::maps);
}

} // namespace xdpk
