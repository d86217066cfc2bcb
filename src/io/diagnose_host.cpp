// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/diagnosis.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace xdpk {

namespace {

/// A feature that was probed for: what it gives, what goes without it, and where it comes from.
struct probed {
    const char* check = "";
    const char* with = "";
    const char* without = "";
    const char* remedy = "";
    verdict lack = verdict::degraded;
};

finding judge(support answer, const probed& feature) {
    if (answer == support::yes)
        return {.check = feature.check, .meaning = feature.with};
    if (answer == support::no)
        return {feature.check, feature.lack, feature.without, feature.remedy};
    return {feature.check, verdict::degraded, "not known: this process may not even ask", "sudo xdpk doctor"};
}

finding judge_dispatcher(support freplace) {
    return judge(freplace,
                 {"dispatcher", "xdpk shares an interface with other people's XDP programs",
                  "the kernel refuses BPF_PROG_TYPE_EXT: xdpk attaches alone, one program per interface", ""});
}

std::vector<finding> judge_kernel(const kernel_features& kernel) {
    return {
        judge(kernel.af_xdp, {"AF_XDP", "sockets can be opened", "no AF_XDP: only pcap, tap and loop ports work",
                              "boot a kernel with CONFIG_XDP_SOCKETS=y", verdict::missing}),
        judge(kernel.need_wakeup,
              {"need-wakeup", "the kernel is entered only when a ring asks for it",
               "no XDP_USE_NEED_WAKEUP: sockets cannot be bound", "boot Linux 5.4 or newer", verdict::missing}),
        judge(kernel.multi_buffer, {"multi-buffer", "packets may span several chunks",
                                    "a packet has to fit one chunk: no jumbo frames", "boot Linux 6.6 or newer"}),
        judge(kernel.tx_budget,
              {"transmit budget", "in copy mode one system call sends a whole ring",
               "in copy mode a system call sends 32 packets, half a burst", "boot Linux 6.17 or newer"}),
        judge(kernel.busy_poll,
              {"busy polling", "a worker can drive its NIC queue itself, without interrupts",
               "no SO_PREFER_BUSY_POLL: the option busy_poll does not work", "boot Linux 5.11 or newer"}),
        judge_dispatcher(kernel.freplace),
    };
}

finding judge_huge_pages(const std::vector<huge_page_pool>& pools) {
    const std::string check = "huge pages";
    if (pools.empty())
        return {check, verdict::degraded, "the kernel has none to reserve: packet memory takes what the kernel merges",
                "boot a kernel with CONFIG_HUGETLBFS=y"};
    // The smallest size is the one a plain huge mapping takes.
    const huge_page_pool& pool = pools.front();
    const std::string state = fmt::format("{} of {} pages of {} KiB are free", pool.free, pool.total, pool.page_kib);
    if (pool.free > 0)
        return {.check = check, .meaning = state};
    return {check, verdict::degraded, state + ": packet memory takes transparent huge pages, if there are some",
            fmt::format("sysctl vm.nr_hugepages={}", pool.total + 64)};
}

finding judge_cpus(const host_facts& host) {
    const std::string text =
        fmt::format("{} CPU{}, {} core{}, {} NUMA node{}", host.cpus, host.cpus == 1 ? "" : "s", host.cores,
                    host.cores == 1 ? "" : "s", host.numa_nodes, host.numa_nodes == 1 ? "" : "s");
    if (host.cpus > 1)
        return {.check = "CPUs", .meaning = text};
    return {"CPUs", verdict::degraded, text + ": worker and kernel share it", "give the machine or container 2 CPUs"};
}

finding judge_switch(const char* check, bool on, const char* with, const char* without, const char* remedy) {
    return on ? finding{.check = check, .meaning = with} : finding{check, verdict::degraded, without, remedy};
}

} // namespace

verdict worst(const std::vector<finding>& findings) noexcept {
    verdict level = verdict::ok;
    for (const finding& one : findings)
        level = std::max(level, one.level);
    return level;
}

std::vector<finding> diagnose(const host_facts& host) {
    std::vector<finding> findings{{.check = "kernel", .meaning = "Linux " + host.kernel_release}, judge_cpus(host)};
    for (finding& one : judge_kernel(host.kernel))
        findings.push_back(std::move(one));
    findings.push_back(judge_huge_pages(host.huge_pages));
    if (host.jit)
        findings.push_back(judge_switch("BPF JIT", *host.jit, "XDP programs run as machine code",
                                        "XDP programs are interpreted", "sysctl net.core.bpf_jit_enable=1"));
    findings.push_back(judge_switch("BTF", host.btf, "the kernel describes its types",
                                    "the kernel does not describe its types: the dispatcher cannot work",
                                    "boot a kernel with CONFIG_DEBUG_INFO_BTF=y"));
    findings.push_back(judge_switch("bpffs", host.bpffs, "mounted at /sys/fs/bpf",
                                    "not mounted at /sys/fs/bpf: no pinned maps, no dispatcher",
                                    "mount -t bpf bpf /sys/fs/bpf"));
    return findings;
}

} // namespace xdpk
