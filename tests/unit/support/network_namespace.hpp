// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/base/fd.hpp>

#include <fcntl.h>
#include <fstream>
#include <sched.h>

namespace xdpk::test {

/// While it lives the calling thread is in a network namespace of its own, in which nothing sends by itself.
class network_namespace {
public:
    network_namespace() : before_(::open("/proc/thread-self/ns/net", O_RDONLY | O_CLOEXEC)) {
        entered_ = ::unshare(CLONE_NEWNET) == 0;
        if (entered_)
            std::ofstream("/proc/sys/net/ipv6/conf/default/disable_ipv6") << "1";
    }
    network_namespace(const network_namespace&) = delete;
    network_namespace& operator=(const network_namespace&) = delete;
    ~network_namespace() {
        if (entered_)
            ::setns(before_.get(), CLONE_NEWNET);
    }

    [[nodiscard]] bool entered() const noexcept { return entered_; }

private:
    fd before_;
    bool entered_ = false;
};

} // namespace xdpk::test
