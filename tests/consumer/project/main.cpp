// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/xdpk.hpp>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("reflect", "Sends every frame back to where it came from, addresses swapped.");
    return app.run(argc, argv, [](const worker_context&) {
        auto turn_round = [](burst& b) noexcept {
            for (packet& p : b)
                p.out_port = p.in_port;
        };
        return pipeline(turn_round, mac_swap(), count());
    });
}
