// SPDX-License-Identifier: BSD-3-Clause
#include "service_file.hpp"

#include <chrono>
#include <optional>
#include <utility>

namespace xdpk::stages {

namespace {

using std::chrono::milliseconds;

/// A virtual address, or several in a row.
struct vip_form {
    bool parse(const config_node& node, address_block& value) const {
        const auto* const text = std::get_if<std::string>(&node.value);
        if (text == nullptr)
            return false;
        const auto v4 = parse_ipv4_prefix(*text);
        const auto v6 = parse_ipv6_prefix(*text);
        if (v4 && v4->masked() == *v4)
            value = *v4;
        else if (v6 && v6->masked() == *v6)
            value = *v6;
        else
            return false;
        return true;
    }
    [[nodiscard]] std::string show(const address_block&) const { return {}; }
    [[nodiscard]] std::string wanted() const {
        return "an address such as 192.0.2.1, or a prefix with no bit set behind its length";
    }
};

const form::one_of<ip_proto> protocols{{{"tcp", ip_proto::tcp}, {"udp", ip_proto::udp}}};
const form::one_of<forwarding_mode> modes{{{"dnat", forwarding_mode::dnat},
                                           {"full_nat", forwarding_mode::full_nat},
                                           {"l2_direct_return", forwarding_mode::l2_direct_return},
                                           {"tunnel", forwarding_mode::tunnel}}};
const form::one_of<affinity_mode> affinities{{{"flow", affinity_mode::flow},
                                              {"source", affinity_mode::source},
                                              {"source_prefix", affinity_mode::source_prefix}}};
const form::one_of<tunnel_type> tunnels{{{"ipip", tunnel_type::ipip},
                                         {"gre", tunnel_type::gre},
                                         {"gue", tunnel_type::gue},
                                         {"vxlan", tunnel_type::vxlan},
                                         {"geneve", tunnel_type::geneve}}};
const form::one_of<health_probe> probes{
    {{"tcp", health_probe::tcp}, {"http", health_probe::http}, {"icmp", health_probe::icmp}}};
constexpr form::whole<std::uint16_t> port_number{.least = 1};
constexpr form::whole<unsigned> some{.least = 1};

void read_service_tunnel(config_reader& table, tunnel_config& tunnel) {
    table.need("type", tunnel.type, tunnels, "what is put before packets");
    table.need("source", tunnel.source, "the balancer's end; the other end is the backend");
    table.get("key", tunnel.key, "GRE's key; the network identifier of VXLAN and Geneve, which must have one");
    table.get("port", tunnel.port, "UDP port of the other end; 0 is the usual one");
    table.get("hop_limit", tunnel.hop_limit, "of the outer packet; 0 is that of the packet inside");
    table.get("mtu", tunnel.mtu, "the longest IP packet that reaches the other end whole");
    table.get("udp_checksum", tunnel.udp_checksum, "whether UDP gets one; by default over IPv6 only");
    table.get("inner_destination", tunnel.inner_destination, "of VXLAN's and Geneve's Ethernet header");
    table.get("inner_source", tunnel.inner_source, "of VXLAN's and Geneve's Ethernet header");
}

void read_check(config_reader& table, health_check& check) {
    constexpr form::duration<milliseconds> while_form{.least = milliseconds(1)};
    table.need("probe", check.probe, probes, "what a healthy backend can do: take a connection, answer GET or ping");
    table.get("port", check.port, "of tcp and http; 0 is the backend's");
    table.get("path", check.path, "of http");
    table.get("host", check.host, form::text{.least = 0}, "of http, the Host header; by default the address");
    table.get("interval", check.interval, while_form, "from one probe's start to the next one's");
    table.get("timeout", check.timeout, while_form, "after which a probe has failed");
    table.get("rise", check.rise, some, "so many good probes in a row bring a backend up");
    table.get("fall", check.fall, some, "so many bad ones take it down");
    table.get("starts_up", check.starts_up, "whether a backend is taken for healthy before its first probes");
    table.get("device", check.device, form::text{.least = 0}, "network device that probes leave by; by default any");
    table.get("mark", check.mark, "for the kernel's routing rules; needs CAP_NET_ADMIN");
}

void read_backend_check(config_reader& table, backend_check& check) {
    table.get("address", check.address, "where it is probed; by default its address");
    table.get("port", check.port, port_number, "instead of the service's");
    table.get("device", check.device, "instead of the service's");
    table.get("mark", check.mark, "instead of the service's");
}

void read_backend(config_reader& table, listed_backend& backend) {
    backend_config& config = backend.config;
    table.need("address", config.address, "where it is");
    table.get("port", config.port, "0 is the packet's; other ones only with dnat and full_nat");
    table.get("weight", config.weight, "share of the new flows; 0 drains: only established flows stay");
    table.get("available", config.available, "false takes its established flows away too");
    table.get("quic_server_id", config.quic_server_id, "the bytes in its connection ids, first byte highest");
    table.table("check", "what is different in how it is checked",
                [&backend](config_reader& inside) { read_backend_check(inside, backend.check); });
}

void read_quic(config_reader& table, quic_routing& quic) {
    table.get("offset", quic.offset, "of the server id in connection ids");
    table.get("length", quic.length, form::whole<std::uint8_t>{.least = 1, .most = 8}, "of the server id, in bytes");
}

void read_vip(config_reader& table, service_config& config) {
    address_block vip{};
    if (!table.need("address", vip, vip_form{}, "the virtual address (VIP)"))
        return;
    std::visit(
        [&config](const auto& prefix) {
            config.address = prefix.address;
            config.prefix_length = prefix.length;
        },
        vip);
}

/// Tables that a service may have once.
void read_parts(config_reader& table, listed_service& service) {
    service_config& config = service.config;
    const bool tunnelled = table.table(
        "tunnel", "of mode tunnel", [&config](config_reader& inside) { read_service_tunnel(inside, config.tunnel); });
    if (!table.describing() && tunnelled != (config.mode == forwarding_mode::tunnel))
        table.problem("mode", tunnelled ? "mode: there is a tunnel, so it has to be \"tunnel\""
                                        : "mode: \"tunnel\" needs the table tunnel");
    table.table("quic", "backends are known from connection ids",
                [&config](config_reader& inside) { read_quic(inside, config.quic.emplace()); });
    table.table("check", "how health is found out; without it backends are healthy",
                [&service](config_reader& inside) { read_check(inside, service.check.emplace()); });
}

void read_service(config_reader& table, listed_service& service) {
    service_config& config = service.config;
    table.need("name", config.name, "for people");
    read_vip(table, config);
    table.get("protocol", config.protocol, protocols, "of the flows to it");
    table.get("port", config.port, "0 is all");
    table.get("mode", config.mode, modes, "how packets get to a backend");
    table.get("affinity", config.affinity, affinities, "what packets have in common that go to the same backend");
    table.get("affinity_prefix", config.affinity_prefix, form::whole<std::uint8_t>{.most = 128},
              "so many bits of source_prefix; by default 24 or, of IPv6, 64");
    table.get("table_size", config.table_size, "a prime, 100 per backend or more");
    table.get("sources", config.sources, "of full_nat: what backends see as their clients' addresses");
    read_parts(table, service);
    table.tables("backend", "who serves it",
                 [&service](config_reader& inside) { read_backend(inside, service.backends.emplace_back()); });
}

} // namespace

void read_services(config_reader& top, service_list& list) {
    top.get("seed", list.seed, "of the services: nodes with the same choose the same backends");
    top.tables("service", "virtual addresses, and who serves them",
               [&list](config_reader& inside) { read_service(inside, list.services.emplace_back()); });
}

service_list read_service_file(const std::string& path) {
    service_list list;
    read_config(read_toml(path), path, [&list](config_reader& top) { read_services(top, list); });
    return list;
}

} // namespace xdpk::stages
