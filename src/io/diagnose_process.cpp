// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/diagnosis.hpp>
#include <xdpk/io/xsk.hpp>

#include <algorithm>
#include <cctype>
#include <fmt/format.h>

namespace xdpk {

namespace {

/// What one queue with default rings and chunks pins.
const std::uint64_t queue_bytes = std::uint64_t{xsk_config{}.frames()} * 2048;

std::string setcap(const std::string& capability) {
    return fmt::format("setcap cap_net_admin,cap_net_raw,cap_bpf,cap_ipc_lock{}+ep PROGRAM",
                       capability.empty() ? "" : "," + capability);
}

finding judge(bool held, const char* name, const char* with, verdict lack, const char* without,
              const char* extra = "") {
    if (held)
        return {.check = name, .meaning = with};
    return {name, lack, without, setcap(extra)};
}

finding judge_memlock(const process_facts& process) {
    if (process.held.ipc_lock)
        return {.check = "locked memory", .meaning = "packet memory is not limited (CAP_IPC_LOCK)"};
    if (!process.memlock_bytes)
        return {.check = "locked memory", .meaning = "packet memory is not limited"};
    const std::uint64_t queues = *process.memlock_bytes / queue_bytes;
    const std::string text = fmt::format("limited to {} KiB: enough for {} queue{} with default rings",
                                         *process.memlock_bytes >> 10, queues, queues == 1 ? "" : "s");
    const verdict level = queues == 0 ? verdict::missing : queues < 8 ? verdict::degraded : verdict::ok;
    return {"locked memory", level, text, level == verdict::ok ? "" : setcap("")};
}

} // namespace

std::vector<finding> diagnose(const process_facts& process) {
    const capabilities& held = process.held;
    std::vector<finding> findings{
        judge(held.net_raw, "CAP_NET_RAW", "may open AF_XDP sockets", verdict::missing,
              "may not open AF_XDP sockets; xdpk agent hands out some (xskmap=uds:…)"),
        judge(held.net_admin, "CAP_NET_ADMIN", "may attach XDP programs", verdict::missing,
              "may not attach XDP programs; somebody else's will do (xskmap=pin:… or uds:…)"),
        judge(held.bpf, "CAP_BPF", "may load programs and maps", verdict::missing,
              "may not load programs and maps; somebody else's will do (xskmap=pin:… or uds:…)"),
        judge(held.perfmon, "CAP_PERFMON", "may use the dispatcher", verdict::degraded, "may not use the dispatcher",
              "cap_perfmon"),
        judge(held.sys_admin, "CAP_SYS_ADMIN", "sees other people's programs and namespaces", verdict::degraded,
              "may not use the dispatcher, nor see the names of other people's programs or a veth's far side",
              "cap_sys_admin"),
        judge_memlock(process),
    };
    if (!held.initial_user_namespace)
        findings.push_back({"user namespace", verdict::missing,
                            "capabilities of a user namespace do not count for loading BPF programs",
                            "run outside of it (podman and docker: a rootful container)"});
    return findings;
}

} // namespace xdpk
