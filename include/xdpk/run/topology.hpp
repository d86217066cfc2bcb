// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <memory>
#include <vector>

namespace xdpk {

/// The CPUs this process may use and the memory next to them (hwloc). Control thread only.
class topology {
public:
    /// Throws xdpk::error.
    topology();
    ~topology();
    topology(const topology&) = delete;
    topology& operator=(const topology&) = delete;

    /// CPUs for `count` workers: those of NUMA node `node` first (-1: any), one per physical core before its siblings,
    /// the first CPU of the machine last, because the system's own work tends to be there. Throws xdpk::error if there
    /// are fewer CPUs than workers.
    [[nodiscard]] std::vector<unsigned> choose(unsigned count, int node) const;

    /// Pins the calling thread to a CPU. Throws xdpk::error if the process may not run there.
    void pin(unsigned cpu) const;

    /// While the result lives, the calling thread's new memory comes from the NUMA node of `cpu`.
    [[nodiscard]] std::shared_ptr<void> memory_near(unsigned cpu) const;

    [[nodiscard]] unsigned nodes() const;
    /// The NUMA node of a CPU; 0 if there is no such CPU.
    [[nodiscard]] unsigned node_of(unsigned cpu) const;

private:
    struct handle;
    std::unique_ptr<handle> hwloc_;
};

} // namespace xdpk
