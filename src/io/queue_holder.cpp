// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/queue_holder.hpp>

#include "netdev_genl.hpp"
#include "xsk_sockets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>
#include <map>

namespace xdpk {

namespace {

/// One entry per process; one certain socket makes the process certain.
std::vector<xsk_process> processes_on(unsigned napi_id) {
    std::map<pid_t, bool> certain;
    for (const detail::xsk_socket_facts& socket : detail::xsk_sockets())
        // A socket fed by another queue is not the one we look for.
        if (napi_id == 0 || socket.napi_id == 0 || socket.napi_id == napi_id)
            certain[socket.pid] |= napi_id != 0 && socket.napi_id == napi_id;
    std::vector<xsk_process> found;
    found.reserve(certain.size());
    for (const auto& [pid, sure] : certain)
        found.push_back({.pid = pid, .command = detail::command_of(pid), .certain = sure});
    const auto is_certain = [](const xsk_process& process) { return process.certain; };
    if (std::any_of(found.begin(), found.end(), is_certain))
        std::erase_if(found, std::not_fn(is_certain));
    return found;
}

} // namespace

std::optional<queue_holder> find_queue_holder(int ifindex, unsigned queue) {
    queue_holder holder;
    unsigned napi_id = 0;
    for (const detail::netdev_queue& candidate : detail::netdev_genl().queues(ifindex)) {
        if (candidate.id != queue)
            continue;
        holder.bound = holder.bound || candidate.xsk;
        if (candidate.rx)
            napi_id = candidate.napi_id.value_or(0);
    }
    holder.processes = processes_on(napi_id);
    return holder.bound || !holder.processes.empty() ? std::optional{holder} : std::nullopt;
}

std::string describe(const queue_holder& holder) {
    if (holder.processes.empty())
        return "a socket of another user, or one that the kernel is still taking down";
    std::string text = holder.processes.front().certain ? "" : "perhaps ";
    for (const xsk_process& process : holder.processes)
        text += fmt::format("{}{} (pid {})", &process == &holder.processes.front() ? "" : " or ", process.command,
                            process.pid);
    return text;
}

} // namespace xdpk
