// SPDX-License-Identifier: BSD-3-Clause
#include "vlans.hpp"

#include <xdpk/xdpk.hpp>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("l2switch", "Switches frames between all ports as a learning bridge does, aware of VLANs.");
    std::size_t stations = 8192;
    std::uint32_t aging = 300;
    l2switch::vlan_options vlans;
    app.options()
        .add_option("--stations", stations, "Size of the MAC table")
        ->check(CLI::Range(16U, 1U << 24U))
        ->capture_default_str();
    app.options()
        .add_option("--aging", aging, "Seconds after which a silent station is forgotten")
        ->capture_default_str();
    vlans.add_to(app.options());
    std::shared_ptr<mac_table> table;
    return app.run(argc, argv, [&](const worker_context& w) {
        if (table == nullptr)
            table = std::make_shared<mac_table>(stations, aging);
        return l2_switch({.ports = w.ports.size(), .stations = table, .vlans = vlans.membership()});
    });
}
