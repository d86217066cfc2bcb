// SPDX-License-Identifier: BSD-3-Clause
// Records of any bytes to an agent: each gets one answer of the protocol, and nothing is given before `/connect`.
#include "require.hpp"

#include "run/agent_session.hpp"

#include <algorithm>
#include <array>
#include <fcntl.h>

namespace {

using namespace std::string_view_literals;

struct some_grants final : xdpk::agent_grants {
    bool admit(std::string_view pod) override { return admitted = pod.size() != 3; }
    xdpk::fd xskmap(std::string_view device) override { return given(device == "eth1"); }
    xdpk::fd xsk_socket(std::string_view device, std::uint32_t queue) override {
        return given(device == "eth1" && queue < 4);
    }
    bool busy_poll(const xdpk::fd& socket, std::chrono::microseconds, std::uint32_t) override {
        return static_cast<bool>(socket);
    }
    bool take_device(std::string_view device) override { return static_cast<bool>(given(device == "eth1")); }
    bool return_device(std::string_view device) override { return static_cast<bool>(given(device == "eth1")); }

    xdpk::fd given(bool yes) const {
        require(admitted);
        return yes ? xdpk::fd(::open("/dev/null", O_RDONLY | O_CLOEXEC)) : xdpk::fd();
    }
    bool admitted = false;
};

constexpr std::array answers{"/host_ok"sv,
                             "/host_nak"sv,
                             "0.1"sv,
                             "/fd_ack"sv,
                             "/fd_nak"sv,
                             "/nak"sv,
                             "/socket_ack"sv,
                             "/socket_nak"sv,
                             "/fin_ack"sv,
                             "/config_busy_poll_ack"sv,
                             "/config_busy_poll_nak"sv,
                             "/netdev_ack"sv,
                             "/netdev_nak"sv};

} // namespace

// The input is a conversation: records end at line ends, and one whose first byte is '+' has a descriptor beside it.
extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    some_grants grants;
    xdpk::agent_session session(grants);
    std::string_view rest(reinterpret_cast<const char*>(data), size);
    for (bool open = true; open && !rest.empty();) {
        std::string_view line = rest.substr(0, rest.find('\n'));
        rest.remove_prefix(std::min(line.size() + 1, rest.size()));
        xdpk::plugin::record request{.what = xdpk::plugin::reception::record};
        if (line.starts_with('+')) {
            request.descriptor = xdpk::fd(::open("/dev/null", O_RDONLY | O_CLOEXEC));
            line.remove_prefix(1);
        }
        request.text = line;
        const xdpk::agent_answer answer = session.take(request);
        require(std::find(answers.begin(), answers.end(), answer.text) != answers.end());
        require(static_cast<bool>(answer.beside) == (answer.text == "/fd_ack" || answer.text == "/socket_ack"));
        require(session.connected() || answer.last);
        open = !answer.last;
    }
    return 0;
}
