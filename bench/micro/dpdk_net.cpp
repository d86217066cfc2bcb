// SPDX-License-Identifier: BSD-3-Clause
// DPDK's side of checksum.cpp and parser.cpp.
#include <rte_ether.h>
#include <rte_hash_crc.h>
#include <rte_ip.h>
#include <rte_jhash.h>
#include <rte_mbuf.h>
#include <rte_net.h>
#include <rte_thash.h>

#include <xdpk/net/rss.hpp>

#include "packets.hpp"
#include "row.hpp"

#include <cstring>
#include <string>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

void add_checksums() {
    for (const std::size_t size : checksum_sizes)
        add_call("checksum of " + std::to_string(size) + " B", "rte_raw_cksum",
                 [data = std::vector(size, std::byte{0x5a})] { return ~rte_raw_cksum(data.data(), data.size()); });
    add_call("checksum of an IPv4 header", "rte_ipv4_cksum", [frame = build_packet({})] {
        return rte_ipv4_cksum(reinterpret_cast<const rte_ipv4_hdr*>(frame.data() + sizeof(rte_ether_hdr)));
    });
}

void add_parser(const named_packet& packet) {
    add_call(std::string("parse of ") + packet.name, "rte_net_get_ptype", [frame = packet.bytes]() mutable {
        rte_mbuf mbuf;
        mbuf.buf_addr = frame.data();
        mbuf.data_off = 0;
        mbuf.data_len = static_cast<std::uint16_t>(frame.size());
        mbuf.pkt_len = mbuf.data_len;
        rte_net_hdr_lens lengths;
        const std::uint32_t type = rte_net_get_ptype(&mbuf, &lengths, RTE_PTYPE_ALL_MASK);
        benchmark::DoNotOptimize(lengths);
        return type;
    });
}

/// Addresses and ports as the words that rte_softrss() takes.
std::vector<std::uint32_t> rss_words(const flow_key& key) {
    const std::size_t address = key.ip_version == 4 ? 1 : 4;
    std::vector<std::uint32_t> words(2 * address + 1);
    std::memcpy(words.data(), key.source.data(), address * sizeof(std::uint32_t));
    std::memcpy(words.data() + address, key.destination.data(), address * sizeof(std::uint32_t));
    for (std::uint32_t& word : words)
        word = rte_be_to_cpu_32(word);
    words.back() = std::uint32_t{key.source_port.host()} << 16U | key.destination_port.host();
    return words;
}

void add_rss(const named_packet& packet) {
    const flow_key key = extract_flow_key(packet.bytes, parse(packet.bytes)).value();
    alignas(4) static constexpr auto rss_key = microsoft_rss_key;
    add_call(std::string("RSS hash of ") + packet.name, "rte_softrss", [words = rss_words(key)]() mutable {
        return rte_softrss(words.data(), static_cast<std::uint32_t>(words.size()), rss_key.data());
    });
}

const bool registered = [] {
    add_checksums();
    for (const named_packet& packet : packets()) {
        add_parser(packet);
        add_rss(packet);
    }
    add_call("flow hash of 40 B", "rte_hash_crc",
             [keys = flow_keys(), n = 0U]() mutable { return rte_hash_crc(&keys[++n % 64], sizeof(flow_key), 0); });
    add_call("flow hash of 40 B", "rte_jhash",
             [keys = flow_keys(), n = 0U]() mutable { return rte_jhash(&keys[++n % 64], sizeof(flow_key), 0); });
    return true;
}();

} // namespace
