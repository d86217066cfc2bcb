// SPDX-License-Identifier: BSD-3-Clause
#include "test_run.hpp"

#include <xdpk/net/traffic.hpp>

#include <gtest/gtest.h>
#include <linux/pkt_cls.h>
#include <memory>
#include <numeric>

#include "sink.skel.h"
#include "sink_abi.h"

namespace {

using namespace xdpk;
using namespace xdpk::test;

struct destroy {
    void operator()(sink_bpf* object) const { sink_bpf__destroy(object); }
};

class program {
public:
    explicit program(bool stamps) : object_(sink_bpf__open()) {
        object_->rodata->check_stamps = stamps ? 1 : 0;
        loaded_ = sink_bpf__load(object_.get()) == 0;
    }

    [[nodiscard]] bool loaded() const { return loaded_; }
    std::uint32_t take(std::span<const std::byte> frame) const {
        return test_run(object_->progs.xdpk_sink, frame).verdict;
    }
    std::uint32_t take_at_tc(std::span<const std::byte> frame) const {
        return test_run(object_->progs.xdpk_sink_tc, frame).verdict;
    }
    [[nodiscard]] sink_queue queue() const {
        const std::vector<std::uint64_t> all = element(object_->maps.queues, 0, 2);
        return {.packets = sum(all, 0, 2), .bytes = sum(all, 1, 2)};
    }
    [[nodiscard]] sink_stream stream(std::uint16_t number) const {
        sink_stream s{};
        ::bpf_map_lookup_elem(::bpf_map__fd(object_->maps.streams), &number, &s);
        return s;
    }
    [[nodiscard]] std::uint64_t latencies() const {
        std::uint64_t n = 0;
        for (std::uint32_t i = 0; i < SINK_LATENCY_BUCKETS; ++i)
            n += sum(element(object_->maps.latencies, i, 1), 0, 1);
        return n;
    }

private:
    static std::vector<std::uint64_t> element(const bpf_map* map, std::uint32_t key, std::size_t words) {
        std::vector<std::uint64_t> values(static_cast<std::size_t>(::libbpf_num_possible_cpus()) * words);
        ::bpf_map_lookup_elem(::bpf_map__fd(map), &key, values.data());
        return values;
    }
    static std::uint64_t sum(const std::vector<std::uint64_t>& values, std::size_t first, std::size_t step) {
        std::uint64_t n = 0;
        for (std::size_t i = first; i < values.size(); i += step)
            n += values[i];
        return n;
    }

    std::unique_ptr<sink_bpf, destroy> object_;
    bool loaded_ = false;
};

std::vector<std::byte> numbered(const packet_spec& packet, std::uint32_t sequence, std::uint16_t stream = 1) {
    const traffic what({.packet = packet, .sizes = {120}, .stamped = true});
    traffic::position at{.sequence = sequence, .stream = stream};
    std::vector<std::byte> frame(120);
    what.next(at, 1, frame);
    return frame;
}

TEST(sink_program, counts_and_drops) {
    const program sink(false);
    ASSERT_TRUE(sink.loaded());
    EXPECT_EQ(sink.take(std::vector<std::byte>(60)), XDP_DROP);
    EXPECT_EQ(sink.take(std::vector<std::byte>(1514)), XDP_DROP);
    EXPECT_EQ(sink.queue().packets, 2U);
    EXPECT_EQ(sink.queue().bytes, 1574U);
}

TEST(sink_program, counts_and_drops_at_tc) {
    const program sink(true);
    EXPECT_EQ(sink.take_at_tc(numbered({}, 0)), TC_ACT_SHOT);
    EXPECT_EQ(sink.queue().packets, 1U);
    EXPECT_EQ(sink.queue().bytes, 120U);
    EXPECT_EQ(sink.stream(1).received, 1U);
}

TEST(sink_program, finds_stamps_behind_all_headers) {
    using enum ip_proto;
    const ip_address source6 = *parse_ip("2001:2::1");
    const ip_address destination6 = *parse_ip("2001:2::2");
    const program sink(true);
    std::uint32_t n = 0;
    for (const ip_proto protocol : {udp, tcp, icmp, icmpv6})
        for (const std::array<std::uint16_t, 2> vlans : {std::array<std::uint16_t, 2>{}, {5, 0}, {5, 6}})
            for (const bool v6 : {false, true}) {
                if (protocol == (v6 ? icmp : icmpv6))
                    continue;
                packet_spec packet{.vlans = vlans, .protocol = protocol};
                if (v6) {
                    packet.source = source6;
                    packet.destination = destination6;
                }
                sink.take(numbered(packet, n++));
                ASSERT_EQ(sink.stream(1).received, n);
            }
    EXPECT_EQ(sink.stream(1).next, n);
    EXPECT_EQ(sink.latencies(), n);
}

TEST(sink_program, tells_loss_order_and_duplicates_apart) {
    const program sink(true);
    for (const std::uint32_t number : {0U, 1U, 5U, 3U, 3U, 2U, 200U, 199U, 137U, 200U, 6U})
        sink.take(numbered({}, number));
    const sink_stream s = sink.stream(1);
    EXPECT_EQ(s.next, 201U);
    EXPECT_EQ(s.received, 9U);
    EXPECT_EQ(s.late, 5U);
    EXPECT_EQ(s.duplicates, 2U);
}

TEST(sink_program, numbers_wrap_and_streams_are_apart) {
    const program sink(true);
    sink.take(numbered({}, 0, 7));
    sink.take(numbered({}, 0x7fffffff, 7));
    sink.take(numbered({}, 0xfffffffe, 7));
    sink.take(numbered({}, 0, 7));
    sink.take(numbered({}, 0, 8));
    EXPECT_EQ(sink.stream(7).next, 0x100000001U);
    EXPECT_EQ(sink.stream(7).received, 4U);
    EXPECT_EQ(sink.stream(8).next, 1U);
}

TEST(sink_program, takes_anything_for_a_frame) {
    const program sink(true);
    std::vector<std::byte> frame = numbered({}, 0, 3);
    for (std::size_t length = 14; length <= frame.size(); ++length)
        EXPECT_EQ(sink.take(std::span(frame).first(length)), XDP_DROP);
    EXPECT_EQ(sink.stream(3).received, 1U);
    EXPECT_EQ(sink.queue().packets, 107U);
}

} // namespace
