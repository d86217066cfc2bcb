// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <arpa/inet.h>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/if.h>
#include <poll.h>
#include <string>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace xdpk::test {

/// The kernel's end of a device: sends and receives its raw Ethernet frames of the type for experiments.
class packet_socket {
public:
    static constexpr std::uint16_t ether_type = 0x88b5;

    explicit packet_socket(const std::string& device)
        : device_(device), socket_(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ether_type))) {
        sockaddr_ll address{};
        address.sll_family = AF_PACKET;
        address.sll_protocol = htons(ether_type);
        address.sll_ifindex = static_cast<int>(::if_nametoindex(device.c_str()));
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }

    /// A frame of our type, of that many bytes.
    static std::string frame(std::size_t length, char filling = 'x') {
        std::string bytes("\x02\x00\x00\x00\x00\x02\x02\x00\x00\x00\x00\x01\x88\xb5", 14);
        bytes.resize(length, filling);
        return bytes;
    }
    void send(const std::string& frame) const {
        EXPECT_EQ(::send(socket_.get(), frame.data(), frame.size(), 0), static_cast<ssize_t>(frame.size()));
    }
    /// The next frame; empty if none comes within a second.
    [[nodiscard]] std::string receive() const {
        constexpr int patience = 1000;
        pollfd wait{.fd = socket_.get(), .events = POLLIN, .revents = 0};
        std::string bytes(1U << 17U, '\0');
        if (::poll(&wait, 1, patience) != 1)
            return {};
        bytes.resize(
            static_cast<std::size_t>(std::max(::recv(socket_.get(), bytes.data(), bytes.size(), 0), ssize_t{0})));
        return bytes;
    }
    void set_mtu(int mtu) const {
        ifreq request = about_device();
        request.ifr_mtu = mtu;
        EXPECT_EQ(::ioctl(socket_.get(), SIOCSIFMTU, &request), 0);
    }
    void set_up(bool up) const {
        ifreq request = about_device();
        EXPECT_EQ(::ioctl(socket_.get(), SIOCGIFFLAGS, &request), 0);
        request.ifr_flags = static_cast<short>(up ? request.ifr_flags | IFF_UP : request.ifr_flags & ~IFF_UP);
        EXPECT_EQ(::ioctl(socket_.get(), SIOCSIFFLAGS, &request), 0);
    }

private:
    [[nodiscard]] ifreq about_device() const {
        ifreq request{};
        device_.copy(request.ifr_name, IFNAMSIZ - 1);
        return request;
    }

    std::string device_;
    fd socket_;
};

} // namespace xdpk::test
