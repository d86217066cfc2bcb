// SPDX-License-Identifier: BSD-3-Clause
#include "tap_port.hpp"

#include "frame_pieces.hpp"
#include "tap_queue.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/net/ethernet.hpp>

#include <net/if.h>

namespace xdpk {

namespace {

constexpr std::uint32_t link_overhead = sizeof(ethernet_header) + 2 * sizeof(vlan_tag);
constexpr std::uint32_t least_mtu = 68;
constexpr std::uint32_t most_mtu = 65521; // what the kernel lets a tap device have
constexpr std::uint32_t most_queues = 128;

} // namespace

tap_port::tap_port(const port_spec& spec) {
    spec.allow({"queues", "mtu"});
    if (spec.target().empty() || spec.target().size() >= IFNAMSIZ)
        throw error({.where = spec.text(),
                     .what = spec.target().empty() ? "no name given" : "the name is too long",
                     .hint = "write for example tap:tap0; a name has at most 15 characters"});
    facts_.name = spec.target();
    facts_.kind = spec.kind();
    facts_.queues = spec.number("queues", 1, 1, most_queues);
    wanted_mtu_ = spec.number("mtu", 0, least_mtu, most_mtu);
}

void tap_port::connect() {
    device_ = open_tap(facts_.name, facts_.queues, wanted_mtu_);
    facts_.mac = device_.mac;
    facts_.mtu = device_.mtu;
    facts_.frames = frames_of_burst(facts_.mtu + link_overhead, facts_.chunk);
}

std::unique_ptr<queue> tap_port::open(std::uint32_t index, port_id id, umem& memory, holder_id holder) {
    auto q = std::make_unique<tap_queue>(id, memory.pool(), holder, facts_.mtu + link_overhead, stopped_);
    q->use(device_.queues[index].get());
    return q;
}

void tap_port::lose(const std::string& why) {
    lost_ = true;
    const std::lock_guard hold(status_lock_);
    status_ = {.up = false, .trouble = why};
}

port_event tap_port::look() {
    if (!lost_) {
        if (device_.is_there())
            return port_event::none;
        lose("the device is gone");
        return port_event::lost;
    }
    try {
        // The workers have let go of the old descriptors by now.
        device_ = open_tap(facts_.name, facts_.queues, wanted_mtu_);
    } catch (const error& failure) {
        lose(failure.what());
        return port_event::none;
    }
    lost_ = false;
    return port_event::returned;
}

void tap_port::disconnect(queue& q) noexcept { static_cast<tap_queue&>(q).use(-1); }

void tap_port::reconnect(queue& q, std::uint32_t index, umem&) {
    static_cast<tap_queue&>(q).use(device_.queues[index].get());
    const std::lock_guard hold(status_lock_);
    status_ = {};
}

port_status tap_port::status() const {
    const std::lock_guard hold(status_lock_);
    return status_;
}

} // namespace xdpk
