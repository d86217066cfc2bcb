// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/stage/hop_table.hpp>

#include "flow_stages.hpp"

#include "stage/decrement_ttl.hpp"
#include "stage/flow_rewrite.hpp"
#include "support/flow_rig.hpp"

#include <array>
#include <map>
#include <memory>
#include <optional>
#include <tuple>

namespace xdpk::test {

inline std::shared_ptr<hop_table> two_hops() {
    auto hops = std::make_shared<hop_table>(8);
    for (std::uint8_t port = 1; port <= 2; ++port)
        hops->fix(hops->find_or_make({port, ipv4_address{{10, 0, 0, port}}}), mac_address{{2, 0, 0, 0, 1, port}},
                  mac_address{{2, 0, 0, 0, 2, port}});
    return hops;
}

/// Sends flows on to the backend of to_backend, and drops those to port 666.
struct routed_to_backend : to_backend {
    void decide(flow_decision& d) noexcept {
        to_backend::decide(d);
        d.hop = 1;
        d.reply_hop = 2;
        d.rewrite = XDPK_DECREMENT_TTL;
        if (d.key.destination_port.host() == 666)
            d.verdict = XDPK_DROP;
    }
};

/// Plays XDP: does with packets what a cache's push_link offered, and tells the cache of it.
class played_xdp {
public:
    explicit played_xdp(std::shared_ptr<push_link> link) : link_(std::move(link)) {}

    void hear() {
        std::array<push_notice, 16> notices;
        while (const std::size_t n = link_->take(notices))
            for (std::size_t i = 0; i < n; ++i)
                hear(notices[i]);
    }

    /// What becomes of the packet; nothing: it goes to the socket.
    std::optional<passed> pass(const std::vector<std::byte>& bytes, std::uint32_t now) {
        const parsed_packet headers = parse(bytes);
        const auto found = flows_.find(key_of(bytes, headers));
        if (found == flows_.end() || is_turning(bytes, headers))
            return std::nullopt;
        auto& [notice, report] = found->second;
        passed out{bytes, to_drop};
        packet p{};
        p.data = out.bytes.data();
        p.length = static_cast<std::uint32_t>(bytes.size());
        p.type = headers.type.bits();
        p.l3 = headers.l3_offset;
        p.l4 = headers.l4_offset;
        if (notice.record.verdict == XDPK_FORWARD && !send(p, notice, out))
            return std::nullopt;
        out.mark = notice.record.mark;
        report.packets += 1;
        report.bytes += bytes.size();
        report.last_seen = now;
        return out;
    }

    template <class Cache>
    void report(Cache& cache, std::uint32_t now) {
        for (auto& [key, flow] : flows_) {
            cache.engine().take_reports({&flow.second, 1}, now);
            flow.second.packets = flow.second.bytes = 0;
        }
        cache.engine().take_reports(last_, now);
        last_.clear();
    }

    [[nodiscard]] std::size_t size() const { return flows_.size(); }
    std::size_t passed_on = 0;

private:
    using map_key = std::array<std::uint64_t, 5>;

    static map_key key_of(const std::vector<std::byte>& bytes, const parsed_packet& headers) {
        return extract_flow_key(bytes, headers).value().to_words();
    }
    static bool is_turning(const std::vector<std::byte>& bytes, const parsed_packet& headers) {
        constexpr std::uint8_t turning = tcp_header::syn | tcp_header::fin | tcp_header::rst;
        return headers.type.protocol == ip_proto::tcp &&
               (header_at<tcp_header>(bytes, headers.l4_offset)->flags & turning) != 0;
    }
    bool send(packet& p, const push_notice& notice, passed& out) {
        if (detail::ttl_of(p) <= 1)
            return false;
        detail::decrement_ttl(p);
        if ((notice.record.rewrite & XDPK_REWRITE_ADDRESSES) != 0)
            detail::rewrite(p, notice.record);
        std::memcpy(p.data, &notice.hop, 2 * sizeof(mac_address));
        out.out = notice.hop.port;
        ++passed_on;
        return true;
    }
    void hear(const push_notice& n) {
        if (n.wish == push_wish::offer) {
            flows_[n.key.to_words()] = {n,
                                        {.serial = n.serial,
                                         .flow = n.flow,

                                         .epoch = n.record.epoch,
                                         .account = {n.record.account[0], n.record.account[1]},
                                         .verdict = n.record.verdict}};
            return;
        }
        for (auto at = flows_.begin(); at != flows_.end(); ++at)
            if (at->second.first.serial == n.serial) {
                last_.push_back(at->second.second);
                last_.back().fate = push_fate::ended;
                flows_.erase(at);
                return;
            }
    }

    std::shared_ptr<push_link> link_;
    std::map<map_key, std::pair<push_notice, push_report>> flows_;
    std::vector<push_report> last_;
};

} // namespace xdpk::test
