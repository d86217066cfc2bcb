// SPDX-License-Identifier: BSD-3-Clause
#include "io/live_plan.hpp"
#include "test_run.hpp"

#include <xdpk/net/headers.hpp>

#include <gtest/gtest.h>
#include <memory>
#include <sched.h>

#include "gen.skel.h"

namespace {

using namespace xdpk;
using namespace xdpk::test;

constexpr std::uint64_t many = 1'000'000;

struct destroy {
    void operator()(gen_bpf* object) const { gen_bpf__destroy(object); }
};

/// The generator's program, loaded for some traffic. It keeps its state by CPU, so the thread stays on one.
class program {
public:
    program(const traffic& what, const traffic::position& first, std::uint64_t frames, std::uint64_t rate = 0)
        : object_(gen_bpf__open()), longest_(detail::longest_of(what)) {
        gen_plan plan = detail::plan_of(what);
        plan.ifindex = 1;
        plan.rate = rate;
        const_cast<gen_plan&>(object_->rodata->plan) = plan; // NOLINT(cppcoreguidelines-pro-type-const-cast)
        ::bpf_map__set_max_entries(object_->maps.entries, plan.entries);
        ::bpf_map__set_max_entries(object_->maps.threads, static_cast<std::uint32_t>(::libbpf_num_possible_cpus()));
        loaded_ = gen_bpf__load(object_.get()) == 0;
        const auto entries = detail::entries_of(what, plan);
        for (std::uint32_t i = 0; i < entries.size(); ++i)
            ::bpf_map_update_elem(::bpf_map__fd(object_->maps.entries), &i, &entries[i], BPF_ANY);
        stay_here();
        const gen_thread thread = detail::thread_of(what, plan, first, frames);
        ::bpf_map_update_elem(::bpf_map__fd(object_->maps.threads), &cpu_, &thread, BPF_ANY);
    }

    [[nodiscard]] bool loaded() const { return loaded_; }
    verdict_and_frame next() { return test_run(object_->progs.xdpk_gen, longest_); }
    /// On a frame that somebody changed.
    verdict_and_frame next(std::span<const std::byte> changed) { return test_run(object_->progs.xdpk_gen, changed); }
    [[nodiscard]] gen_thread state() const {
        gen_thread thread{};
        ::bpf_map_lookup_elem(::bpf_map__fd(object_->maps.threads), &cpu_, &thread);
        return thread;
    }

private:
    void stay_here() {
        cpu_ = static_cast<std::uint32_t>(::sched_getcpu());
        cpu_set_t here;
        CPU_ZERO(&here);
        CPU_SET(cpu_, &here);
        ::sched_setaffinity(0, sizeof here, &here);
    }

    std::unique_ptr<gen_bpf, destroy> object_;
    std::span<const std::byte> longest_;
    bool loaded_ = false;
    std::uint32_t cpu_ = 0;
};

packet_spec spec(ip_proto protocol, std::uint16_t vlan = 0) {
    return {.vlans = {vlan, 0}, .protocol = protocol, .payload = std::as_bytes(std::span("Lorem ipsum"))};
}

packet_spec spec6(ip_proto protocol, std::uint16_t vlan = 0) {
    packet_spec s = spec(protocol, vlan);
    s.source = *parse_ip("2001:2::ffff:fffe");
    s.destination = *parse_ip("2001:2::2");
    return s;
}

std::vector<packet_spec> all_packets() {
    using enum ip_proto;
    return {spec(udp), spec(tcp), spec(icmp), spec(udp, 7), spec6(udp), spec6(tcp), spec6(icmpv6), spec6(tcp, 4094)};
}

// The program and traffic::next() are two bodies of one thing; each frame of one must be the other's, byte for byte.
void expect_same(const traffic& what, traffic::position at, unsigned frames) {
    program kernel(what, at, many);
    ASSERT_TRUE(kernel.loaded());
    std::vector<std::byte> room(what.longest());
    for (unsigned i = 0; i < frames; ++i) {
        const auto [verdict, frame] = kernel.next();
        ASSERT_EQ(verdict, XDP_REDIRECT);
        std::uint64_t time = 0;
        if (what.stamps())
            time = header_at<stamp>(std::span(frame), what.stamps()->offset())->time.host();
        const auto wanted = what.next(at, time, room);
        ASSERT_TRUE(std::ranges::equal(frame, wanted)) << "frame " << i << " of " << frame.size() << " bytes";
    }
}

TEST(gen_program, makes_the_frames_of_the_traffic) {
    for (const packet_spec& packet : all_packets())
        for (const bool stamped : {false, true}) {
            const auto least = static_cast<std::uint32_t>(least_frame(packet, stamped));
            expect_same(traffic({packet, {least, 600, 101, 1514}, 5, stamped}), {}, 40);
        }
}

TEST(gen_program, carries_many_flows_into_the_address) {
    for (const packet_spec& packet : all_packets())
        expect_same(traffic({packet, {100, 200}, 100'000, true}), {.flow = 16'380}, 10);
}

TEST(gen_program, starts_where_it_is_told) {
    const traffic what({spec(ip_proto::udp), {60, 61}, 10, true});
    expect_same(what, {.size = 1, .flow = 9, .sequence = 0xffffffff, .stream = 0xabcd}, 4);
}

TEST(gen_program, takes_back_what_a_receiver_changed) {
    const traffic what({spec(ip_proto::tcp), {80}});
    program kernel(what, {}, many);
    const auto first = kernel.next().frame;
    std::vector<std::byte> changed = first;
    std::fill_n(changed.begin(), 54, std::byte{0x5a});
    EXPECT_EQ(kernel.next(changed).frame, first);
}

TEST(gen_program, ends_with_the_share) {
    const traffic what({spec(ip_proto::udp), {60}});
    program kernel(what, {}, 3);
    for (int i = 0; i < 3; ++i)
        EXPECT_EQ(kernel.next().verdict, XDP_REDIRECT);
    EXPECT_EQ(kernel.next().verdict, XDP_DROP);
    const gen_thread after = kernel.state();
    EXPECT_EQ(after.sent, 3U);
    EXPECT_NE(after.started, 0U);
    EXPECT_GT(after.ended, after.started);
}

TEST(gen_program, keeps_to_the_rate) {
    const traffic what({spec(ip_proto::udp), {60}});
    program kernel(what, {}, many, 1000);
    std::uint64_t sent = 0;
    while (kernel.state().sent < 50)
        sent += kernel.next().verdict == XDP_REDIRECT ? 1 : 0;
    const gen_thread after = kernel.state();
    timespec now{};
    ::clock_gettime(CLOCK_MONOTONIC, &now);
    const auto elapsed = static_cast<std::uint64_t>(now.tv_sec) * 1'000'000'000 +
                         static_cast<std::uint64_t>(now.tv_nsec) - after.started;
    EXPECT_EQ(sent, 50U);
    // One frame per millisecond, never sooner; how much later depends on who else wants the CPU.
    EXPECT_GE(elapsed, 50'000'000U);
    EXPECT_LE(elapsed, 10'000'000'000U);
}

} // namespace
