// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "io/fastpath_state.hpp"
#include "test_run.hpp"

#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/stage/pushed_record.hpp>

#include <net/if.h>

namespace xdpk::test {

inline constexpr std::uint32_t longest_frame = 1518;

/// The program of port 0, with ways out by ports 0 and 1 whose devices are the loopback: nothing is sent to it.
class fastpath_rig {
public:
    explicit fastpath_rig(const fastpath_config& config, const fastpath_port& port = {})
        : maps(config), object_(open_fastpath(maps, port, mac)) {
        loaded_ = fastpath_bpf__load(object_.get()) == 0;
        const auto loopback = static_cast<int>(::if_nametoindex("lo"));
        maps.open_way_out(0, loopback, longest_frame);
        maps.open_way_out(1, loopback, longest_frame);
        maps.set_epoch(1);
    }

    [[nodiscard]] bool loaded() const { return loaded_; }
    [[nodiscard]] const bpf_program* program() const { return object_->progs.xdpk_redirect; }
    /// XDP_PASS is what becomes of packets for the socket: there is none.
    [[nodiscard]] verdict_and_frame run(std::span<const std::byte> frame) const { return test_run(program(), frame); }
    void push(const flow_key& key, xdpk_pushed_flow flow) {
        flow.epoch = maps.epoch();
        const xdpk_pushed_key pushed = push_key(key);
        maps.install({&pushed, 1}, {&flow, 1});
    }
    [[nodiscard]] std::uint64_t count(xdpk_fastpath_counter which) const { return maps.counters()[which]; }

    static constexpr mac_address mac{{0x02, 0, 0, 0, 0, 0x02}};
    fastpath_maps maps;

private:
    fastpath_object object_;
    bool loaded_ = false;
};

} // namespace xdpk::test
