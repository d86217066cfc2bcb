// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/link_queue.hpp>
#include <xdpk/net/headers.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/stage/hand_over.hpp>
#include <xdpk/stage/parse_headers.hpp>

#include "support/flow_rig.hpp"
#include "support/frames.hpp"
#include "support/ip_frames.hpp"

#include <gtest/gtest.h>
#include <memory>
#include <optional>
#include <vector>

namespace xdpk::test {

/// A packet that a worker kept, and its way out.
struct kept_packet {
    bytes frame;
    port_id in_port = 0;
    port_id out_port = unrouted;
};

/// Workers that hand packets over, all on one thread.
template <class Rule>
class linked_workers {
public:
    linked_workers(unsigned count, const Rule& rule, std::uint32_t longest = 1518)
        : links_(std::make_shared<worker_links>(count, longest)) {
        for (unsigned w = 0; w < count; ++w)
            workers_.push_back(std::make_unique<one>(links_, w, rule));
    }

    /// Packets that the NIC gives to a worker.
    void arrive(unsigned worker, const std::vector<bytes>& packets, port_id in_port = 0) {
        burst b(workers_[worker]->memory.pool);
        for (const bytes& packet : packets)
            put(b, as_text(packet), in_port);
        run(*workers_[worker], b);
    }

    /// What was handed over is taken, until nothing is under way.
    void settle() {
        for (bool any = true; any;) {
            any = false;
            for (const auto& w : workers_) {
                burst b(w->memory.pool);
                w->from_others.receive(b);
                any = any || !b.empty();
                run(*w, b);
            }
        }
    }

    /// Where a packet ends that the NIC gives to this worker.
    std::optional<unsigned> owner(const bytes& packet, unsigned arrives) {
        for (const auto& w : workers_)
            w->kept.clear();
        arrive(arrives, {packet});
        settle();
        std::optional<unsigned> found;
        for (unsigned w = 0; w < workers_.size(); ++w)
            for (const kept_packet& p : workers_[w]->kept) {
                EXPECT_FALSE(found) << "it is there twice";
                EXPECT_EQ(p.frame, packet);
                if (p.out_port != to_drop)
                    found = w;
            }
        return found;
    }
    /// The same wherever the packet arrives.
    std::optional<unsigned> owner(const bytes& packet) {
        const std::optional<unsigned> first = owner(packet, 0);
        for (unsigned w = 1; w < workers_.size(); ++w)
            EXPECT_EQ(owner(packet, w), first) << "if it arrives at " << w;
        return first;
    }

    [[nodiscard]] const std::vector<kept_packet>& kept(unsigned worker) const { return workers_[worker]->kept; }
    [[nodiscard]] hand_over<Rule>& stage(unsigned worker) { return workers_[worker]->stage; }
    [[nodiscard]] const frame_pool& pool(unsigned worker) const { return workers_[worker]->memory.pool; }
    [[nodiscard]] worker_links& links() { return *links_; }

    std::uint32_t now = now_in_seconds();

private:
    struct one {
        one(const std::shared_ptr<worker_links>& links, unsigned number, const Rule& rule)
            : stage(links, number, rule), from_others(links->of(number), memory.pool, 1) {}

        frames memory{512};
        parse_headers parse;
        hand_over<Rule> stage;
        link_queue from_others;
        std::vector<kept_packet> kept;
    };

    void run(one& w, burst& b) {
        w.parse(b);
        w.stage.run(b, now);
        for (const packet& p : b) {
            const std::string text = text_of(b, p);
            const auto* const begin = reinterpret_cast<const std::byte*>(text.data());
            w.kept.push_back({{begin, begin + text.size()}, p.in_port, p.out_port});
        }
    }

    std::shared_ptr<worker_links> links_;
    std::vector<std::unique_ptr<one>> workers_;
};

/// An IPv4 packet's datagram in fragments with 16 bytes each.
inline std::vector<bytes> in_fragments(const packet_spec& spec, std::uint16_t id) {
    const bytes whole = build_packet(spec);
    const std::size_t parts = (whole.size() - 34) / 16;
    std::vector<bytes> list;
    for (std::size_t part = 0; part < parts; ++part) {
        ipv4_header ip = *header_at<ipv4_header>(std::span(whole), sizeof(ethernet_header));
        ip.total_length = be16{36};
        ip.id = be16{id};
        ip.fragment =
            be16{static_cast<std::uint16_t>(part * 2 | (part + 1 < parts ? ipv4_header::more_fragments : 0U))};
        ip.checksum = header_checksum(ip);
        const auto from = whole.begin() + static_cast<std::ptrdiff_t>(34 + part * 16);
        list.push_back(ip_frame(ip, bytes(from, from + 16)));
    }
    return list;
}

} // namespace xdpk::test
