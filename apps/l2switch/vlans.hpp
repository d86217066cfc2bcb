// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/vlan_membership.hpp>

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace l2switch {

/// `--access PORT=VLAN` and `--trunk PORT=VLAN+VLAN-VLAN`; ports by their number on the command line.
class vlan_options {
public:
    void add_to(CLI::App& app);

    [[nodiscard]] const xdpk::vlan_membership& membership() const noexcept { return membership_; }

private:
    void set_access(const std::string& text);
    void set_trunk(const std::string& text);

    xdpk::vlan_membership membership_;
};

} // namespace l2switch
