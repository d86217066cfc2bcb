// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "push_sink.hpp"

#include <xdpk/stage/flow_engine.hpp>
#include <xdpk/stage/hop_table.hpp>
#include <xdpk/stage/push_link.hpp>

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <unordered_map>
#include <vector>

namespace xdpk::stages {

constexpr std::uint64_t nanoseconds_per_second = 1'000'000'000;

struct push_down_config {
    std::size_t flows = 65536; ///< directions of flows in XDP at a time; those that were silent longest go first
    std::size_t tunnels = 256; ///< of all of them
    std::optional<deny_room> denies{}; ///< of a filter's policy; none: XDP drops nothing but flows
    push_policy policy{};
};

/// Keeps XDP's flows in step with the workers' flow caches. The workers say by their push_link which flows are fast,
/// and which may not stay; this installs and removes them, and has the workers add up what XDP counted.
///
/// Whatever changes how flows are decided goes between begin_change() and end_change(): when the first returns no
/// packet is handled by an old record any more, neither before nor while the workers learn of the change.
///
/// Control thread only, while the workers run.
class push_down {
public:
    /// Calls its argument for each worker's flow cache, on that worker's thread between two bursts.
    using each_cache = std::function<void(const std::function<void(detail::flow_engine&, unsigned worker)>&)>;

    explicit push_down(std::unique_ptr<push_sink> sink, const push_down_config& config = {});

    /// For the flow cache of the next worker. Before the run.
    [[nodiscard]] std::shared_ptr<push_link> add_worker();
    /// The hops that the flows' records name.
    void use_hops(std::shared_ptr<const hop_table> hops) noexcept { hops_ = std::move(hops); }

    /// Does what has come up: some dozen times a second. `now` in nanoseconds of CLOCK_MONOTONIC. Throws xdpk::error.
    void serve(std::uint64_t now, const each_cache& each);

    void begin_change(const each_cache& each);
    void end_change(const each_cache& each);

    /// Directions that XDP has now.
    [[nodiscard]] std::size_t size() const noexcept { return places_.size(); }
    [[nodiscard]] push_sink& sink() noexcept { return *sink_; }

private:
    using slot_number = std::uint32_t;
    struct slot {
        xdpk_pushed_key key{};
        push_report report{}; ///< what the worker wants to know of the flow besides the counters
        unsigned worker = 0;
        std::uint16_t hop = 0;
        bool used = false; ///< and not leaving
        bool installed = false;
        bool read = false;
        bool busy = true;          ///< there were packets between the last two readings
        std::uint8_t missed = 0;   ///< readings that it was not found in
        std::uint64_t packets = 0; ///< as read last
        std::uint64_t bytes = 0;
        std::uint64_t last_seen = 0; ///< nanoseconds
    };
    struct known_hop {
        flow_hop as{};
        std::size_t flows = 0;
    };

    void take_notices(bool accept);
    void hear(unsigned worker, const push_notice& notice, bool accept);
    void offered(unsigned worker, const push_notice& notice);
    void decline(unsigned worker, const push_notice& notice, push_fate fate);
    [[nodiscard]] std::uint16_t number_of(const tunnel_header& tunnel);
    void enter(unsigned worker, const push_notice& notice, const xdpk_pushed_flow& flow);
    void install();
    void leave(slot_number n);
    void remove();
    void free(slot_number n);
    void make_room();
    void look_at_hops();
    void read();
    void count(const slot& s, const xdpk_pushed_flow& now, push_fate fate);
    void deliver(const each_cache& each);
    void clear(const each_cache& each);

    std::unique_ptr<push_sink> sink_;
    push_down_config config_;
    std::shared_ptr<const hop_table> hops_;
    std::vector<std::shared_ptr<push_link>> links_;
    std::vector<std::uint32_t> epochs_; ///< by worker, of its cache
    std::uint32_t epoch_ = 1;           ///< XDP's
    bool started_ = false;
    bool surprised_ = false; ///< a cache began an epoch, and nobody had said so
    bool room_made_ = false; ///< in this round
    std::vector<slot> slots_;
    std::vector<slot_number> free_;
    std::unordered_map<std::uint64_t, slot_number> places_; ///< by worker and serial
    std::unordered_map<std::uint16_t, known_hop> known_hops_;
    std::vector<tunnel_header> tunnels_;
    std::vector<std::vector<push_report>> reports_; ///< by worker, to be delivered
    std::vector<slot_number> leaving_;
    std::vector<slot_number> coming_;
    std::vector<xdpk_pushed_key> keys_;
    std::vector<xdpk_pushed_flow> flows_;
    std::uint64_t read_at_ = 0;
};

} // namespace xdpk::stages
