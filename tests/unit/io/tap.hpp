// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/error.hpp>
#include <xdpk/io/port.hpp>

#include "support/frames.hpp"
#include "support/network_namespace.hpp"
#include "support/packet_socket.hpp"
#include "support/rig.hpp"

#include <chrono>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <linux/if_tun.h>

namespace xdpk::test {

/// Tap devices in a network namespace that the test has for itself.
class tap : public testing::Test {
protected:
    void SetUp() override {
        if (!own_.entered())
            GTEST_SKIP() << "may not make a network namespace";
        if (!kernel_makes_taps())
            GTEST_SKIP() << "the kernel makes no tap device here";
    }

    /// What the kernel has sent out of the device, asked for until `count` packets came or a second is over.
    static std::vector<std::string> received(rig& r, std::size_t count = 1) {
        std::vector<std::string> texts;
        const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(1);
        while (texts.size() < count && std::chrono::steady_clock::now() < deadline) {
            burst b(r.pool());
            r.queue().receive(b);
            for (const packet& p : b)
                texts.push_back(text_of(b, p));
        }
        return texts;
    }
    static void send(rig& r, const std::string& bytes, const std::vector<std::string>& further = {}) {
        burst b(r.pool());
        put(b, bytes, 0, further);
        send_all(r.queue(), b);
    }
    static std::string frame(std::size_t length, char filling = 'x') { return packet_socket::frame(length, filling); }

private:
    static bool kernel_makes_taps() {
        const fd device(::open("/dev/net/tun", O_RDWR | O_CLOEXEC));
        ifreq request{};
        request.ifr_flags = IFF_TAP | IFF_NO_PI;
        return device && ::ioctl(device.get(), TUNSETIFF, &request) == 0;
    }

    network_namespace own_;
};

} // namespace xdpk::test
