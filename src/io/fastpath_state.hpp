// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>
#include <xdpk/base/mapping.hpp>
#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/net/mac_address.hpp>

#include <array>
#include <bpf/libbpf.h>
#include <memory>

#include "fastpath_abi.h"

#include "fastpath.skel.h"

namespace xdpk {

struct destroy_fastpath {
    void operator()(fastpath_bpf* object) const { fastpath_bpf__destroy(object); }
};
using fastpath_object = std::unique_ptr<fastpath_bpf, destroy_fastpath>;

/// The maps themselves, held by an object whose program is not loaded.
struct fastpath_maps::state {
    explicit state(const fastpath_config& config);

    /// Returns when no XDP program runs any more that ran when it was called.
    void wait_for_programs() const;
    void put(const bpf_map* map, const void* key, const void* value, const char* what) const;
    [[nodiscard]] xdpk_fastpath_state& now() const noexcept;
    void show_denied() noexcept;

    fastpath_config config;
    fastpath_object maps;
    fd inner, grace;                    ///< a map in a map: the kernel waits for programs when one is changed
    mapping word;                       ///< of `state`
    std::array<std::size_t, 2> hosts{}; ///< denied, by direction
    std::array<bool, 2> has_prefixes{};
    std::size_t flows = 0, ports = 0; ///< denied
    bool removed = false; ///< flows, since programs were waited for: their memory is not to be used again before
};

/// A port's program, opened, with the maps of `shared`; not loaded, and its XSKMAP of the default size. `sends_back`:
/// what leaves by the port it came in by goes by XDP_TX.
[[nodiscard]] fastpath_object open_fastpath(const fastpath_maps& shared, const fastpath_port& port,
                                            const mac_address& mac, bool sends_back = true);

} // namespace xdpk
