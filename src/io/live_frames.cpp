// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/live_frames.hpp>

#include "live_plan.hpp"
#include "quiet_libbpf.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/base/mapping.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <atomic>
#include <bpf/bpf.h>
#include <cerrno>
#include <csignal>
#include <pthread.h>
#include <string>
#include <utility>
#include <vector>

#include "gen.skel.h"

namespace xdpk {

namespace {

using namespace detail;

// What ends a run that is under way.
constexpr int wake_signal = SIGUSR1;
// The kernel counts in 31 bits. Far more than are sent before somebody wants the run to end.
constexpr int endless = 1 << 30;

struct destroy_gen {
    void operator()(gen_bpf* object) const { gen_bpf__destroy(object); }
};

[[noreturn]] void fail(const nic_facts& device, const char* what, int code) {
    const char* hint = "";
    if (code == EPERM)
        hint = "run as root or with CAP_BPF and CAP_NET_ADMIN";
    else if (code == EINVAL)
        hint = "live frames need Linux 5.18; --method xsk does without";
    throw error({.where = device.name, .what = what, .code = code, .hint = hint});
}

// Only has to be there: a signal that is ignored does not end a system call.
void install_wake_signal() {
    struct sigaction action {};
    action.sa_handler = [](int) {};
    ::sigaction(wake_signal, &action, nullptr);
}

template <class T>
T load(T& from) noexcept {
    return std::atomic_ref(from).load(std::memory_order_relaxed);
}

} // namespace

struct live_frames::state {
    nic_facts device;
    const traffic* what;
    live_frames_config config;
    gen_plan plan;
    std::unique_ptr<gen_bpf, destroy_gen> object;
    mapping memory;
    std::vector<std::atomic<pthread_t>> runners;

    state(nic_facts d, const traffic& t, const live_frames_config& c)
        : device(std::move(d)), what(&t), config(c), plan(plan_of(t)),
          runners(static_cast<std::size_t>(::libbpf_num_possible_cpus())) {}

    [[nodiscard]] gen_thread& thread(unsigned cpu) const noexcept {
        return reinterpret_cast<gen_thread*>(memory.data())[cpu];
    }
    void open();
    void fill_entries() const;
    int test_run(int repeat) const;
};

void live_frames::state::open() {
    const quiet_libbpf quiet;
    object.reset(gen_bpf__open());
    if (object == nullptr)
        fail(device, "open the generator's program", errno);
    plan.rate = config.rate;
    plan.ifindex = static_cast<std::uint32_t>(device.ifindex);
    // The skeleton has it volatile, so that the compiler of the program does not take it for zeros.
    const_cast<gen_plan&>(object->rodata->plan) = plan; // NOLINT(cppcoreguidelines-pro-type-const-cast)
    ::bpf_map__set_max_entries(object->maps.threads, static_cast<std::uint32_t>(runners.size()));
    ::bpf_map__set_max_entries(object->maps.entries, plan.entries);
    if (const int failure = gen_bpf__load(object.get()); failure != 0)
        fail(device, "load the generator's program", -failure);
    fill_entries();
    memory = mapping::of_fd(::bpf_map__fd(object->maps.threads), runners.size() * sizeof(gen_thread), 0, device.name);
}

void live_frames::state::fill_entries() const {
    const std::vector<gen_entry> entries = entries_of(*what, plan);
    for (std::uint32_t i = 0; i < entries.size(); ++i)
        if (::bpf_map_update_elem(::bpf_map__fd(object->maps.entries), &i, &entries[i], BPF_ANY) != 0)
            fail(device, "fill the generator's table of sizes", errno);
}

int live_frames::state::test_run(int repeat) const {
    const auto frame = longest_of(*what);
    bpf_test_run_opts options{};
    options.sz = sizeof options;
    options.data_in = frame.data();
    options.data_size_in = static_cast<std::uint32_t>(frame.size());
    options.repeat = repeat;
    options.flags = BPF_F_TEST_XDP_LIVE_FRAMES;
    options.batch_size = repeat == 1 ? 1 : config.batch;
    const int result = ::bpf_prog_test_run_opts(::bpf_program__fd(object->progs.xdpk_gen), &options);
    if (result != 0 && result != -EINTR)
        fail(device, "send live frames", -result);
    return result;
}

live_frames::live_frames(const nic_facts& device, const traffic& what, const live_frames_config& config)
    : state_(std::make_unique<state>(device, what, config)) {
    if (what.longest() > longest)
        throw error({.where = device.name,
                     .what = "live frames hold up to " + std::to_string(longest) + " bytes",
                     .hint = "use smaller frames, or --method xsk"});
    install_wake_signal();
    state_->open();
}

live_frames::~live_frames() = default;

void live_frames::prepare(const live_share& share) {
    state_->thread(share.cpu) = thread_of(*state_->what, state_->plan, share.first, share.frames);
}

void live_frames::run(unsigned cpu) {
    gen_thread& thread = state_->thread(cpu);
    state_->runners[cpu] = ::pthread_self();
    while (load(thread.sent) < load(thread.limit)) {
        // Without a rate every round sends, so the kernel can do the counting and end the run by itself.
        const std::uint64_t left = load(thread.limit) - load(thread.sent);
        state_->test_run(state_->config.rate == 0 && left < endless ? static_cast<int>(left) : endless);
    }
    state_->runners[cpu] = pthread_t{};
}

void live_frames::send_one(unsigned cpu) {
    const gen_thread& thread = state_->thread(cpu);
    if (load(thread.sent) < load(thread.limit))
        state_->test_run(1);
}

void live_frames::stop(unsigned cpu) noexcept {
    std::atomic_ref(state_->thread(cpu).limit).store(0, std::memory_order_relaxed);
    nudge(cpu);
}

void live_frames::nudge(unsigned cpu) noexcept {
    const gen_thread& thread = state_->thread(cpu);
    const pthread_t runner = state_->runners[cpu];
    if (runner != pthread_t{} && load(thread.sent) >= load(thread.limit))
        ::pthread_kill(runner, wake_signal);
}

live_progress live_frames::progress(unsigned cpu) const noexcept {
    const gen_thread& thread = state_->thread(cpu);
    return {.sent = load(thread.sent), .started = load(thread.started), .ended = load(thread.ended)};
}

} // namespace xdpk
