// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "privilege_choice.hpp"

#include <xdpk/net/mac_address.hpp>
#include <xdpk/net/traffic.hpp>

#include <CLI/App.hpp>
#include <cstdint>
#include <string>
#include <vector>

namespace xdpk::tool {

enum class gen_method : std::uint8_t { live, xsk, pcap };

/// The command line of `xdpk gen`.
struct gen_options {
    std::string ifname{};
    gen_method method = gen_method::live;
    std::string size{}; ///< empty: as small as headers and stamp allow
    std::uint32_t flows = 1;
    unsigned ip = 4;
    std::string proto = "udp";
    std::uint16_t vlan = 0;
    std::string src_mac{}; ///< empty: the interface's
    std::string dst_mac = "02:00:00:00:00:02";
    std::string src{}; ///< empty: of the benchmarking range
    std::string dst{};
    std::uint16_t sport = 1024;
    std::uint16_t dport = 9;
    std::string payload{};
    bool stamp = false;
    double rate = 0;         ///< packets per second; 0: as fast as it goes
    std::uint64_t count = 0; ///< 0: without end
    double duration = 0;     ///< seconds; 0: without end
    unsigned threads = 1;
    std::vector<unsigned> cores{};
    std::uint32_t batch = 64;
    std::string file{};
    std::uint32_t loop = 1; ///< 0: for ever
    bool timing = false;
    bool json = false;
    bool quiet = false;
    privilege_choice privileges{};
};

void add_gen_options(CLI::App& command, gen_options& options);

/// What is wrong with options that are fine one by one; empty if nothing is.
[[nodiscard]] std::string contradiction(const gen_options& options);

/// The traffic that the options describe, for an interface of that address. Throws xdpk::error.
[[nodiscard]] traffic_spec traffic_of(const gen_options& options, const mac_address& own);

} // namespace xdpk::tool
