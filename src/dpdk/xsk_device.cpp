// SPDX-License-Identifier: BSD-3-Clause
#include "xsk_device.hpp"

#include "copied_rx.hpp"
#include "xsk_rx.hpp"
#include "xsk_tx.hpp"

#include <algorithm>
#include <bit>
#include <fmt/format.h>

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t least_ring = 64;
constexpr std::uint32_t largest_ring = 32768;
// Packets per kernel entry if the user says nothing and the driver itself moves packets.
constexpr std::uint32_t default_busy_budget = 64;

std::uint32_t ring_for(std::uint32_t descriptors) {
    return std::bit_ceil(std::clamp(descriptors, least_ring, largest_ring));
}

template <class T>
std::uint32_t most_descriptors(const std::vector<T>& queues) {
    std::uint32_t most = 0;
    for (const T& q : queues)
        most = std::max<std::uint32_t>(most, q.descriptors);
    return ring_for(most);
}

} // namespace

xsk_device::xsk_device(std::string name, af_xdp_arguments arguments)
    : name_(std::move(name)), arguments_(std::move(arguments)),
      facts_(arguments_.use_cni || arguments_.use_pinned_map ? read_public_nic_facts(arguments_.interface)
                                                             : read_nic_facts(arguments_.interface)),
      interface_(arguments_.interface) {
    const std::uint32_t there = facts_.rx_queues;
    if (arguments_.start_queue >= there || arguments_.queue_count.value_or(1) > there - arguments_.start_queue)
        throw error(
            {.where = name_,
             .what = fmt::format("queues {} to {} are not all there", arguments_.start_queue,
                                 arguments_.start_queue + arguments_.queue_count.value_or(1) - 1),
             .code = EINVAL,
             .hint = fmt::format("{} has {}; ethtool -L {} combined N changes that", facts_.name, there, facts_.name)});
}

std::uint32_t xsk_device::own_queues() const noexcept {
    const std::uint32_t there = arguments_.queue_count.value_or(facts_.rx_queues - arguments_.start_queue);
    return std::min<std::uint32_t>(there, XDPK_ETH_MAX_QUEUES);
}

void xsk_device::describe(rte_eth_dev_info& info) const {
    info.if_index = static_cast<unsigned>(facts_.ifindex);
    info.default_rxportconf.nb_queues = static_cast<std::uint16_t>(own_queues());
    info.max_mac_addrs = 64;
    info.rx_desc_lim = {.nb_max = 16384, .nb_min = 1, .nb_align = 1, .nb_seg_max = 17, .nb_mtu_seg_max = 17};
    info.tx_desc_lim = info.rx_desc_lim;
}

std::string xsk_device::port_text(const queue_plan& plan, std::size_t sockets) const {
    const af_xdp_arguments& a = arguments_;
    std::string text =
        fmt::format("xsk:{},promiscuous=off,rx_ring={},tx_ring={},queues={}-{}", a.interface, most_descriptors(plan.rx),
                    most_descriptors(plan.tx), a.start_queue, a.start_queue + sockets - 1);
    if (a.mode != af_xdp_arguments::attach::automatic)
        text += a.mode == af_xdp_arguments::attach::native ? ",mode=native" : ",mode=generic";
    if (a.use_cni || a.use_pinned_map)
        text += (a.use_cni ? ",xskmap=uds:" : ",xskmap=pin:") + a.path;
    if (!a.xdp_prog.empty())
        text += ",program=" + a.xdp_prog;
    if (a.force_copy)
        text += ",zero_copy=off";
    // Where the kernel copies, its interrupts do as well, and an idle program does not spend half its time in calls.
    const bool copies = a.force_copy || !facts_.features || !facts_.features->xsk_zerocopy;
    if (const std::uint32_t budget = a.busy_budget.value_or(copies ? 0 : default_busy_budget); budget != 0)
        text += fmt::format(",busy_poll={}", budget);
    return text;
}

rte_mempool& xsk_device::pool_for(const queue_plan& plan, std::size_t index) {
    const rx_setup* const setup = plan.rx.empty() ? nullptr : &plan.rx[std::min(index, plan.rx.size() - 1)];
    if (setup != nullptr && memory_of(*setup->pool).chunk != 0)
        return *setup->pool;
    const std::uint32_t frames = 2 * (most_descriptors(plan.rx) + most_descriptors(plan.tx));
    const std::string name = fmt::format("xdpk_{}_{}", plan.port, index);
    rte_mempool* const pool = rte_pktmbuf_pool_create(name.c_str(), frames, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, -1);
    if (pool == nullptr)
        throw error({.where = name_, .what = "no memory for frames", .code = ENOMEM});
    own_pools_.push_back(pool);
    return *pool;
}

