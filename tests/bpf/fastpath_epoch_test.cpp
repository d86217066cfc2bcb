// SPDX-License-Identifier: BSD-3-Clause
// When set_epoch() has returned, nobody uses a flow of before any more.
#include "fastpath_rig.hpp"

#include <xdpk/net/packet_builder.hpp>

#include <atomic>
#include <gtest/gtest.h>
#include <thread>

#include "slow_reader.skel.h"

namespace {

using namespace xdpk;
using namespace xdpk::test;
using namespace std::chrono_literals;

/// A thread for each CPU that runs a program on one packet over and over.
class busy_cpus {
public:
    busy_cpus(const bpf_program* program, int repeat) {
        for (unsigned i = 0; i < std::max(2U, std::thread::hardware_concurrency()); ++i)
            threads_.emplace_back([this, program, repeat] {
                const std::vector<std::byte> frame = build_packet(packet_spec{});
                bpf_test_run_opts options{};
                options.sz = sizeof options;
                options.data_in = frame.data();
                options.data_size_in = static_cast<std::uint32_t>(frame.size());
                options.repeat = repeat;
                while (!stop_)
                    EXPECT_EQ(::bpf_prog_test_run_opts(::bpf_program__fd(program), &options), 0);
            });
    }
    busy_cpus(const busy_cpus&) = delete;
    busy_cpus& operator=(const busy_cpus&) = delete;
    ~busy_cpus() {
        stop_ = true;
        for (std::thread& t : threads_)
            t.join();
    }

private:
    std::atomic<bool> stop_ = false;
    std::vector<std::thread> threads_;
};

TEST(fastpath_epoch, a_packet_that_saw_the_old_one_is_done_when_the_call_has_returned) {
    fastpath_maps maps({.flows = 16});
    const std::unique_ptr<slow_reader_bpf, void (*)(slow_reader_bpf*)> slow(slow_reader_bpf__open(),
                                                                            slow_reader_bpf__destroy);
    ASSERT_EQ(::bpf_map__reuse_fd(slow->maps.state, ::bpf_map__fd(maps.internals().maps->maps.state)), 0);
    ASSERT_EQ(slow_reader_bpf__load(slow.get()), 0);
    const auto ended = [&slow](std::uint32_t epoch) {
        std::uint64_t runs = 0;
        EXPECT_EQ(::bpf_map_lookup_elem(::bpf_map__fd(slow->maps.ended), &epoch, &runs), 0);
        return runs;
    };
    const busy_cpus busy(slow->progs.slow_reader, 1);
    for (std::uint32_t epoch = 0; epoch < 10; ++epoch) {
        while (ended(epoch) < 2)
            std::this_thread::sleep_for(100us);
        maps.set_epoch(epoch + 1);
        const std::uint64_t then = ended(epoch);
        std::this_thread::sleep_for(20ms);
        EXPECT_EQ(ended(epoch), then);
    }
}

TEST(fastpath_epoch, a_flow_counts_no_packet_after_it) {
    fastpath_rig rig({.flows = 16});
    ASSERT_TRUE(rig.loaded());
    const std::vector<std::byte> frame = build_packet(packet_spec{});
    const flow_key key = extract_flow_key(frame, parse(frame)).value();
    const auto packets = [&rig, pushed = push_key(key)] {
        xdpk_pushed_flow flow{};
        EXPECT_EQ(::bpf_map_lookup_elem(::bpf_map__fd(rig.maps.internals().maps->maps.flows), &pushed, &flow), 0);
        return flow.packets;
    };
    const busy_cpus busy(rig.program(), 100'000);
    for (std::uint32_t epoch = 2; epoch < 20; ++epoch) {
        rig.push(key, push_record(key, xdpk_flow_record{}, {.port = 0}).value());
        while (packets() < 1000)
            std::this_thread::yield();
        rig.maps.set_epoch(epoch);
        const std::uint64_t then = packets();
        std::this_thread::sleep_for(1ms);
        ASSERT_EQ(packets(), then);
    }
}

} // namespace
