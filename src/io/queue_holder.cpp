// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/queue_holder.hpp>

#include "netdev_genl.hpp"
#include "xsk_sockets.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace xdpk {

namespace {

/// How firmly a socket is tied to the queue asked for.
enum class tie { unknown, interface, queue };

/// What the kernel tells of the queue.
struct queue_facts {
    bool bound = false;
    std::optional<unsigned> napi_id{};     ///< few drivers tell
    std::vector<unsigned> interface_ids{}; ///< NAPI ids of all its interface's queues
};

queue_facts read_queue(int ifindex, unsigned queue) {
    detail::netdev_genl netdev;
    queue_facts facts{.interface_ids = netdev.napi_ids(ifindex)};
    for (const detail::netdev_queue& candidate : netdev.queues(ifindex)) {
        if (candidate.id != queue)
            continue;
        facts.bound = facts.bound || candidate.xsk;
        if (candidate.rx)
            facts.napi_id = candidate.napi_id;
    }
    return facts;
}

/// Nothing if the socket is fed by another queue.
std::optional<tie> tie_of(unsigned napi_id, const queue_facts& queue) {
    const auto& ids = queue.interface_ids;
    if (napi_id == 0)
        return tie::unknown;
    if (queue.napi_id)
        return napi_id == *queue.napi_id ? std::optional{tie::queue} : std::nullopt;
    if (ids.empty())
        return tie::unknown;
    return std::find(ids.begin(), ids.end(), napi_id) != ids.end() ? std::optional{tie::interface} : std::nullopt;
}

/// The processes with the firmest tie, one entry each.
std::vector<xsk_process> processes_on(const queue_facts& queue) {
    std::map<pid_t, tie> ties;
    tie firmest = tie::unknown;
    for (const detail::xsk_socket_facts& socket : detail::xsk_sockets())
        if (const auto found = tie_of(socket.napi_id, queue)) {
            ties[socket.pid] = std::max(ties[socket.pid], *found);
            firmest = std::max(firmest, *found);
        }
    std::erase_if(ties, [firmest](const auto& entry) { return entry.second < firmest; });
    const bool known = firmest != tie::unknown || queue.bound;
    const bool certain = firmest == tie::queue || (known && ties.size() == 1);
    std::vector<xsk_process> found;
    found.reserve(ties.size());
    for (const auto& [pid, tied] : ties)
        found.push_back({.pid = pid, .command = detail::command_of(pid), .certain = certain});
    return found;
}

} // namespace

std::optional<queue_holder> find_queue_holder(int ifindex, unsigned queue) {
    const queue_facts facts = read_queue(ifindex, queue);
    queue_holder holder{.bound = facts.bound, .processes = processes_on(facts)};
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
