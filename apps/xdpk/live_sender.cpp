// SPDX-License-Identifier: BSD-3-Clause
#include "live_sender.hpp"

#include "gen_device.hpp"
#include "shares.hpp"

#include <xdpk/io/nic_facts.hpp>

#include <random>

namespace xdpk::tool {

namespace {

// Up to here a thread sleeps between frames and sends each by a call of its own; above, the program in the kernel spins
// and no call has to be made per frame.
constexpr double most_by_calls = 10'000;

live_frames_config config_of(const gen_options& o) {
    const double rate = o.rate / o.threads;
    return {.rate = rate > most_by_calls ? static_cast<std::uint64_t>(rate) : 0, .batch = o.batch};
}

} // namespace

live_sender::live_sender(const nic_facts& device, const gen_options& options, const std::vector<unsigned>& cpus)
    : sender(cpus), traffic_(traffic_of(options, device.mac)), rate_(options.rate / options.threads),
      frames_(checked(device, gen_method::live, traffic_.longest(), options.vlan != 0), traffic_, config_of(options)) {
    const auto run = static_cast<std::uint16_t>(std::random_device{}());
    for (unsigned i = 0; i < count(); ++i) {
        shares_.push_back(share_of(options.count, i, count()));
        frames_.prepare({.cpu = cpu(i), .frames = shares_[i], .first = first_of(traffic_, run, i, count())});
    }
}

void live_sender::send(unsigned thread) {
    if (rate_ == 0 || rate_ > most_by_calls)
        return frames_.run(cpu(thread));
    pacer pace(rate_, pacer::clock::now());
    while (!stopping() && frames_.progress(cpu(thread)).sent < shares_[thread]) {
        sleep_until(pace.next());
        for (auto due = pace.take(pacer::clock::now(), 1); due != 0 && !stopping(); --due)
            frames_.send_one(cpu(thread));
    }
}

sender_progress live_sender::progress_of(unsigned thread) const {
    const live_progress p = frames_.progress(cpu(thread));
    return {
        .cpu = cpu(thread), .packets = p.sent, .bytes = traffic_.bytes(p.sent), .started = p.started, .ended = p.ended};
}

} // namespace xdpk::tool
