// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "io/steering.hpp"

#include <string>
#include <vector>

namespace xdpk {

/// The steering filters that the agent has put into a NIC, remembered in a file: what a later configuration no longer
/// wants is taken out, and nobody else's ever is. In the network namespace of the calling thread.
class agent_filters {
public:
    agent_filters(std::string ifname, std::string state_file)
        : nic_(std::move(ifname)), state_file_(std::move(state_file)) {}

    /// Makes them those wanted. Throws xdpk::error; what was put in stays remembered.
    void set(const std::vector<steering_filter>& wanted);

    /// Takes out all of them.
    void remove() noexcept;

private:
    void forget_all_but(const std::vector<steering_filter>& wanted);

    nic_steering nic_;
    std::string state_file_;
};

} // namespace xdpk
