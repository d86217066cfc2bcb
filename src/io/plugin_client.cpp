// SPDX-License-Identifier: BSD-3-Clause
#include "plugin_client.hpp"

#include "plugin_message.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cctype>
#include <cerrno>
#include <net/if.h>
#include <optional>
#include <sys/socket.h>

namespace xdpk {

using namespace std::chrono_literals;

namespace {

#ifndef SO_NETNS_COOKIE
constexpr int SO_NETNS_COOKIE = 71; // Linux 5.14
#endif

constexpr const char* wrong_server = "is the socket the right one?";

std::string quoted(std::string_view text) {
    constexpr std::size_t enough = 60;
    std::string shown(text.substr(0, std::min(text.find('\0'), enough)));
    std::ranges::replace_if(
        shown, [](unsigned char c) { return std::isprint(c) == 0; }, '?');
    return "\"" + shown + "\"";
}

template <class T>
std::optional<T> option_of(int socket, int name) {
    T value{};
    socklen_t length = sizeof value;
    return ::getsockopt(socket, SOL_SOCKET, name, &value, &length) == 0 ? std::optional{value} : std::nullopt;
}

/// What speaks against using a socket that came ready-made; empty if nothing does.
std::string fault_of(int socket, const xsk_config& config, int own_socket) {
    if (option_of<int>(socket, SO_DOMAIN) != AF_XDP)
        return "sent something that is no AF_XDP socket";
    const auto there = option_of<std::uint64_t>(socket, SO_NETNS_COOKIE);
    if (there && there != option_of<std::uint64_t>(own_socket, SO_NETNS_COOKIE))
        return "sent a socket of another network namespace";
    std::array<char, IF_NAMESIZE> device{};
    socklen_t length = device.size();
    if (::getsockopt(socket, SOL_SOCKET, SO_BINDTODEVICE, device.data(), &length) == 0 && length != 0 &&
        config.ifname != device.data())
        return std::string("sent a socket for ") + device.data();
    return {};
}

} // namespace

struct plugin_client::question {
    std::string request;
    std::string_view yes;
    std::string what; ///< for errors, behind "ask for"
    std::string hint; ///< what to do if it is refused
    std::optional<int> beside{};
};

plugin_client::plugin_client(fd connection, std::string where, const std::string& pod, std::chrono::milliseconds wait)
    : connection_(std::move(connection)), where_(std::move(where)), wait_(wait) {
    static_cast<void>(ask({.request = plugin::join(plugin::connect, {pod}),
                           .yes = plugin::host_ok,
                           .what = "service for pod " + quoted(pod),
                           .hint = "pod=NAME or XDPK_POD_NAME tell the name that this pod has in the cluster"}));
}

plugin_client::~plugin_client() {
    constexpr auto short_wait = 500ms;
    if (connection_ && plugin::send(connection_.get(), plugin::fin) == 0)
        static_cast<void>(plugin::receive(connection_.get(), std::min(wait_, std::chrono::milliseconds{short_wait})));
}

bool plugin_client::connected() const {
    const std::lock_guard hold(lock_);
    return static_cast<bool>(connection_);
}

void plugin_client::fail(const question& what, const std::string& why, int code, const std::string& hint) const {
    throw error({.where = where_, .what = "ask for " + what.what + ": the server " + why, .code = code, .hint = hint});
}

void plugin_client::hang_up(const question& what, const std::string& why, int code, const std::string& hint) {
    connection_.reset();
    fail(what, why, code, hint);
}

plugin::record plugin_client::answer_to(const question& what) {
    const auto deadline = std::chrono::steady_clock::now() + wait_;
    for (;;) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
        plugin::record answer = plugin::receive(connection_.get(), std::max(left, 0ms));
        switch (answer.what) {
        case plugin::reception::closed:
            hang_up(
                what, "hung up", 0,
                "the device plugin serves a pod once, and not for long: make the pod anew; xdpk agent serves again");
        case plugin::reception::late:
            hang_up(
                what, "does not answer", 0,
                "the device plugin serves one process of a pod; is another connected? Is the socket the right one?");
        case plugin::reception::failed:
            hang_up(what, "is out of reach", answer.code, {});
        case plugin::reception::record:
            break;
        }
        if (answer.cut)
            hang_up(what, "does not speak the device plugin's protocol", 0, wrong_server);
        if (!plugin::is_json(answer.text) || plugin::is_json_error(answer.text))
            return answer;
    }
}

plugin::record plugin_client::ask(const question& what) {
    const std::lock_guard hold(lock_);
    if (!connection_)
        hang_up(what, "was given up before", 0, "see the first error");
    // A server that has hung up may have said why.
    const int code = plugin::send(connection_.get(), what.request, what.beside);
    if (code != 0 && code != EPIPE)
        hang_up(what, "is out of reach", code, {});
    plugin::record answer = answer_to(what);
    const std::string_view word = plugin::split(answer.text).word;
    if (word == what.yes)
        return answer;
    using namespace plugin;
    if (word == failure)
        hang_up(what, "could not find out which pods there are (/error)", 0, "look at the device plugin's log");
    if (word == host_nak)
        hang_up(what, "refuses (/host_nak)", 0, what.hint);
    for (const std::string_view no : {fd_nak, config_busy_poll_nak, socket_nak, nak})
        if (word == no)
            fail(what, "refuses (" + std::string(no) + ")", 0, what.hint);
    if (is_json_error(answer.text))
        fail(what, "refuses: " + quoted(answer.text), 0, what.hint);
    hang_up(what, "answers " + quoted(answer.text), 0, wrong_server);
}

fd plugin_client::xskmap(const std::string& ifname) {
    const question what{.request = plugin::join(plugin::xsk_map_fd, {ifname}),
                        .yes = plugin::fd_ack,
                        .what = "the XSKMAP of " + ifname,
                        .hint = "it serves other devices; AFXDP_DEVICES_… in the environment lists the pod's"};
    plugin::record answer = ask(what);
    if (!answer.descriptor)
        fail(what, "sent no descriptor", 0, wrong_server);
    return std::move(answer.descriptor);
}

fd plugin_client::open(const xsk_config& config) {
    const question what{.request = plugin::join(plugin::xsk_socket, {config.ifname, std::to_string(config.queue)}),
                        .yes = plugin::socket_ack,
                        .what = "an AF_XDP socket for " + config.ifname + " queue " + std::to_string(config.queue),
                        .hint = "run with CAP_NET_RAW, or let xdpk agent hand out sockets: the device plugin has none"};
    plugin::record answer = ask(what);
    if (!answer.descriptor)
        fail(what, "sent no descriptor", 0, wrong_server);
    if (const std::string fault = fault_of(answer.descriptor.get(), config, connection_.get()); !fault.empty())
        fail(what, fault, 0, wrong_server);
    return std::move(answer.descriptor);
}

void plugin_client::poll_busily(const xsk_config& config, int socket, int microseconds, int budget) {
    const question what{
        .request = plugin::join(plugin::config_busy_poll, {std::to_string(microseconds), std::to_string(budget)}),
        .yes = plugin::config_busy_poll_ack,
        .what = "busy polling of " + config.ifname + " queue " + std::to_string(config.queue),
        .hint = "leave busy_poll out",
        .beside = socket};
    static_cast<void>(ask(what));
    // The device plugin says so too when the kernel refused.
    if (option_of<int>(socket, SO_PREFER_BUSY_POLL) != 1)
        fail(what, "says that it is set, but it is not", 0, what.hint);
}

} // namespace xdpk
