// SPDX-License-Identifier: BSD-3-Clause
#include "loop_port.hpp"

#include "frame_pieces.hpp"
#include "loop_queue.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/packet_builder.hpp>

#include <algorithm>
#include <bit>
#include <fmt/format.h>

namespace xdpk {

namespace {

constexpr std::uint32_t least_size = 60; // what Ethernet allows, without its check sequence
constexpr std::uint32_t most_size = 9216;
constexpr std::uint32_t usual_slots = 1024;
constexpr std::uint32_t most_slots = 1U << 20U;
constexpr std::uint32_t most_queues = 128;

} // namespace

loop_port::loop_port(const port_spec& spec) {
    spec.allow({"packets", "size", "ring", "queues"});
    packets_ = spec.number("packets", 0, 0, most_slots / 8);
    size_ = spec.number("size", least_size, least_size, most_size);
    const std::uint32_t slots = std::bit_ceil(packets_ * frames_needed(size_, facts_.chunk));
    slots_ = spec.power_of_two("ring", std::max(usual_slots, slots), 2, most_slots);
    facts_.name = spec.target().empty() ? spec.kind() : spec.target();
    facts_.kind = spec.kind();
    facts_.queues = spec.number("queues", 1, 1, most_queues);
    facts_.frames = slots_;
}

std::unique_ptr<queue> loop_port::open(std::uint32_t index, port_id id, umem& memory, holder_id holder) {
    auto q = std::make_unique<loop_queue>(id, memory.pool(), holder, slots_, stopped_);
    packet_spec content{.frame_size = size_};
    for (std::uint32_t i = 0; i < packets_; ++i) {
        content.source_port = static_cast<std::uint16_t>(1024 + i % 64512);
        if (!q->load(build_packet(content)))
            throw error({.where = fmt::format("{} queue {}", facts_.name, index),
                         .what = fmt::format("{} packets of {} bytes do not fit", packets_, size_),
                         .hint = "use fewer, a larger ring=, or more --frames"});
    }
    return q;
}

} // namespace xdpk
