// SPDX-License-Identifier: BSD-3-Clause
// Input: what a server of the device plugin's protocol answers, records as in plugin_record_fuzz. The client takes only
// what is right, and has an error for the rest.
#include "require.hpp"

#include "io/plugin_client.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cstdint>
#include <fcntl.h>
#include <span>
#include <sys/socket.h>

namespace {

using namespace xdpk;

void lay_ready(int server, std::span<const std::uint8_t> left) {
    constexpr std::uint8_t descriptor_bit = 0x80;
    while (!left.empty()) {
        const std::uint8_t head = left[0];
        left = left.subspan(1);
        const auto piece = left.first(std::min<std::size_t>(head & ~descriptor_bit, left.size()));
        left = left.subspan(piece.size());
        const std::string_view text(reinterpret_cast<const char*>(piece.data()), piece.size());
        if (plugin::send(server, text, (head & descriptor_bit) != 0 ? std::optional{server} : std::nullopt) != 0)
            return;
    }
}

/// What the client is given: a descriptor, or an error.
template <class Ask>
bool given(const Ask& ask) {
    try {
        return ::fcntl(ask().get(), F_GETFD) == FD_CLOEXEC;
    } catch (const error& refused) {
        return *refused.what() != '\0';
    }
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    using namespace std::chrono_literals;
    std::array<int, 2> pair{};
    require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair.data()) == 0);
    fd near(pair[0]);
    const fd server(pair[1]);
    lay_ready(server.get(), {data, size});
    try {
        const xsk_config config{.ifname = "eth0", .ifindex = 2, .queue = 1};
        plugin_client client(std::move(near), "server", "pod", 0ms);
        require(given([&] { return client.xskmap("eth0"); }));
        require(given([&] { return client.open(config); }));
        require(given([&] { return client.xskmap("eth1"); }));
    } catch (const error& refused) {
        require(*refused.what() != '\0');
    }
    return 0;
}
