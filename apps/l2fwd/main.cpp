// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/xdpk.hpp>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("l2fwd", "Forwards frames between ports in pairs, or back out of the only port.");
    std::string mac = "keep";
    app.options()
        .add_option("--mac", mac, "Addresses: keep them, swap source and destination, or update them as DPDK's l2fwd")
        ->check(CLI::IsMember({"keep", "swap", "update"}))
        ->capture_default_str();
    return app.run(argc, argv, [&](const worker_context& w) {
        return pipeline(cross_connect(w.ports.size()), when(mac == "swap", mac_swap()),
                        when(mac == "update", mac_update(w.ports)));
    });
}
