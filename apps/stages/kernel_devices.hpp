// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/packet.hpp>
#include <xdpk/net/mac_address.hpp>

#include <functional>
#include <map>
#include <string>
#include <utility>
#include <vector>

namespace xdpk::stages {

/// A network device as the kernel sees it, and the port that leads to its network: its own, or, if the device is a tap,
/// the one that the tap stands for. A port may have both.
struct kernel_device {
    std::string name{};
    port_id port = unrouted;
    mac_address mac{}; ///< that we have at that port
};

/// Devices by the kernel's numbers, which change when a device is made anew.
class kernel_devices {
public:
    /// A device's number; 0 if there is none of that name.
    using numbering = std::function<int(const std::string&)>;

    /// That of the calling thread's network namespace.
    static int the_kernels(const std::string& name);

    explicit kernel_devices(std::vector<kernel_device> list, numbering number_of = the_kernels)
        : list_(std::move(list)), number_of_(std::move(number_of)) {}
    kernel_devices(const kernel_devices&) = delete;
    kernel_devices& operator=(const kernel_devices&) = delete;
    ~kernel_devices() = default;

    /// Looks up all numbers.
    void number() {
        by_number_.clear();
        for (const kernel_device& device : list_)
            if (const int number = number_of_(device.name); number != 0)
                by_number_[number] = &device;
    }
    /// Null if the interface leads to no port of ours.
    [[nodiscard]] const kernel_device* find(int ifindex) const {
        const auto at = by_number_.find(ifindex);
        return at == by_number_.end() ? nullptr : at->second;
    }

private:
    std::vector<kernel_device> list_;
    numbering number_of_;
    std::map<int, const kernel_device*> by_number_;
};

} // namespace xdpk::stages
