// SPDX-License-Identifier: BSD-3-Clause
// Frames and packets without a device: the pool, and a pipeline between loop ports.
#include <xdpk/core/pipeline.hpp>
#include <xdpk/io/port.hpp>
#include <xdpk/stage/cross_connect.hpp>
#include <xdpk/stage/mac_swap.hpp>

#include "bursts.hpp"
#include "row.hpp"

#include <array>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

constexpr std::uint32_t frames = 4096;
constexpr std::uint32_t chunk = 2048;

void pool(benchmark::State& state) {
    umem memory(frames, chunk);
    std::array<frame_address, burst_size> taken{};
    time_bursts(state, [&] {
        memory.pool().lend(taken, 1);
        benchmark::DoNotOptimize(taken);
        memory.pool().give(taken);
    });
}

void loop(benchmark::State& state) {
    umem memory(frames, chunk);
    const std::unique_ptr<port> device = open_port(port_spec("loop:packets=64"));
    const std::unique_ptr<queue> q = device->open(0, 0, memory, 1);
    pipeline stages{cross_connect(1), mac_swap()};
    burst b(memory.pool());
    time_bursts(state, [&] {
        q->receive(b);
        stages(b);
        q->send(b, b.ways_out() == 1);
        b.release();
    });
    q->close();
}

const bool registered = [] {
    add_row(pool_row, "xdpk", pool);
    add_row(loop_row, "xdpk", loop);
    return true;
}();

} // namespace
