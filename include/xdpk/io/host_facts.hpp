// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace xdpk {

/// A probe's answer. `unknown`: this process may not ask.
enum class support { yes, no, unknown };

/// What the running kernel can do, found by trying it on sockets that are bound to nothing and on programs that are
/// attached to nothing.
struct kernel_features {
    support af_xdp = support::unknown;
    support need_wakeup = support::unknown;  ///< XDP_USE_NEED_WAKEUP, Linux 5.4
    support multi_buffer = support::unknown; ///< XDP_USE_SG, Linux 6.6
    support tx_budget = support::unknown;    ///< XDP_MAX_TX_SKB_BUDGET, Linux 6.17
    support busy_poll = support::unknown;    ///< SO_PREFER_BUSY_POLL, Linux 5.11
    support freplace = support::unknown;     ///< what libxdp's dispatcher stands on
};

/// Huge pages of one size.
struct huge_page_pool {
    std::uint64_t page_kib = 0;
    std::uint64_t total = 0;
    std::uint64_t free = 0;
};

/// The effective capabilities that matter to xdpk. CAP_SYS_ADMIN stands in for CAP_BPF and CAP_PERFMON, as it does in
/// the kernel.
struct capabilities {
    bool net_admin = false, net_raw = false, bpf = false, perfmon = false, ipc_lock = false, sys_admin = false;
    /// Capabilities of another user namespace do not count for BPF.
    bool initial_user_namespace = true;
};

struct process_facts {
    capabilities held{};
    std::optional<std::uint64_t> memlock_bytes{}; ///< RLIMIT_MEMLOCK; empty if unlimited
};

struct host_facts {
    std::string kernel_release{};
    kernel_features kernel{};
    bool btf = false;
    bool bpffs = false;        ///< mounted at /sys/fs/bpf
    std::optional<bool> jit{}; ///< BPF programs are compiled, not interpreted
    std::optional<int> unprivileged_bpf_disabled{};
    unsigned cpus = 0; ///< logical CPUs that this process may use
    unsigned cores = 0;
    unsigned numa_nodes = 0;
    std::vector<huge_page_pool> huge_pages{}; ///< by page size
};

/// Both ask kernel and process as they are now; any thread. A fact that cannot be had is empty, nothing is thrown.
[[nodiscard]] host_facts read_host_facts();
[[nodiscard]] process_facts read_process_facts();

} // namespace xdpk
