// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/xdpk.hpp>

int main(int argc, char** argv) {
    using namespace xdpk;
    application app("rxdrop", "Receives and drops, as testpmd's rxonly does.");
    return app.run(argc, argv, [](const worker_context&) { return drop(); });
}
