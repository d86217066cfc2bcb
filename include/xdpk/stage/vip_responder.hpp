// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/stage.hpp>
#include <xdpk/stage/load_balancer_table.hpp>

#include <memory>
#include <utility>
#include <vector>

namespace xdpk {

/// vip_responder: answers ICMP and ICMPv6 echo requests to a load balancer's VIPs, in place: the reply leaves by the
/// port that the request came in by, to the station that it came from, with hop limit 64. Stands after parse_headers.
/// Whether the service has backends makes no difference.
///
/// Fragments, requests with IP options or extension headers, and frames to group addresses pass untouched, as all else
/// does. Drops nothing; counts `answered`.
class vip_responder {
public:
    static constexpr const char* name = "vip_responder";

    explicit vip_responder(std::shared_ptr<const load_balancer_table> table) noexcept : table_(std::move(table)) {}

    void operator()(burst& b) noexcept;

    /// As load_balancer::replace().
    [[nodiscard]] std::shared_ptr<const load_balancer_table>
    replace(std::shared_ptr<const load_balancer_table> table) noexcept;

    [[nodiscard]] std::vector<named_counter> counters() const { return {{"answered", &answered_}}; }

private:
    std::shared_ptr<const load_balancer_table> table_;
    counter answered_;
};

} // namespace xdpk
