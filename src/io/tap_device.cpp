// SPDX-License-Identifier: BSD-3-Clause
#include "tap_device.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <linux/if_tun.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <utility>

namespace xdpk {

namespace {

std::string attach_hint(int code) {
    switch (code) {
    case EPERM:
        return "run with CAP_NET_ADMIN, or have the device made for you: ip tuntap add NAME mode tap user USER";
    case EBUSY:
        return "another process holds it: stop that one or choose another name";
    case EINVAL:
        return "that name belongs to a device that is no tap device, or is one with another number of queues";
    default:
        return "choose a name that ip link does not know";
    }
}

ifreq request_for(const std::string& name) {
    ifreq request{};
    std::copy_n(name.data(), std::min<std::size_t>(name.size(), IFNAMSIZ - 1), request.ifr_name);
    return request;
}

fd open_queue(const std::string& name, bool one_of_several) {
    fd number(::open("/dev/net/tun", O_RDWR | O_NONBLOCK | O_CLOEXEC));
    if (!number)
        throw error({.where = name,
                     .what = "open /dev/net/tun",
                     .code = errno,
                     .hint = "load the module tun, or give the container that device"});
    ifreq request = request_for(name);
    request.ifr_flags = static_cast<short>(IFF_TAP | IFF_NO_PI | (one_of_several ? IFF_MULTI_QUEUE : 0));
    if (::ioctl(number.get(), TUNSETIFF, &request) != 0)
        throw error({.where = name, .what = "open tap device", .code = errno, .hint = attach_hint(errno)});
    return number;
}

/// Asks and tells the kernel about one interface.
class interface_settings {
public:
    explicit interface_settings(std::string name)
        : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), name_(std::move(name)) {}

    ifreq get(unsigned long what, const char* text) const { return call(what, request_for(name_), text); }
    ifreq call(unsigned long what, ifreq request, const char* text) const {
        if (::ioctl(socket_.get(), what, &request) != 0)
            throw error({.where = name_, .what = text, .code = errno, .hint = "run with CAP_NET_ADMIN"});
        return request;
    }

private:
    fd socket_;
    std::string name_;
};

void set_mtu(const interface_settings& settings, const std::string& name, std::uint32_t mtu) {
    ifreq request = request_for(name);
    request.ifr_mtu = static_cast<int>(mtu);
    settings.call(SIOCSIFMTU, request, "set the MTU");
}

void bring_up(const interface_settings& settings) {
    ifreq request = settings.get(SIOCGIFFLAGS, "read the flags");
    if ((request.ifr_flags & IFF_UP) != 0)
        return;
    request.ifr_flags = static_cast<short>(request.ifr_flags | IFF_UP);
    settings.call(SIOCSIFFLAGS, request, "bring the device up");
}

} // namespace

bool tap_device::is_there() const noexcept {
    ifreq answer{};
    return ::ioctl(queues.front().get(), TUNGETIFF, &answer) == 0;
}

tap_device open_tap(const std::string& name, std::uint32_t queues, std::uint32_t mtu) {
    tap_device device;
    for (std::uint32_t i = 0; i < queues; ++i)
        device.queues.push_back(open_queue(name, queues > 1));
    const interface_settings settings(name);
    if (mtu != 0)
        set_mtu(settings, name, mtu);
    bring_up(settings);
    const ifreq address = settings.get(SIOCGIFHWADDR, "read the address");
    std::copy_n(address.ifr_hwaddr.sa_data, device.mac.bytes.size(), device.mac.bytes.begin());
    device.mtu = static_cast<std::uint32_t>(settings.get(SIOCGIFMTU, "read the MTU").ifr_mtu);
    return device;
}

} // namespace xdpk
