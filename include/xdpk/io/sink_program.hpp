// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <memory>
#include <utility>
#include <vector>

namespace xdpk {

struct nic_facts;

/// Where frames are counted and dropped.
enum class sink_hook : std::uint8_t {
    automatic, ///< native, else generic
    native,    ///< by an XDP program in the driver: fastest for frames that were redirected by XDP
    generic,   ///< by an XDP program behind the driver
    tc,        ///< by a program at tc ingress (Linux 6.6): fastest for skbs, such as AF_XDP copy mode sends over a veth
};

struct sink_queue_counts {
    std::uint64_t packets = 0;
    std::uint64_t bytes = 0; ///< without the frames' check sequence
};

/// What the stamps of frames told (see xdpk::stamp).
struct sink_stamp_counts {
    std::uint64_t streams = 0;
    std::uint64_t received = 0;   ///< stamped frames without duplicates
    std::uint64_t lost = 0;       ///< numbers that did not come before the highest one that did
    std::uint64_t late = 0;       ///< came after a higher number (RFC 4737's reordered)
    std::uint64_t duplicates = 0; ///< of one of the last 64 numbers
};

/// How long frames were on their way, from this machine to itself. Buckets are 6 % wide.
class latency_histogram {
public:
    /// Counts by bucket, as bpf/sink_abi.h numbers them.
    explicit latency_histogram(std::vector<std::uint64_t> counts) : counts_(std::move(counts)) {}

    [[nodiscard]] std::uint64_t count() const noexcept;
    /// The latency in nanoseconds that the fraction `q` of the frames did not exceed; 0 without frames.
    [[nodiscard]] std::uint64_t quantile(double q) const noexcept;

private:
    std::vector<std::uint64_t> counts_;
};

/// A program that counts every frame that a device receives, and drops it. Attached by a bpf_link: gone when the
/// process is, however it ends. One thread.
class sink_program {
public:
    /// Throws xdpk::error; a foreign XDP program is named and left alone.
    sink_program(const nic_facts& device, sink_hook hook, bool stamps);
    sink_program(const sink_program&) = delete;
    sink_program& operator=(const sink_program&) = delete;
    ~sink_program();

    /// native, generic or tc, as it came to be.
    [[nodiscard]] sink_hook hook() const noexcept;
    /// By rx queue. An skb whose queue is not known counts for queue 0.
    [[nodiscard]] std::vector<sink_queue_counts> queues() const;
    [[nodiscard]] sink_stamp_counts stamps() const;
    [[nodiscard]] latency_histogram latencies() const;

    /// Takes the program off the device; what it counted can still be read.
    void detach() noexcept;

private:
    struct state;
    std::unique_ptr<state> state_;
};

} // namespace xdpk
