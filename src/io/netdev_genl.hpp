// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "netlink.hpp"

#include <xdpk/io/nic_facts.hpp>

#include <cstdint>
#include <optional>
#include <vector>

namespace xdpk::detail {

/// The kernel's generic netlink family "netdev" (Documentation/netlink/specs/netdev.yaml). Its numbers are given here
/// because <linux/netdev.h> is younger than the headers xdpk builds with.
namespace netdev {
constexpr std::uint8_t dev_get = 1, queue_get = 10, napi_get = 11;
constexpr std::uint16_t dev_ifindex = 1, dev_xdp_features = 3, dev_zc_max_segments = 4;
constexpr std::uint16_t queue_id = 1, queue_ifindex = 2, queue_type = 3, queue_napi_id = 4, queue_xsk = 7;
constexpr std::uint16_t napi_ifindex = 1, napi_id = 2, napi_defer_hard_irqs = 5, napi_gro_flush_timeout = 6;
constexpr std::uint64_t act_basic = 1, act_redirect = 2, act_ndo_xmit = 4, act_xsk_zerocopy = 8, act_hw_offload = 16,
                        act_rx_sg = 32, act_ndo_xmit_sg = 64;
} // namespace netdev

/// The driver's word on XDP.
struct netdev_capabilities {
    xdp_features features{};
    std::optional<unsigned> zero_copy_max_segments{};
};

/// A queue in use. The kernel lists none while the interface is down.
struct netdev_queue {
    unsigned id = 0;
    bool rx = true;
    bool xsk = false; ///< an AF_XDP socket is bound
    std::optional<unsigned> napi_id{};
};

/// Queries of the "netdev" family, in the network namespace of the thread that made the object. On kernels without the
/// family (before 6.3) or the command, answers are empty.
class netdev_genl {
public:
    netdev_genl();

    [[nodiscard]] std::optional<netdev_capabilities> capabilities(int ifindex);
    [[nodiscard]] std::vector<netdev_queue> queues(int ifindex);
    [[nodiscard]] std::vector<unsigned> napi_ids(int ifindex);
    [[nodiscard]] std::optional<busy_poll_settings> busy_poll(int ifindex);

private:
    int ask(std::uint8_t command, std::uint16_t ifindex_attribute, int ifindex, bool dump,
            const netlink::handler& each);

    netlink socket_;
    std::uint16_t family_ = 0;
};

} // namespace xdpk::detail
