// SPDX-License-Identifier: BSD-3-Clause
#include "pcap_port.hpp"

#include "frame_pieces.hpp"
#include "pcap_queue.hpp"

#include <xdpk/base/error.hpp>

#include <filesystem>
#include <fmt/format.h>

namespace xdpk {

pcap_port::pcap_port(const port_spec& spec) {
    spec.allow({"rx", "tx", "loop"});
    from_path_ = spec.find("rx");
    to_path_ = spec.find("tx");
    if ((!from_path_ && !to_path_) || !spec.target().empty())
        throw error(
            {.where = spec.text(), .what = "no file given", .hint = "write pcap:rx=FILE, pcap:tx=FILE, or both"});
    std::error_code ignored;
    if (from_path_ && to_path_ && std::filesystem::equivalent(*from_path_, *to_path_, ignored))
        throw error({.where = spec.text(), .what = "rx and tx are the same file", .hint = "give tx= another one"});
    rounds_ = spec.number("loop", 1, 0, 1U << 31U);
    facts_.name = from_path_ ? *from_path_ : *to_path_;
    facts_.kind = spec.kind();
    facts_.frames = burst::capacity;
}

void pcap_port::connect() {
    if (from_path_) {
        from_.emplace(*from_path_);
        facts_.frames = frames_of_burst(from_->longest(), facts_.chunk);
    }
    if (to_path_)
        to_.emplace(*to_path_);
}

port_status pcap_port::status() const {
    const int failure = to_ ? to_->failure() : 0;
    if (failure == 0)
        return {};
    return {.up = false, .trouble = fmt::format("write {}: {}", *to_path_, describe_errno(failure))};
}

std::unique_ptr<queue> pcap_port::open(std::uint32_t, port_id id, umem& memory, holder_id holder) {
    frame_pool& pool = memory.pool();
    if (from_ && frames_needed(from_->longest(), pool.chunk()) > pool.total())
        throw error({.where = facts_.name,
                     .what = fmt::format("a packet of {} bytes does not fit {} frames", from_->longest(), pool.total()),
                     .hint = "use more --frames"});
    return std::make_unique<pcap_queue>(id, pool, holder, from_ ? &*from_ : nullptr, rounds_, to_ ? &*to_ : nullptr,
                                        stopped_);
}

} // namespace xdpk
