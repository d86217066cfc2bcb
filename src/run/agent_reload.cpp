// SPDX-License-Identifier: BSD-3-Clause
#include "agent_server.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <filesystem>
#include <spdlog/spdlog.h>
#include <unistd.h>
#include <utility>

namespace xdpk {

namespace {

void refuse_other_places(const agent_config& now, const agent_config& next) {
    if (now.sockets != next.sockets || now.pins != next.pins || now.state != next.state)
        throw error({.where = "agent",
                     .what = "change `sockets`, `pins` or `state`",
                     .hint = "restart the agent for that, after `xdpk agent --remove` with the file before"});
}

} // namespace

void agent_server::reload(const agent_config& next) {
    refuse_other_places(config_, next);
    agent_config before = std::exchange(config_, next);
    try {
        for (const agent_device_config& device : config_.devices)
            bring_in(device);
    } catch (...) {
        config_ = std::move(before);
        go_back();
        throw;
    }
    drop_unwanted();
}

void agent_server::bring_in(const agent_device_config& wanted) {
    const auto named = [&](const agent_device& d) { return d.config().name == wanted.name; };
    const auto found = std::ranges::find_if(devices_, named);
    if (found == devices_.end()) {
        agent_device& added = devices_.emplace_back(config_, wanted);
        added.start();
        listen_for(added);
        return;
    }
    found->change(config_, wanted);
    for (const auto& [id, listener] : listeners_)
        if (listener.device == &*found)
            listener.socket.own(wanted.socket);
}

// Devices that the reload did not come to are left alone: nothing of them has to be undone.
void agent_server::go_back() noexcept {
    drop_unwanted();
    for (const agent_device_config& wanted : config_.devices) {
        const auto same = [&](const agent_device& d) { return d.config() == wanted; };
        if (std::ranges::any_of(devices_, same))
            continue;
        try {
            bring_in(wanted);
        } catch (const std::exception& failure) {
            spdlog::error("going back: {}", failure.what());
        }
    }
}

void agent_server::drop_unwanted() noexcept {
    for (auto device = devices_.begin(); device != devices_.end();) {
        const std::string& name = device->config().name;
        const auto next = std::next(device);
        if (std::ranges::find(config_.devices, name, &agent_device_config::name) == config_.devices.end())
            drop(device);
        device = next;
    }
}

void agent_server::drop(std::list<agent_device>::iterator device) noexcept {
    const std::string name = device->config().name;
    std::erase_if(clients_, [&](const auto& client) { return &client.second.listener() == &*device; });
    std::erase_if(listeners_, [&](const auto& listener) { return listener.second.device == &*device; });
    device->remove();
    devices_.erase(device);
    ::rmdir(std::filesystem::path(socket_path(config_, name)).parent_path().c_str());
    spdlog::info("{}: taken off", name);
}

} // namespace xdpk
