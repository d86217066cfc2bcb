// SPDX-License-Identifier: BSD-3-Clause
#include "kernel_interface.hpp"

#include "io/sysfs.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <linux/if_packet.h>
#include <net/if.h>
#include <net/if_arp.h>
#include <sys/ioctl.h>
#include <sys/socket.h>

namespace xdpk::dpdk {

namespace {

constexpr std::uint32_t fastest = 10'000'000;

ifreq request_for(const std::string& name) {
    ifreq r{};
    std::copy_n(name.begin(), std::min(name.size(), sizeof r.ifr_name - 1), static_cast<char*>(r.ifr_name));
    return r;
}

} // namespace

kernel_interface::kernel_interface(std::string name)
    : name_(std::move(name)), socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)) {}

template <class F>
void kernel_interface::change(unsigned long request, const std::string& what, F set) {
    ifreq r = request_for(name_);
    set(r);
    if (::ioctl(socket_.get(), request, &r) != 0)
        throw error({.where = name_,
                     .what = what,
                     .code = errno,
                     .hint = errno == EPERM ? "run with CAP_NET_ADMIN" : std::string{}});
}

std::uint16_t kernel_interface::mtu() const {
    ifreq r = request_for(name_);
    if (::ioctl(socket_.get(), SIOCGIFMTU, &r) != 0)
        throw error({.where = name_, .what = "read the MTU", .code = errno});
    return static_cast<std::uint16_t>(std::min(r.ifr_mtu, 65535));
}

void kernel_interface::set_mtu(std::uint16_t mtu) {
    change(SIOCSIFMTU, "set the MTU to " + std::to_string(mtu), [mtu](ifreq& r) { r.ifr_mtu = mtu; });
}

mac_address kernel_interface::mac() const {
    ifreq r = request_for(name_);
    mac_address mac;
    if (::ioctl(socket_.get(), SIOCGIFHWADDR, &r) != 0)
        throw error({.where = name_, .what = "read the address", .code = errno});
    std::memcpy(mac.bytes.data(), static_cast<const char*>(r.ifr_hwaddr.sa_data), mac.bytes.size());
    return mac;
}

void kernel_interface::set_mac(const mac_address& mac) {
    change(SIOCSIFHWADDR, "set the address to " + to_string(mac), [&mac](ifreq& r) {
        r.ifr_hwaddr.sa_family = ARPHRD_ETHER;
        std::memcpy(static_cast<char*>(r.ifr_hwaddr.sa_data), mac.bytes.data(), mac.bytes.size());
    });
}

void kernel_interface::set_up(bool up) {
    ifreq now = request_for(name_);
    if (::ioctl(socket_.get(), SIOCGIFFLAGS, &now) != 0)
        throw error({.where = name_, .what = "read the flags", .code = errno});
    change(SIOCSIFFLAGS, up ? "set up" : "set down",
           [&](ifreq& r) { r.ifr_flags = static_cast<short>(up ? now.ifr_flags | IFF_UP : now.ifr_flags & ~IFF_UP); });
}

std::optional<bool> kernel_interface::running() const noexcept {
    ifreq r = request_for(name_);
    if (::ioctl(socket_.get(), SIOCGIFFLAGS, &r) != 0)
        return std::nullopt;
    return (r.ifr_flags & IFF_UP) != 0 && (r.ifr_flags & IFF_RUNNING) != 0;
}

std::optional<std::uint32_t> kernel_interface::speed() const {
    const auto told = detail::read_number("/sys/class/net/" + name_ + "/speed");
    return told && *told <= fastest ? std::optional{static_cast<std::uint32_t>(*told)} : std::nullopt;
}

bool kernel_interface::full_duplex() const {
    return detail::read_line("/sys/class/net/" + name_ + "/duplex") != "half";
}

device_memberships::device_memberships(int ifindex)
    : socket_(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, 0)), ifindex_(ifindex) {
    if (!socket_)
        throw error({.where = "packet socket", .what = "open", .code = errno, .hint = "run with CAP_NET_RAW"});
}

void device_memberships::request(std::uint16_t type, const mac_address& mac, bool wanted, const std::string& what) {
    packet_mreq r{};
    r.mr_ifindex = ifindex_;
    r.mr_type = type;
    r.mr_alen = static_cast<unsigned short>(mac.bytes.size());
    std::memcpy(static_cast<unsigned char*>(r.mr_address), mac.bytes.data(), mac.bytes.size());
    const int name = wanted ? PACKET_ADD_MEMBERSHIP : PACKET_DROP_MEMBERSHIP;
    if (::setsockopt(socket_.get(), SOL_PACKET, name, &r, sizeof r) != 0)
        throw error({.where = "interface " + std::to_string(ifindex_), .what = what, .code = errno});
}

void device_memberships::all_multicast(bool wanted) {
    request(PACKET_MR_ALLMULTI, {}, wanted, "accept all multicast packets");
}

void device_memberships::address(const mac_address& mac, bool wanted) {
    request(mac.is_group() ? PACKET_MR_MULTICAST : PACKET_MR_UNICAST, mac, wanted,
            "accept packets for " + to_string(mac));
}

} // namespace xdpk::dpdk
