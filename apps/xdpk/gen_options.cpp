// SPDX-License-Identifier: BSD-3-Clause
#include "gen_options.hpp"

#include "values.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/run/validators.hpp>

#include <algorithm>
#include <fmt/format.h>

namespace xdpk::tool {

namespace {

constexpr const char* gen_footer = R"(Methods:
  live   A program in the kernel makes the frames and redirects them to the device (XDP live
         frames, Linux 5.18): the fastest way into a veth. The driver has to take redirected
         frames; a veth does while its peer has an XDP program or GRO: start the receiver first.
         On a veth a frame arrives on the rx queue numbered like the sending CPU, modulo queues.
  xsk    AF_XDP transmit: thread n sends on queue n. Meanwhile the device is served like any
         port of xdpk, and what arrives on it is dropped.
  pcap   Sends the frames of --file by AF_XDP transmit, as they are.

Sizes are those of RFC 2544: on the wire, with the 4 bytes of the frame check sequence. A frame
of 64 bytes is 60 in memory and in a capture. imix sends 7 frames of 64, 4 of 594 and 1 of 1518.
L1 rates add 20 bytes to each frame: preamble and inter-frame gap.

Flows are taken in turn. They differ in their source port (ICMP: the identifier) and, above
16384 flows, in their source address too. Checksums are right in every frame.

--stamp puts a magic number, the stream, the number of the frame and the time (18 bytes) at the
start of the payload; `xdpk sink --stamp` then counts what was lost, reordered or duplicated, and
how long frames took.

Above 10,000 packets per second and thread the live method keeps to a rate by spinning.

Examples:
  xdpk gen veth0                                  as fast as it goes, until Ctrl-C
  xdpk gen veth0 --rate 1.5M --size imix --flows 10k --duration 10
  xdpk gen veth0 --threads 2 --cores 2,3          fills two queues of the peer
  xdpk gen veth0 --count 1M --stamp --json        with `xdpk sink --stamp` on the other side
  xdpk gen eth1 --method pcap --file web.pcapng --loop 10 --timing

Exit status: 0 done; 1 could not start, or no frame left; 2 bad command line.)";

std::string check_ip(const std::string& text) { return parse_ip(text) ? "" : text + " is not an IP address"; }

std::string check_mac(const std::string& text) {
    return parse_mac(text) ? "" : text + " is not a MAC address such as 02:00:00:00:00:02";
}

std::string check_size(const std::string& text) {
    return parse_sizes(text) ? "" : text + " is neither imix nor a size of 64 to 16000 nor a range such as 64-1518";
}

void add_packet_options(CLI::App& command, gen_options& o) {
    command.add_option("--size", o.size, "Frame size on the wire: N, N-M or imix (64, or what the headers take)")
        ->check(check_size);
    command.add_option("--flows", o.flows, "Flows, taken in turn")
        ->transform(CLI::Validator(to_plain_whole_number, ""))
        ->capture_default_str();
    command.add_option("--ip", o.ip, "IP version")->check(CLI::IsMember({4, 6}))->capture_default_str();
    command.add_option("--proto", o.proto, "Transport protocol; icmp is an echo request")
        ->check(CLI::IsMember({"udp", "tcp", "icmp"}))
        ->capture_default_str();
    command.add_option("--vlan", o.vlan, "VLAN identifier of an 802.1Q tag")->check(CLI::Range(1, 4094));
    command.add_option("--src-mac", o.src_mac, "Source MAC address (the interface's)")->check(check_mac);
    command.add_option("--dst-mac", o.dst_mac, "Destination MAC address")->check(check_mac)->capture_default_str();
    command.add_option("--src", o.src, "Source address of the first flow (198.18.0.1 or 2001:2::1)")->check(check_ip);
    command.add_option("--dst", o.dst, "Destination address (198.19.0.1 or 2001:2::2)")->check(check_ip);
    command.add_option("--sport", o.sport, "Source port of the first flow")->capture_default_str();
    command.add_option("--dport", o.dport, "Destination port; of icmp the sequence number")->capture_default_str();
    command.add_option("--payload", o.payload, "Text to fill the payload with, again and again (zeros)");
    command.add_flag("--stamp", o.stamp, "Number the frames and note the time in each");
}

void add_run_options(CLI::App& command, gen_options& o) {
    command.add_option("--rate", o.rate, "Packets per second over all threads, such as 1000 or 1.5M (no limit)")
        ->transform(CLI::Validator(to_plain_number, ""));
    command.add_option("--count", o.count, "Packets to send, exactly (without end)")
        ->transform(CLI::Validator(to_plain_whole_number, ""));
    command.add_option("--duration", o.duration, "Seconds to send (until SIGINT or SIGTERM)")->check(above_zero());
    command.add_option("--threads", o.threads, "Sending threads, each on a CPU of its own")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command.add_option("--cores", o.cores, "CPUs for the threads, such as 2,3 (near the device)")->delimiter(',');
    command.add_option("--batch", o.batch, "Frames handed to the device at a time")
        ->check(CLI::Range(1, 256))
        ->capture_default_str();
    command.add_option("--file", o.file, "Capture file to send, pcap or pcapng");
    command.add_option("--loop", o.loop, "Times to send the file; 0 is for ever")->capture_default_str();
    command.add_flag("--timing", o.timing, "Send the file's frames at the distances they were captured at");
    add_privilege_options(command, o.privileges);
    command.add_flag("--json", o.json, "Print the summary as one JSON object on standard output");
    command.add_flag("-q,--quiet", o.quiet, "No line each second");
}

ip_address address_or(const std::string& text, const char* otherwise) {
    return *parse_ip(text.empty() ? otherwise : text);
}

ip_proto protocol_of(const gen_options& o) {
    if (o.proto == "icmp")
        return o.ip == 4 ? ip_proto::icmp : ip_proto::icmpv6;
    return o.proto == "tcp" ? ip_proto::tcp : ip_proto::udp;
}

packet_spec packet_of(const gen_options& o, const mac_address& own) {
    const bool v4 = o.ip == 4;
    return {.destination_mac = *parse_mac(o.dst_mac),
            .source_mac = o.src_mac.empty() ? own : *parse_mac(o.src_mac),
            .vlans = {o.vlan, 0},
            .source = address_or(o.src, v4 ? "198.18.0.1" : "2001:2::1"),
            .destination = address_or(o.dst, v4 ? "198.19.0.1" : "2001:2::2"),
            .protocol = protocol_of(o),
            .source_port = o.sport,
            .destination_port = o.dport,
            .payload = std::as_bytes(std::span(o.payload))};
}

} // namespace

