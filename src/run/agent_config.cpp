// SPDX-License-Identifier: BSD-3-Clause
#include "agent_config.hpp"

#include "agent_forms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <net/if.h>
#include <sys/un.h>

namespace xdpk {

namespace {

using namespace std::chrono_literals;

constexpr std::uint32_t most_queues = 4096;
constexpr std::uint32_t most_connections = 1024;

form::one_of<attach_mode> mode_words() {
    return {{{"auto", attach_mode::automatic}, {"native", attach_mode::native}, {"generic", attach_mode::generic}}};
}

void read_agent(config_reader& r, agent_config& c) {
    r.get("sockets", c.sockets, "Directory of the sockets, each at DIR/DEVICE/afxdp.sock");
    r.get("pins", c.pins, "Directory in a bpffs, for DIR/DEVICE/xsks_map");
    r.get("state", c.state, "Directory for what a restarted agent has to know");
    r.get("keep", c.keep, "At SIGTERM programs, pins and filters stay for the next start; false: all is taken off");
    r.get("connections", c.connections, form::whole<std::uint32_t>{.least = 1, .most = most_connections},
          "Connections at a time, of one user on one socket");
    r.get("patience", c.patience, form::duration<std::chrono::milliseconds>{.least = 10ms, .most = 1h},
          "Time for the first request, and for taking an answer");
    r.get("idle", c.idle, form::duration<std::chrono::milliseconds>{},
          "A connection that is silent for so long is closed; 0s: never");
}

void read_file(config_reader& r, agent_file& f) {
    r.get("owner", f.owner, form::account{form::account::kind::user}, "Its owner");
    r.get("group", f.group, form::account{form::account::kind::group}, "Its group");
    r.get("mode", f.mode, form::permissions{}, "Its mode");
}

void read_busy_poll(config_reader& r, agent_busy_poll& b) {
    r.get("time", b.time, form::duration<std::chrono::microseconds>{.most = 1s},
          "The longest that a poll may spin; 0s forbids busy polling");
    r.get("budget", b.budget, form::whole<std::uint32_t>{.most = 65535}, "The most packets of a poll");
}

void read_client(config_reader& r, agent_device_config& d) {
    agent_client client;
    r.get("user", client.user, form::account{form::account::kind::user}, "Processes of this user");
    r.get("group", client.group, form::account{form::account::kind::group},
          "Processes that have this group; with `user` both must hold");
    r.get("sockets", client.sockets, "May have ready-made AF_XDP sockets, and so needs no capability");
    r.get("busy_poll", client.busy_poll, "May have busy polling set up on its sockets");
    r.get("move", client.move, "May have the device moved into its network namespace");
    if (!client.user && !client.group && !r.describing())
        r.problem({}, "a client without `user` and `group`; give one of them, or both");
    d.clients.push_back(client);
}

void check_filter(config_reader& r, const agent_device_config& d, const steering_filter& f) {
    if (f.proto == steering_filter::protocol::any && (f.source.port || f.destination.port))
        r.problem("protocol", "protocol: ports belong to tcp, udp or sctp");
    if (d.queues != 0 && f.queue >= d.queues)
        r.problem("queue", fmt::format("queue: {} is not one of the device's {} queues", f.queue, d.queues));
}

void read_filter(config_reader& r, agent_device_config& d) {
    steering_filter f;
    std::optional<address_block> source;
    std::optional<address_block> destination;
    r.get("protocol", f.proto,
          form::one_of<steering_filter::protocol>{{{"any", steering_filter::protocol::any},
                                                   {"tcp", steering_filter::protocol::tcp},
                                                   {"udp", steering_filter::protocol::udp},
                                                   {"sctp", steering_filter::protocol::sctp}}},
          "The protocol");
    r.get("ipv6", f.ipv6, "IPv6 packets; without the key as the addresses say, or else IPv4");
    r.get("source", source, "Packets from there");
    r.get("source_port", f.source.port, "From this port");
    r.get("destination", destination, "Packets to there");
    r.get("destination_port", f.destination.port, "To this port");
    r.need("queue", f.queue, form::whole<std::uint32_t>{.most = most_queues - 1}, "The receive queue they go to");
    const auto is_six = [](const auto& block) { return block && std::holds_alternative<ipv6_prefix>(*block); };
    if (source && destination && is_six(source) != is_six(destination))
        r.problem("destination", "destination: one of the addresses is IPv4, the other IPv6");
    f.ipv6 = f.ipv6 || is_six(source) || is_six(destination);
    form::set_block(source, f.source);
    form::set_block(destination, f.destination);
    check_filter(r, d, f);
    d.filters.push_back(f);
}

void check_device(config_reader& r, const agent_config& c, const agent_device_config& d) {
    const bool odd = d.name.find('/') != std::string::npos || d.name.find(',') != std::string::npos || d.name == "." ||
                     d.name == "..";
    if (d.name.size() >= IFNAMSIZ || odd)
        r.problem("name", fmt::format("name: '{}' cannot be the name of an interface", d.name));
    if (std::ranges::find(c.devices, d.name, &agent_device_config::name) != c.devices.end())
        r.problem("name", fmt::format("name: there is a device '{}' already", d.name));
    if (!d.pin.empty() && (!d.object.empty() || d.mode != attach_mode::automatic || d.queues != 0))
        r.problem("pin", "pin: the program is somebody else's, so `object`, `mode` and `queues` have no meaning");
    if (!d.function.empty() && d.object.empty())
        r.problem("function", "function: names a program of `object`, which is not given");
    if (socket_path(c, d.name).size() >= sizeof(sockaddr_un::sun_path))
        r.problem("name", fmt::format("name: {} is too long for a socket's path", socket_path(c, d.name)));
}

void read_device(config_reader& r, agent_config& c) {
    agent_device_config d;
    r.need("name", d.name, "The interface");
    r.get("pool", d.pool, "Devices of one pool are served on each other's sockets too");
    r.get("queues", d.queues, form::whole<std::uint32_t>{.least = 1, .most = most_queues},
          "Entries of the XSKMAP; without the key as many as the device can have");
    r.get("mode", d.mode, mode_words(), "Where the program runs: in the driver (native), or behind it (generic)");
    r.get("object", d.object, "A BPF object file with an XSKMAP named xsks_map; without the key our own program");
    r.get("function", d.function, "The program in it, if there are several");
    r.get("pin", d.pin, "Instead: a pinned XSKMAP whose program somebody else attaches");
    r.table("socket", "The device's socket", [&](config_reader& f) { read_file(f, d.socket); });
    r.table("map", "The pinned XSKMAP", [&](config_reader& f) { read_file(f, d.map); });
    r.table("busy_poll", "The most that clients may have set",
            [&](config_reader& b) { read_busy_poll(b, d.busy_poll); });
    r.tables("client", "Who may have the XSKMAP; root always may", [&](config_reader& n) { read_client(n, d); });
    r.tables("filter", "The NIC's steering filters", [&](config_reader& f) { read_filter(f, d); });
    if (!d.name.empty())
        check_device(r, c, d);
    c.devices.push_back(std::move(d));
}

void check_directory(config_reader& r, std::string_view key, const std::string& path) {
    if (!path.starts_with('/'))
        r.problem(key, fmt::format("{}: '{}' is not an absolute path", key, path));
}

} // namespace

void read_agent_config(config_reader& reader, agent_config& config) {
    reader.table("agent", "The agent as a whole", [&](config_reader& r) {
        read_agent(r, config);
        check_directory(r, "sockets", config.sockets);
        check_directory(r, "pins", config.pins);
        check_directory(r, "state", config.state);
    });
    reader.tables("device", "The devices", [&](config_reader& r) { read_device(r, config); });
    if (config.devices.empty())
        reader.problem("device", "no device; write [[device]] for each");
}

agent_config load_agent_config(const std::string& path) {
    agent_config config;
    read_config(read_toml(path), path, [&](config_reader& r) { read_agent_config(r, config); });
    return config;
}

std::string socket_path(const agent_config& config, const std::string& device) {
    return config.sockets + "/" + device + "/afxdp.sock";
}

} // namespace xdpk
