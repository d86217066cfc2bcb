// SPDX-License-Identifier: BSD-3-Clause
#include "agent_device.hpp"

#include "agent_state.hpp"

#include "io/handed_socket.hpp"
#include "io/link.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <spdlog/spdlog.h>

namespace xdpk {

namespace {

std::string state_path(const agent_config& agent, const agent_device_config& device, const char* what) {
    make_own_directory(agent.state);
    return agent.state + "/" + device.name + "." + what;
}

kept_program_config program_of(const agent_config& agent, const agent_device_config& device) {
    return {.ifname = device.name,
            .directory = agent.pins + "/" + device.name,
            .object = device.object,
            .function = device.function,
            .mode = device.mode,
            .queues = device.queues,
            .owner = device.map.owner,
            .group = device.map.group,
            .permissions = device.map.mode};
}

bool carries(const std::string& ifname, std::uint32_t program) {
    const auto link = detail::find_link(ifname);
    return link && std::ranges::any_of(link->programs, [program](const auto& p) { return p.id == program; });
}

} // namespace

agent_device::agent_device(const agent_config& agent, const agent_device_config& config)
    : config_(config), move_(config.name, state_path(agent, config, "moved")),
      filters_(config.name, state_path(agent, config, "filters")) {
    if (config_.pin.empty())
        program_.emplace(program_of(agent, config_));
}

void agent_device::start() {
    serve();
    if (!served())
        spdlog::warn("{}: there is no such interface; it is served as soon as it comes", config_.name);
}

void agent_device::change(const agent_config& agent, const agent_device_config& config) {
    refuse_another_map(config);
    config_ = config;
    if (program_) {
        program_->change(program_of(agent, config_));
        attach();
    }
    serve();
}

void agent_device::refuse_another_map(const agent_device_config& next) const {
    const char* const hint = "clients would lose the map they have; restart the agent for that";
    if (next.pin.empty() != config_.pin.empty())
        throw error({.where = config_.name, .what = "change between a map of its own and `pin`", .hint = hint});
    const std::uint32_t entries = program_ ? program_->queues() : 0;
    if (entries != 0 && next.queues != 0 && next.queues != entries)
        throw error({.where = config_.name,
                     .what = "change `queues`: its map has " + std::to_string(entries) + " entries",
                     .hint = hint});
}

void agent_device::attach() {
    if (program_->attach())
        spdlog::info("{}: {}", config_.name, program_->story());
}

void agent_device::serve() {
    if (program_ && !program_->attached())
        attach();
    if (!move_.away() && detail::find_link(config_.name))
        filters_.set(config_.filters);
}

void agent_device::tend() noexcept {
    try {
        if (move_.abandoned()) {
            move_.give_back();
            spdlog::info("{}: the process that had it has ended; it is back", config_.name);
        }
        if (!served())
            serve();
        last_complaint_.clear();
    } catch (const std::exception& failure) {
        complain(failure.what());
    }
}

void agent_device::complain(const std::string& text) noexcept {
    if (text != last_complaint_)
        spdlog::error("{}", text);
    last_complaint_ = text;
}

fd agent_device::xskmap() const {
    if (!program_)
        return open_xskmap(config_.pin);
    if (program_->xskmap() < 0 || !program_->attached())
        throw error({.where = config_.name, .what = "there is no such interface now", .code = ENODEV});
    return fd(::fcntl(program_->xskmap(), F_DUPFD_CLOEXEC, 0));
}

fd agent_device::xsk_socket(const agent_peer& peer, std::uint32_t queue) const {
    const fd map = xskmap();
    const std::uint32_t queues = entries_of_xskmap(map.get());
    if (queue >= queues)
        throw error({.where = config_.name,
                     .what = "open a socket for queue " + std::to_string(queue),
                     .hint = "its map has " + std::to_string(queues) + " entries"});
    fd opened;
    const auto open_here = [&] { opened = open_handed_socket(config_.name); };
    const auto theirs = network_namespace::of_process(peer.process);
    bool there = false;
    if (theirs && *theirs != move_.here())
        theirs->run([&] {
            there = program_ ? carries(config_.name, program_->program()) : detail::find_link(config_.name).has_value();
        });
    if (there)
        theirs->run(open_here);
    else
        open_here();
    return opened;
}

void agent_device::take(const agent_peer& peer) {
    move_.take(peer);
    spdlog::info("{}: moved into the network namespace of {}", config_.name, to_string(peer));
}

void agent_device::give_back() {
    move_.give_back();
    serve();
    spdlog::info("{}: is back", config_.name);
}

void agent_device::remove() noexcept {
    try {
        move_.give_back();
    } catch (const std::exception& failure) {
        spdlog::error("{}", failure.what());
    }
    filters_.remove();
    if (program_)
        program_->remove();
}

} // namespace xdpk
