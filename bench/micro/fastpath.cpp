// SPDX-License-Identifier: BSD-3-Clause
// The fast path's XDP program as the kernel measures it (BPF_PROG_TEST_RUN): without a driver. Rows without a peer.
#include "io/fastpath_state.hpp"
#include "io/quiet_libbpf.hpp"
#include "stage/flow_rewrite.hpp"

#include <xdpk/net/packet_builder.hpp>
#include <xdpk/net/parser.hpp>
#include <xdpk/stage/pushed_record.hpp>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <bpf/bpf.h>
#include <memory>
#include <net/if.h>
#include <numeric>
#include <random>
#include <unistd.h>

namespace {

using namespace xdpk;

constexpr int repeat = 10'000;
constexpr std::uint32_t many = 100'000;

/// A program with its maps, and a packet to begin with.
struct subject {
    explicit subject(const fastpath_config& config)
        : maps(config), object(open_fastpath(maps, {.number = 0, .ipv6 = false, .vlans = false}, {})) {
        const quiet_libbpf quiet;
        loaded = fastpath_bpf__load(object.get()) == 0;
        maps.open_way_out(0, static_cast<int>(::if_nametoindex("lo")), 1518);
    }

    fastpath_maps maps;
    fastpath_object object;
    std::vector<std::byte> frame = build_packet(packet_spec{.source = ipv4_address{{10, 0, 0, 0}}});
    bool loaded = false;
};

ipv4_address address(std::uint32_t number) {
    const auto byte = [number](unsigned shift) { return static_cast<std::uint8_t>(number >> shift); };
    return {{10, byte(16), byte(8), byte(0)}};
}

/// Each flow's packets become those of another, in one random circle of all: the packet is run with what the run
/// before made of it, so that it goes through all flows.
void push_circle(subject& s, std::uint32_t count) {
    std::vector<std::uint32_t> order(count);
    std::iota(order.begin(), order.end(), 0U);
    std::shuffle(order.begin() + 1, order.end(), std::mt19937(1)); // NOLINT: the same each time
    flow_key key = extract_flow_key(s.frame, parse(s.frame)).value();
    std::vector<xdpk_pushed_key> keys;
    std::vector<xdpk_pushed_flow> flows;
    for (std::uint32_t i = 0; i < count; ++i) {
        flow_key next = key;
        std::ranges::copy(address(order[i]).bytes, key.source.begin());
        std::ranges::copy(address(order[(i + 1) % count]).bytes, next.source.begin());
        xdpk_flow_record record{};
        detail::set_rewrite(record, key, next);
        keys.push_back(push_key(key));
        flows.push_back(push_record(key, record, {.port = 0}).value());
    }
    s.maps.install(keys, flows);
}

std::unique_ptr<subject> with_flows(std::uint32_t count) {
    auto s = std::make_unique<subject>(fastpath_config{.flows = count + count / 4 + 1024});
    push_circle(*s, count);
    return s;
}

/// The packet's source is one of 100,000 addresses, or of as many prefixes of that length.
template <std::uint8_t Length>
std::unique_ptr<subject> with_denied(std::uint32_t) {
    auto s =
        std::make_unique<subject>(fastpath_config{.flows = 1024, .denied_addresses = many, .denied_prefixes = many});
    std::vector<ipv4_prefix> prefixes;
    for (std::uint32_t i = 0; i < many; ++i)
        prefixes.push_back({address(i << (32U - Length)), Length});
    s->maps.deny(prefixes, XDPK_SOURCE);
    return s;
}

void measure(benchmark::State& state, const subject& s, int verdict) {
    if (!s.loaded)
        return state.SkipWithError("the process may not load XDP programs");
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = s.frame.data();
    options.data_size_in = static_cast<std::uint32_t>(s.frame.size());
    options.repeat = repeat;
    for (auto _ : state) {
        if (::bpf_prog_test_run_opts(::bpf_program__fd(s.object->progs.xdpk_redirect), &options) != 0 ||
            options.retval != static_cast<std::uint32_t>(verdict))
            return state.SkipWithError("the program did something else");
        state.SetIterationTime(static_cast<double>(options.duration) * 1e-9 * repeat);
    }
    state.SetItemsProcessed(state.iterations() * repeat);
}

/// `make` fills maps of up to some 100 MB: not before the row runs, and once.
void add(const char* row, std::unique_ptr<subject> (*make)(std::uint32_t), std::uint32_t count, int verdict) {
    const auto run = [make, count, verdict, made = std::shared_ptr<subject>()](benchmark::State& state) mutable {
        if (made == nullptr)
            made = make(count);
        measure(state, *made, verdict);
    };
    benchmark::RegisterBenchmark((std::string(row) + "/xdpk").c_str(), run)->UseManualTime();
}

const bool registered = [] {
    if (::geteuid() != 0)
        return false;
    add("XDP fast path, 1 flow", with_flows, 1, XDP_TX);
    add("XDP fast path, 100k flows", with_flows, many, XDP_TX);
    add("XDP fast path, 1M flows", with_flows, 1'000'000, XDP_TX);
    add("XDP drop, 100k denied addresses", with_denied<32>, many, XDP_DROP);
    add("XDP drop, 100k denied prefixes", with_denied<28>, many, XDP_DROP);
    return true;
}();

} // namespace
