// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/host_facts.hpp>

#include "kernel_probes.hpp"
#include "sysfs.hpp"

#include <algorithm>
#include <filesystem>
#include <hwloc.h>
#include <linux/magic.h>
#include <memory>
#include <sys/capability.h>
#include <sys/resource.h>
#include <sys/utsname.h>
#include <sys/vfs.h>
#include <system_error>
#include <type_traits>
#include <unistd.h>

namespace xdpk {

namespace {

namespace fs = std::filesystem;

// The inode of the namespace that the kernel starts with (PROC_USER_INIT_INO), which is ABI.
constexpr const char* initial_user_namespace = "user:[4026531837]";

capabilities read_capabilities() {
    struct release {
        void operator()(cap_t set) const { ::cap_free(set); }
    };
    const std::unique_ptr<std::remove_pointer_t<cap_t>, release> set(::cap_get_proc());
    const auto has = [&](cap_value_t value) {
        cap_flag_value_t on = CAP_CLEAR;
        return set != nullptr && ::cap_get_flag(set.get(), value, CAP_EFFECTIVE, &on) == 0 && on == CAP_SET;
    };
    const bool all = has(CAP_SYS_ADMIN);
    std::error_code failure;
    return {.net_admin = has(CAP_NET_ADMIN),
            .net_raw = has(CAP_NET_RAW),
            .bpf = all || has(CAP_BPF),
            .perfmon = all || has(CAP_PERFMON),
            .ipc_lock = has(CAP_IPC_LOCK),
            .sys_admin = all,
            .initial_user_namespace = fs::read_symlink("/proc/self/ns/user", failure) == initial_user_namespace};
}

void count_cpus(host_facts& facts) {
    hwloc_topology_t topology = nullptr;
    if (::hwloc_topology_init(&topology) != 0)
        return;
    if (::hwloc_topology_load(topology) == 0) {
        const auto count = [topology](hwloc_obj_type_t type) {
            return static_cast<unsigned>(std::max(::hwloc_get_nbobjs_by_type(topology, type), 0));
        };
        facts.cpus = count(HWLOC_OBJ_PU);
        facts.cores = count(HWLOC_OBJ_CORE);
        facts.numa_nodes = count(HWLOC_OBJ_NUMANODE);
    }
    ::hwloc_topology_destroy(topology);
}

std::vector<huge_page_pool> read_huge_pages() {
    std::vector<huge_page_pool> pools;
    std::error_code failure;
    const std::string prefix = "hugepages-";
    for (const fs::directory_entry& entry : fs::directory_iterator("/sys/kernel/mm/hugepages", failure)) {
        const std::string name = entry.path().filename().string();
        const std::string path = entry.path().string();
        if (name.rfind(prefix, 0) == 0)
            pools.push_back({.page_kib = std::stoull(name.substr(prefix.size())),
                             .total = detail::read_number(path + "/nr_hugepages").value_or(0),
                             .free = detail::read_number(path + "/free_hugepages").value_or(0)});
    }
    std::sort(pools.begin(), pools.end(), [](const auto& a, const auto& b) { return a.page_kib < b.page_kib; });
    return pools;
}

bool is_bpffs(const char* path) {
    struct statfs status {};
    return ::statfs(path, &status) == 0 && status.f_type == BPF_FS_MAGIC;
}

} // namespace

host_facts read_host_facts() {
    host_facts facts{.kernel = detail::probe_kernel(read_capabilities()),
                     .btf = ::access("/sys/kernel/btf/vmlinux", R_OK) == 0,
                     .bpffs = is_bpffs("/sys/fs/bpf"),
                     .huge_pages = read_huge_pages()};
    utsname kernel{};
    if (::uname(&kernel) == 0)
        facts.kernel_release = kernel.release;
    if (const auto jit = detail::read_number("/proc/sys/net/core/bpf_jit_enable"))
        facts.jit = *jit != 0;
    if (const auto disabled = detail::read_number("/proc/sys/kernel/unprivileged_bpf_disabled"))
        facts.unprivileged_bpf_disabled = static_cast<int>(*disabled);
    count_cpus(facts);
    return facts;
}

process_facts read_process_facts() {
    process_facts facts{.held = read_capabilities()};
    rlimit limit{};
    if (::getrlimit(RLIMIT_MEMLOCK, &limit) == 0 && limit.rlim_cur != RLIM_INFINITY)
        facts.memlock_bytes = limit.rlim_cur;
    return facts;
}

} // namespace xdpk