void add_gen_options(CLI::App& command, gen_options& options) {
    command.add_option("IFNAME", options.ifname, "Interface to send from")->required();
    command.add_option("--method", options.method, "How to send, see below")
        ->transform(
            choice<gen_method>({{"live", gen_method::live}, {"xsk", gen_method::xsk}, {"pcap", gen_method::pcap}}))
        ->default_str("live");
    add_packet_options(command, options);
    add_run_options(command, options);
    command.footer(gen_footer);
}

std::string contradiction(const gen_options& o) {
    const bool replay = o.method == gen_method::pcap;
    if (replay && o.file.empty())
        return "--method pcap needs --file";
    if (!replay && !o.file.empty())
        return "--file needs --method pcap";
    if (!replay && o.timing)
        return "--timing needs --method pcap";
    if (o.timing && o.rate != 0)
        return "--timing and --rate contradict each other";
    if (replay && o.threads != 1)
        return "--method pcap sends in order and so by one thread";
    if (replay && (o.stamp || !o.size.empty()))
        return "--method pcap sends the file's frames as they are, without --size and --stamp";
    if (!o.cores.empty() && o.cores.size() != o.threads)
        return fmt::format("--cores names {} CPUs for {} threads", o.cores.size(), o.threads);
    auto cores = o.cores;
    std::ranges::sort(cores);
    if (std::ranges::adjacent_find(cores) != cores.end())
        return "--cores names a CPU twice; each thread needs one of its own";
    for (const std::string& address : {o.src, o.dst})
        if (!address.empty() && (parse_ip(address)->index() == 0) != (o.ip == 4))
            return address + " is not of --ip " + std::to_string(o.ip);
    return {};
}

traffic_spec traffic_of(const gen_options& o, const mac_address& own) {
    traffic_spec spec{.packet = packet_of(o, own), .flows = o.flows, .stamped = o.stamp};
    const auto least = static_cast<std::uint32_t>(least_frame(spec.packet, spec.stamped)) + fcs;
    spec.sizes = o.size.empty() ? std::vector{least} : *parse_sizes(o.size);
    if (const std::uint32_t shortest = std::ranges::min(spec.sizes); shortest < least)
        throw error(
            {.where = "--size " + o.size,
             .what = fmt::format("{} bytes are too few for the headers{}", shortest, o.stamp ? " and stamp" : ""),
             .hint = fmt::format("these packets take {} bytes or more", least)});
    for (std::uint32_t& size : spec.sizes)
        size -= fcs;
    return spec;
}

} // namespace xdpk::tool
