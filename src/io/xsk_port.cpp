// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_port.hpp"

#include "redirect_attachment.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <fmt/format.h>
#include <net/if.h>
#include <numeric>

namespace xdpk {

namespace {

// Ethernet header and two VLAN tags.
constexpr std::uint32_t link_overhead = 14 + 2 * 4;
// Of frames that are redirected the kernel lets through one tag.
constexpr std::uint32_t redirect_overhead = 14 + 4;
constexpr std::uint32_t largest_ring = 32768;

} // namespace

xsk_port::xsk_port(const port_spec& spec) { read_options(spec); }

void xsk_port::connect() {
    read_device();
    attach();
}

void xsk_port::read_options(const port_spec& spec) {
    spec.allow({"queues", "zero_copy", "mode", "chunk", "busy_poll", "rx_ring", "tx_ring", "multi_buffer",
                "promiscuous", "claim", "xskmap", "pod", "program"});
    if (spec.target().empty())
        throw usage_error({.where = spec.text(), .what = "no interface given", .hint = "write for example xsk:eth0"});
    wanted_queues_ = spec.queues("queues");
    zero_copy_ = static_cast<zero_copy>(spec.choice("zero_copy", {"auto", "require", "off"}));
    wanted_mode_ = static_cast<attach_mode>(spec.choice("mode", {"auto", "native", "generic"}));
    multi_buffer_ = spec.choice("multi_buffer", {"auto", "off"}) == 0;
    claims_ = parse_claims(spec.find_all("claim"));
    promiscuous_ = spec.choice("promiscuous", {"on", "off"}) == 0;
    must_be_promiscuous_ = promiscuous_ && spec.find("promiscuous");
    wanted_source_ = read_xskmap_source(spec);
    mode_given_ = spec.find("mode").has_value();
    pod_ = spec.find("pod");
    object_ = spec.find("program");
    if (object_ && ((wanted_source_ && wanted_source_->borrowed()) || !claims_.empty()))
        throw usage_error({.where = spec.text(),
                           .what = "program= brings its own XSKMAP and decides itself what to redirect",
                           .hint = "leave out xskmap= and claim="});
    sizes_.busy_poll = spec.number("busy_poll", 0, 0, 65535);
    sizes_.rx_ring = spec.power_of_two("rx_ring", sizes_.rx_ring, 64, largest_ring);
    sizes_.tx_ring = spec.power_of_two("tx_ring", sizes_.tx_ring, 64, largest_ring);
    facts_.name = spec.target();
    facts_.kind = spec.kind();
    facts_.chunk = spec.power_of_two("chunk", facts_.chunk, 2048, 4096);
    facts_.frames = sizes_.frames();
}

void xsk_port::read_device() {
    source_ = wanted_source_ ? *wanted_source_
              : object_      ? xskmap_source{}
                             : find_xskmap_source(facts_.name, plugin_environment::read());
    device_ = source_.borrowed() ? read_public_nic_facts(facts_.name) : read_nic_facts(facts_.name);
    queues_ = wanted_queues_;
    if (queues_.empty()) {
        queues_.resize(device_.rx_queues);
        std::iota(queues_.begin(), queues_.end(), 0U);
    }
    if (queues_.back() >= device_.rx_queues)
        throw error({.where = fmt::format("{} queue {}", device_.name, queues_.back()),
                     .what = "no such queue",
                     .hint = fmt::format("the device has {} (0 to {}); ethtool -L {} combined N changes that",
                                         device_.rx_queues, device_.rx_queues - 1, device_.name)});
    facts_.mac = device_.mac;
    facts_.mtu = device_.mtu;
    facts_.queues = static_cast<std::uint32_t>(queues_.size());
    facts_.numa_node = device_.numa_node.value_or(-1);
}

void xsk_port::attach() {
    std::vector<std::string> notes;
    if (source_.borrowed())
        borrow(notes);
    else if (object_)
        load_object(notes);
    else
        program_ = std::make_unique<xdp_program>(device_, wanted_mode_, fastpath_ ? &*fastpath_ : nullptr);
    if (!claims_.empty())
        program_->claim(claims_);
    look_at_way_out();
    if (promiscuous_)
        listen_to_all(notes);
    const attach_mode mode = program_->mode();
    const std::lock_guard hold(status_lock_);
    status_.mode = mode == attach_mode::native ? "native" : mode == attach_mode::generic ? "generic" : "";
    status_.attachment = program_->attachment();
    status_.notes = std::move(notes);
}

void xsk_port::borrow(std::vector<std::string>& notes) {
    const bool pinned = source_.from == xskmap_source::kind::pin;
    std::unique_ptr<redirect_attachment> map;
    if (pinned) {
        map = borrow_pinned(source_.path, queues_.back());
    } else {
        plugin_ = plugin_client_at(source_.path, read_pod_name(pod_));
        map = borrow_from(*plugin_, device_.name, queues_.back());
    }
    program_ = std::make_unique<xdp_program>(device_, std::move(map));
    if (!source_.found.empty())
        notes.push_back(
            fmt::format("the XSKMAP is from {} ({} lists the device); xskmap=own attaches a program instead",
                        source_.path, source_.found));
    if (device_.programs.empty())
        notes.emplace_back("no XDP program is on the device: nothing comes in until the XSKMAP's owner attaches one");
    if (mode_given_)
        notes.emplace_back("mode= does not count: the XDP program is somebody else's");
}

void xsk_port::load_object(std::vector<std::string>& notes) {
    program_ = std::make_unique<xdp_program>(device_, wanted_mode_, *object_, queues_.back());
    if (fastpath_)
        notes.push_back(fmt::format("{} has no fast path: nothing is pushed down to this port", *object_));
}

void xsk_port::listen_to_all(std::vector<std::string>& notes) {
    try {
        promiscuity_.emplace(device_.name, device_.ifindex);
    } catch (const error& refused) {
        if (!source_.borrowed() || must_be_promiscuous_ || refused.code() != EPERM)
            throw;
        notes.emplace_back("not promiscuous without CAP_NET_RAW: frames for other addresses may not come in");
    }
}

bool xsk_port::needs_segments(const umem& memory) const {
    const std::uint32_t chunk = memory.pool().chunk();
    const std::uint32_t room = chunk - memory.reserved() - frame_headroom;
    if (device_.mtu + link_overhead <= room)
        return false;
    if (!multi_buffer_)
        throw error(
            {.where = device_.name,
             .what = fmt::format("packets of MTU {} do not fit chunks of {} bytes", device_.mtu, chunk),
             .hint = fmt::format("allow multi_buffer, or ip link set {} mtu {}", device_.name, room - link_overhead)});
    return true;
}

std::unique_ptr<xsk> xsk_port::bind_best(xsk_config config, umem& memory) const {
    const bool can = program_->mode() == attach_mode::native && (!device_.features || device_.features->xsk_zerocopy);
    if (zero_copy_ == zero_copy::require || (zero_copy_ == zero_copy::automatic && can)) {
        config.mode = bind_mode::zero_copy;
        try {
            return std::make_unique<xsk>(config, memory, plugin_.get());
        } catch (const error& failure) {
            if (zero_copy_ == zero_copy::require || failure.code() == EBUSY || failure.code() == EPERM)
                throw;
        }
    }
    config.mode = bind_mode::copy;
    return std::make_unique<xsk>(config, memory, plugin_.get());
}

std::unique_ptr<xsk> xsk_port::open_socket(std::uint32_t index, umem& memory, bool receives) {
    xsk_config config = sizes_;
    config.ifname = device_.name;
    config.ifindex = device_.ifindex;
    config.queue = queues_[index];
    config.segments = needs_segments(memory);
    std::unique_ptr<xsk> socket = bind_best(config, memory);
    if (receives)
        program_->redirect(config.queue, socket->number());
    const std::lock_guard hold(status_lock_);
    status_.copying = socket->mode() == bind_mode::zero_copy ? "zero-copy" : "copy";
    status_.multi_buffer = config.segments;
    // The server has done its part. Other ports may still need it; the last one says goodbye.
    if (++bound_ == queues_.size())
        plugin_.reset();
    return socket;
}

std::unique_ptr<queue> xsk_port::open(std::uint32_t index, port_id id, umem& memory, holder_id holder) {
    auto q = std::make_unique<xsk_queue>(id, memory.pool(), holder);
    q->attach(open_socket(index, memory), memory.share(2 * sizes_.rx_ring));
    return q;
}

// Packets whose way out is closed take the way through user space. A veth's peer may come to take frames, or may not
// any more.
void xsk_port::look_at_way_out() noexcept {
    if (!fastpath_)
        return;
    try {
        const bool open = program_ != nullptr && takes_redirected_frames(device_.ifindex);
        if (open == is_way_out_)
            return;
        is_way_out_ = open;
        if (open)
            fastpath_->maps->open_way_out(fastpath_->port.number, device_.ifindex, device_.mtu + redirect_overhead);
        else
            fastpath_->maps->close_way_out(fastpath_->port.number);
    } catch (const error&) { // the device is about to go; the next look tells
        is_way_out_ = false;
    }
}

void xsk_port::claim(const std::vector<xdpk::claim>& list) {
    if (program_ != nullptr)
        program_->claim(list);
    claims_ = list;
}

std::optional<claim_counters> xsk_port::decided() const {
    if (program_ == nullptr)
        return decided_before_;
    const std::optional<claim_counters> now = program_->counters();
    if (!now)
        return std::nullopt;
    claim_counters all = decided_before_;
    all += *now;
    return all;
}

void xsk_port::detach() {
    decided_before_ = decided().value_or(claim_counters{});
    program_.reset();
    look_at_way_out();
    promiscuity_.reset();
    plugin_.reset();
    bound_ = 0;
}

void xsk_port::lose(const std::string& why) {
    detach();
    const std::lock_guard hold(status_lock_);
    status_.up = false;
    status_.trouble = why;
}

port_event xsk_port::look() {
    if (program_ != nullptr) {
        std::array<char, IF_NAMESIZE> name{};
        if (::if_indextoname(static_cast<unsigned>(device_.ifindex), name.data()) != nullptr) {
            look_at_way_out();
            return port_event::none;
        }
        lose("the device is gone");
        return port_event::lost;
    }
    if (::if_nametoindex(facts_.name.c_str()) == 0)
        return port_event::none;
    try {
        read_device();
        attach();
    } catch (const error& failure) {
        lose(failure.what());
        return port_event::none;
    }
    return port_event::returned;
}

void xsk_port::disconnect(queue& q) noexcept { static_cast<xsk_queue&>(q).detach(); }

void xsk_port::reconnect(queue& q, std::uint32_t index, umem& memory) {
    if (index >= queues_.size())
        throw error({.where = device_.name, .what = "the device came back with fewer queues"});
    static_cast<xsk_queue&>(q).attach(open_socket(index, memory), memory.share(2 * sizes_.rx_ring));
    const std::lock_guard hold(status_lock_);
    status_.up = true;
    status_.trouble.clear();
}

void xsk_port::stop() noexcept { detach(); }

port_status xsk_port::status() const {
    const std::lock_guard hold(status_lock_);
    return status_;
}

std::optional<xsk_statistics> xsk_port::kernel_statistics(const queue& q) const {
    return static_cast<const xsk_queue&>(q).statistics();
}

} // namespace xdpk