std::shared_ptr<bound_socket> xsk_device::open(const queue_plan& plan, std::size_t index) {
    const bool receives = index < plan.rx.size();
    const std::uint32_t frames = (receives ? ring_for(plan.rx[index].descriptors) : 0) + most_descriptors(plan.tx);
    socket_record& record = *std::construct_at(&plan.record->sockets.at(index));
    return std::make_shared<bound_socket>(pool_for(plan, index), frames, record, [&](umem& memory) {
        return port_->open_socket(static_cast<std::uint32_t>(index), memory, receives);
    });
}

std::size_t xsk_device::senders(const queue_plan& plan) const noexcept {
    return std::min<std::size_t>(plan.tx.size(), own_queues());
}

std::size_t xsk_device::sockets(const queue_plan& plan) const noexcept {
    return std::max({plan.rx.size(), senders(plan), std::size_t{1}});
}

void xsk_device::add_queues(open_queues& queues, const queue_plan& plan, const std::shared_ptr<bound_socket>& socket,
                            std::size_t index) const {
    if (index < plan.rx.size()) {
        auto q = std::make_unique<xsk_rx>(socket, plan.port, plan.rx[index].descriptors);
        queues.rx.push_back(copied_if_needed(std::move(q), *plan.rx[index].pool, plan));
    }
    if (index < senders(plan))
        queues.tx.push_back(std::make_unique<xsk_tx>(socket, plan.tx[index].descriptors));
}

open_queues xsk_device::start(const queue_plan& plan) {
    open_queues queues;
    try {
        port_ = std::make_unique<xsk_port>(port_spec(port_text(plan, sockets(plan))));
        port_->connect();
        for (std::size_t i = 0; i < sockets(plan); ++i) {
            const auto socket = open(plan, i);
            sockets_.push_back(socket);
            add_queues(queues, plan, socket, i);
        }
    } catch (...) {
        queues = {};
        stop();
        throw;
    }
    return queues;
}

std::vector<int> xsk_device::lent_files() const {
    std::vector<int> files;
    for (const auto& known : sockets_)
        if (const auto bound = known.lock()) {
            files.push_back(bound->socket->number());
            if (bound->socket->sender() != bound->socket->number())
                files.push_back(bound->socket->sender());
        }
    return files;
}

open_queues xsk_device::borrow(const queue_plan& plan, std::vector<fd> files) {
    open_queues queues;
    auto next = files.begin();
    for (std::size_t i = 0; i < sockets(plan); ++i) {
        socket_record& record = plan.record->sockets.at(i);
        if (files.end() - next < (record.two ? 2 : 1))
            throw error({.where = name_, .what = "not all of the primary's sockets have come", .code = EPROTO});
        fd socket = std::move(*next++);
        fd sender = record.two ? std::move(*next++) : fd();
        const auto bound = std::make_shared<bound_socket>(
            record, borrow_socket(record, arguments_.interface, std::move(socket), std::move(sender)));
        add_queues(queues, plan, bound, i);
    }
    return queues;
}

void xsk_device::stop() noexcept {
    port_.reset();
    sockets_.clear();
    for (rte_mempool* const pool : own_pools_)
        rte_mempool_free(pool);
    own_pools_.clear();
}

rte_eth_link xsk_device::link() const noexcept {
    rte_eth_link link{};
    link.link_speed = RTE_ETH_SPEED_NUM_NONE;
    link.link_autoneg = RTE_ETH_LINK_AUTONEG;
    if (!interface_.running().value_or(false))
        return link;
    link.link_status = RTE_ETH_LINK_UP;
    try {
        link.link_speed = interface_.speed().value_or(RTE_ETH_SPEED_NUM_UNKNOWN);
        link.link_duplex = interface_.full_duplex() ? RTE_ETH_LINK_FULL_DUPLEX : RTE_ETH_LINK_HALF_DUPLEX;
    } catch (...) {
        link.link_speed = RTE_ETH_SPEED_NUM_UNKNOWN;
    }
    return link;
}

device_memberships& xsk_device::memberships() {
    if (!memberships_)
        memberships_.emplace(facts_.ifindex);
    return *memberships_;
}

void xsk_device::accept(const mac_address& other, bool wanted) { memberships().address(other, wanted); }

void xsk_device::promiscuous(bool wanted) {
    if (wanted)
        promiscuity_.emplace(facts_.name, facts_.ifindex);
    else
        promiscuity_.reset();
}

void xsk_device::allmulticast(bool wanted) { memberships().all_multicast(wanted); }

} // namespace xdpk::dpdk
