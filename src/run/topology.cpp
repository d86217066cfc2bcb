// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/topology.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <hwloc.h>
#include <string>
#include <tuple>

namespace xdpk {

struct topology::handle {
    hwloc_topology_t at = nullptr;
};

namespace {

struct place {
    bool far = false;       ///< not on the wanted NUMA node
    unsigned sibling = 0;   ///< position among the threads of its core
    bool first_cpu = false; ///< the machine's first
    unsigned cpu = 0;

    [[nodiscard]] auto rank() const { return std::tuple(far, sibling, first_cpu, cpu); }
};

place describe(hwloc_topology_t at, hwloc_obj_t unit, int node) {
    const hwloc_obj* const core = hwloc_get_ancestor_obj_by_type(at, HWLOC_OBJ_CORE, unit);
    const bool on_node = node < 0 || hwloc_bitmap_isset(unit->nodeset, static_cast<unsigned>(node)) != 0;
    return {.far = !on_node,
            .sibling = core != nullptr ? unit->sibling_rank : 0,
            .first_cpu = unit->os_index == 0,
            .cpu = unit->os_index};
}

} // namespace

topology::topology() : hwloc_(std::make_unique<handle>()) {
    if (hwloc_topology_init(&hwloc_->at) != 0 || hwloc_topology_load(hwloc_->at) != 0)
        throw error({.where = "CPUs", .what = "read the machine's topology", .code = errno});
}

topology::~topology() { hwloc_topology_destroy(hwloc_->at); }

std::vector<unsigned> topology::choose(unsigned count, int node) const {
    std::vector<place> places;
    hwloc_obj_t unit = nullptr;
    while ((unit = hwloc_get_next_obj_by_type(hwloc_->at, HWLOC_OBJ_PU, unit)) != nullptr)
        places.push_back(describe(hwloc_->at, unit, node));
    if (places.size() < count)
        throw error({.where = "workers",
                     .what = std::to_string(count) + " workers on " + std::to_string(places.size()) + " CPUs",
                     .hint = "a worker wants a CPU of its own: use --workers " + std::to_string(places.size())});
    std::ranges::sort(places, {}, &place::rank);
    std::vector<unsigned> cpus;
    for (unsigned i = 0; i < count; ++i)
        cpus.push_back(places[i].cpu);
    return cpus;
}

void topology::pin(unsigned cpu) const {
    const hwloc_obj* const unit = hwloc_get_pu_obj_by_os_index(hwloc_->at, cpu);
    if (unit == nullptr || hwloc_set_cpubind(hwloc_->at, unit->cpuset, HWLOC_CPUBIND_THREAD) != 0)
        throw error({.where = "CPU " + std::to_string(cpu),
                     .what = "run a worker there",
                     .code = unit == nullptr ? EINVAL : errno,
                     .hint = "choose a CPU that this process may use (taskset -p shows which)"});
}

std::shared_ptr<void> topology::memory_near(unsigned cpu) const {
    const hwloc_obj* const unit = hwloc_get_pu_obj_by_os_index(hwloc_->at, cpu);
    if (unit == nullptr || nodes() < 2)
        return nullptr;
    // Only a preference: a machine with a full node still starts.
    hwloc_set_membind(hwloc_->at, unit->nodeset, HWLOC_MEMBIND_BIND, HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_BYNODESET);
    return {static_cast<void*>(hwloc_->at), [](void* at) {
                hwloc_set_membind(static_cast<hwloc_topology_t>(at),
                                  hwloc_topology_get_allowed_nodeset(static_cast<hwloc_topology_t>(at)),
                                  HWLOC_MEMBIND_DEFAULT, HWLOC_MEMBIND_THREAD | HWLOC_MEMBIND_BYNODESET);
            }};
}

unsigned topology::nodes() const {
    return static_cast<unsigned>(hwloc_get_nbobjs_by_type(hwloc_->at, HWLOC_OBJ_NUMANODE));
}

unsigned topology::node_of(unsigned cpu) const {
    const hwloc_obj* const unit = hwloc_get_pu_obj_by_os_index(hwloc_->at, cpu);
    const int node = unit != nullptr ? hwloc_bitmap_first(unit->nodeset) : -1;
    return node < 0 ? 0 : static_cast<unsigned>(node);
}

} // namespace xdpk
