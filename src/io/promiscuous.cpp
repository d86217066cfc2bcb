// SPDX-License-Identifier: BSD-3-Clause
#include "promiscuous.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <linux/if_packet.h>
#include <sys/socket.h>

namespace xdpk {

promiscuous_mode::promiscuous_mode(const std::string& ifname, int ifindex)
    : socket_(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)) {
    packet_mreq wish{};
    wish.mr_ifindex = ifindex;
    wish.mr_type = PACKET_MR_PROMISC;
    if (!socket_ || ::setsockopt(socket_.get(), SOL_PACKET, PACKET_ADD_MEMBERSHIP, &wish, sizeof wish) != 0)
        throw error({.where = ifname,
                     .what = "make the device promiscuous",
                     .code = errno,
                     .hint = "run with CAP_NET_RAW, or set promiscuous=off"});
}

} // namespace xdpk
