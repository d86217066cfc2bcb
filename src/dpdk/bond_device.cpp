// SPDX-License-Identifier: BSD-3-Clause
#include "bond_device.hpp"

#include "eth_port.hpp"

#include <xdpk/dpdk/rte_eth_bond.h>

#include <algorithm>

namespace xdpk::dpdk {

namespace {

class bond_rx final : public eth_queue {
public:
    bond_rx(std::vector<std::uint16_t> members, std::uint16_t port, std::uint16_t queue)
        : eth_queue(receive), members_(std::move(members)), port_(port), queue_(queue) {}

private:
    static std::uint16_t receive(xdpk_eth_queue* self, rte_mbuf** out, std::uint16_t n) noexcept {
        auto& q = *static_cast<bond_rx*>(self);
        std::uint16_t got = 0;
        // Each time another member is first, so that none takes all the room.
        for (std::size_t i = 0; i < q.members_.size() && got < n; ++i) {
            q.next_ = (q.next_ + 1) % q.members_.size();
            got = static_cast<std::uint16_t>(
                got + rte_eth_rx_burst(q.members_[q.next_], q.queue_, out + got, static_cast<std::uint16_t>(n - got)));
        }
        for (std::uint16_t i = 0; i < got; ++i) {
            out[i]->port = q.port_;
            q.count.bytes.add(out[i]->pkt_len);
        }
        q.count.packets.add(got);
        return got;
    }

    std::vector<std::uint16_t> members_;
    std::size_t next_ = 0;
    std::uint16_t port_;
    std::uint16_t queue_;
};

class bond_tx final : public eth_queue {
public:
    bond_tx(const bond_device& bond, std::uint16_t queue) : eth_queue(send), bond_(&bond), queue_(queue) {}

private:
    static std::uint16_t send(xdpk_eth_queue* self, rte_mbuf** packets, std::uint16_t n) noexcept {
        auto& q = *static_cast<bond_tx*>(self);
        std::uint16_t sent = 0;
        for (; sent < n; ++sent) {
            const std::uint32_t length = packets[sent]->pkt_len;
            if (!q.send_one(packets[sent]))
                break;
            q.count.bytes.add(length);
        }
        q.count.packets.add(sent);
        return sent;
    }

    [[nodiscard]] bool by(std::uint16_t member, rte_mbuf* m) const noexcept {
        return rte_eth_tx_burst(member, queue_, &m, 1) == 1;
    }

    [[nodiscard]] bool up(std::uint16_t member) const noexcept {
        const eth_port* const port = ports().find(member);
        return port != nullptr && rte_eth_link{.val64 = port->last_link.load()}.link_status == RTE_ETH_LINK_UP;
    }

    [[nodiscard]] bool send_one(rte_mbuf* m) noexcept {
        if (bond_->mode == BONDING_MODE_BROADCAST)
            return send_by_all(m);
        const std::size_t n = bond_->members.size();
        const std::size_t first = bond_->mode == BONDING_MODE_ACTIVE_BACKUP ? 0
                                  : bond_->mode == BONDING_MODE_ROUND_ROBIN ? turn_++
                                                                            : addresses_hash(*m);
        for (std::size_t i = 0; i < n; ++i)
            if (const std::uint16_t member = bond_->members[(first + i) % n]; up(member))
                return by(member, m);
        return false;
    }

    [[nodiscard]] bool send_by_all(rte_mbuf* m) noexcept {
        for (const std::uint16_t member : bond_->members) {
            rte_mbuf* const copy = up(member) ? rte_pktmbuf_copy(m, m->pool, 0, UINT32_MAX) : nullptr;
            if (copy != nullptr && !by(member, copy))
                rte_pktmbuf_free(copy);
        }
        rte_pktmbuf_free(m);
        return true;
    }

    static std::size_t addresses_hash(const rte_mbuf& m) noexcept {
        const auto* const header = rte_pktmbuf_mtod(&m, const std::uint8_t*);
        std::size_t hash = 0;
        for (std::size_t i = 0; i < 2U * RTE_ETHER_ADDR_LEN && i < m.data_len; ++i)
            hash ^= header[i];
        return hash;
    }

    const bond_device* bond_;
    std::uint16_t queue_;
    std::size_t turn_ = 0;
};

void start_member(std::uint16_t id, const queue_plan& plan) {
    eth_port& member = port_at(id);
    stop_port(member);
    const auto rx = static_cast<std::uint16_t>(plan.rx.size());
    const auto tx = static_cast<std::uint16_t>(plan.tx.size());
    rte_eth_conf conf = port_at(plan.port).conf;
    conf.intr_conf.lsc = 1; // keeps last_link right
    conf.rxmode.mtu = 0;
    int code = rte_eth_dev_configure(id, rx, tx, &conf);
    for (std::uint16_t q = 0; code == 0 && q < rx; ++q)
        code = rte_eth_rx_queue_setup(id, q, plan.rx[q].descriptors, 0, &plan.rx[q].conf, plan.rx[q].pool);
    for (std::uint16_t q = 0; code == 0 && q < tx; ++q)
        code = rte_eth_tx_queue_setup(id, q, plan.tx[q].descriptors, 0, &plan.tx[q].conf);
    code = code == 0 ? rte_eth_dev_start(id) : code;
    if (code != 0)
        throw port_error(member, "cannot be a member of a bond", -code);
}

} // namespace

void bond_device::describe(rte_eth_dev_info& info) const {
    info.max_rx_queues = static_cast<std::uint16_t>(receive_queues());
}

std::uint32_t bond_device::receive_queues() const noexcept {
    std::uint32_t least = XDPK_ETH_MAX_QUEUES;
    for (const std::uint16_t id : members)
        if (const eth_port* const member = ports().find(id); member != nullptr)
            least = std::min(least, member->device->receive_queues());
    return least;
}

open_queues bond_device::start(const queue_plan& plan) {
    for (const std::uint16_t member : members)
        start_member(member, plan);
    open_queues queues;
    for (std::uint16_t q = 0; q < plan.rx.size(); ++q)
        queues.rx.push_back(std::make_unique<bond_rx>(members, plan.port, q));
    for (std::uint16_t q = 0; q < plan.tx.size(); ++q)
        queues.tx.push_back(std::make_unique<bond_tx>(*this, q));
    return queues;
}

void bond_device::stop() noexcept {
    for (const std::uint16_t id : members)
        if (eth_port* const member = ports().find(id); member != nullptr)
            stop_port(*member);
}

std::vector<std::uint16_t> bond_device::active() const {
    std::vector<std::uint16_t> up;
    for (const std::uint16_t id : members)
        if (const eth_port* const member = ports().find(id);
            member != nullptr && member->started && member->device->link().link_status == RTE_ETH_LINK_UP)
            up.push_back(id);
    return up;
}

rte_eth_link bond_device::link() const noexcept {
    rte_eth_link down{};
    for (const std::uint16_t id : members)
        if (const eth_port* const member = ports().find(id); member != nullptr)
            if (const rte_eth_link link = member->device->link(); link.link_status == RTE_ETH_LINK_UP)
                return link;
    return down;
}

mac_address bond_device::mac() const { return members.empty() ? mac_ : port_at(members.front()).device->mac(); }

void bond_device::promiscuous(bool wanted) {
    for (const std::uint16_t member : members)
        wanted ? rte_eth_promiscuous_enable(member) : rte_eth_promiscuous_disable(member);
}

void bond_device::allmulticast(bool wanted) {
    for (const std::uint16_t member : members)
        wanted ? rte_eth_allmulticast_enable(member) : rte_eth_allmulticast_disable(member);
}

} // namespace xdpk::dpdk
