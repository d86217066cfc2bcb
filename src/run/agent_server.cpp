// SPDX-License-Identifier: BSD-3-Clause
#include "agent_server.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <filesystem>
#include <fmt/format.h>
#include <spdlog/spdlog.h>
#include <sys/epoll.h>
#include <unistd.h>

namespace xdpk {

namespace {

using namespace std::chrono_literals;

constexpr auto tend_every = 1s;
constexpr int most_accepted = 64; ///< before clients have their turn

void remove_directories(const agent_config& config) noexcept {
    for (const agent_device_config& device : config.devices)
        ::rmdir(std::filesystem::path(socket_path(config, device.name)).parent_path().c_str());
    ::rmdir(config.sockets.c_str());
    ::rmdir(config.state.c_str());
}

} // namespace

agent_server::agent_server(const agent_config& config) : config_(config), events_(::epoll_create1(EPOLL_CLOEXEC)) {
    if (!events_)
        throw error({.where = "agent", .what = "create an event queue", .code = errno});
    for (const agent_device_config& device : config_.devices)
        devices_.emplace_back(config_, device).start();
    for (agent_device& device : devices_)
        listen_for(device);
}

void agent_server::listen_for(agent_device& device) {
    const agent_device_config& config = device.config();
    const std::string path = socket_path(config_, config.name);
    const std::uint64_t id = next_id_++;
    const served_socket& listener = listeners_.try_emplace(id, path, device).first->second;
    if (!watch(EPOLL_CTL_ADD, listener.socket.number(), EPOLLIN, id))
        throw error({.where = config.name, .what = "watch a socket", .code = errno});
    spdlog::info("{}: listening on {}", config.name, path);
}

bool agent_server::watch(int operation, int number, std::uint32_t what, std::uint64_t id) const {
    epoll_event event{.events = what, .data = {.u64 = id}};
    return ::epoll_ctl(events_.get(), operation, number, &event) == 0;
}

void agent_server::serve() {
    std::array<epoll_event, 64> ready{};
    const int count = ::epoll_wait(events_.get(), ready.data(), static_cast<int>(ready.size()), 0);
    for (int i = 0; i < count; ++i) {
        const std::uint64_t id = ready[static_cast<std::size_t>(i)].data.u64;
        if (const auto listener = listeners_.find(id); listener != listeners_.end())
            accept_all(listener->second, id);
        else
            serve_client(id);
    }
}

void agent_server::accept_all(const served_socket& listener, std::uint64_t id) {
    for (int i = 0; i < most_accepted; ++i) {
        fd socket = listener.socket.accept();
        if (socket) {
            take_in(std::move(socket), *listener.device);
            continue;
        }
        if (errno == ECONNABORTED || errno == EINTR)
            continue;
        // Nothing is left to take a client in with: look away for a while, or this would go round and round.
        if (errno != EAGAIN)
            paused_ = watch(EPOLL_CTL_MOD, listener.socket.number(), 0, id);
        return;
    }
}

void agent_server::listen_again() {
    if (!std::exchange(paused_, false))
        return;
    for (const auto& [id, listener] : listeners_)
        (void)watch(EPOLL_CTL_MOD, listener.socket.number(), EPOLLIN, id);
}

bool agent_server::is_full(const agent_peer& peer, const agent_device& device) const {
    const auto same = [&](const auto& client) {
        return client.second.peer().user == peer.user && &client.second.listener() == &device;
    };
    return clients_.size() >= most_connections ||
           std::ranges::count_if(clients_, same) >= static_cast<std::ptrdiff_t>(config_.connections);
}

void agent_server::take_in(fd socket, agent_device& device) {
    std::optional<agent_peer> peer = peer_behind(socket.get());
    if (!peer || is_full(*peer, device)) {
        log_.warn(
            fmt::format("{}: {} has too many connections", device.config().name, peer ? to_string(*peer) : "somebody"));
        return;
    }
    auto grants = std::make_unique<client_grants>(devices_, device, std::move(*peer), log_);
    const std::uint64_t id = next_id_++;
    if (watch(EPOLL_CTL_ADD, socket.get(), EPOLLIN, id))
        clients_.try_emplace(id, std::move(socket), std::move(grants), config_);
}

void agent_server::serve_client(std::uint64_t id) {
    const auto found = clients_.find(id);
    if (found == clients_.end())
        return;
    agent_connection& client = found->second;
    const bool on = client.serve();
    const std::uint32_t what = client.stuck() ? EPOLLOUT : EPOLLIN;
    if (!on || !watch(EPOLL_CTL_MOD, client.number(), what, id))
        clients_.erase(found);
}

std::chrono::milliseconds agent_server::tend() {
    const auto now = agent_connection::clock::now();
    auto next = now + tend_every;
    std::erase_if(clients_, [&](const auto& client) {
        const auto deadline = client.second.deadline();
        if (deadline && *deadline > now)
            next = std::min(next, *deadline);
        return deadline && *deadline <= now;
    });
    listen_again();
    for (agent_device& device : devices_)
        device.tend();
    return std::chrono::ceil<std::chrono::milliseconds>(next - now);
}

void agent_server::remove() noexcept {
    clients_.clear();
    listeners_.clear();
    for (agent_device& device : devices_)
        device.remove();
    remove_directories(config_);
}

void remove_agent(const agent_config& config) {
    for (const agent_device_config& device : config.devices) {
        agent_device(config, device).remove();
        remove_dead_socket(socket_path(config, device.name));
    }
    remove_directories(config);
}

} // namespace xdpk
