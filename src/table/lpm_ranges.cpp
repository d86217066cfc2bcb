// SPDX-License-Identifier: BSD-3-Clause
#include "table/lpm_ranges.hpp"

#include <utility>

namespace xdpk::detail {

namespace {

/// Takes routes in the order of their addresses, shorter ones first, and keeps those open that have not ended.
class sweep {
public:
    sweep(unsigned bits, std::uint16_t inherited) : end_(1U << bits) {
        open_.reserve(bits + 1);
        ranges_.reserve(64);
        open_.push_back({end_, inherited, 0});
        change(0);
    }

    /// The next key of interest is `start`.
    void advance(std::uint32_t start) {
        while (open_.size() > 1 && open_.back().end <= start) {
            const std::uint32_t end = open_.back().end;
            open_.pop_back();
            change(end);
        }
    }

    void open(std::uint32_t start, std::uint32_t count, std::uint16_t next_hop, std::uint8_t length) {
        open_.push_back({start + count, next_hop, length});
        change(start);
    }

    void divide(std::uint32_t key) {
        drop(key);
        ranges_.push_back({key, open_.back().next_hop, open_.back().length, true});
        change(key + 1);
    }

    [[nodiscard]] std::size_t count() const noexcept { return ranges_.size(); }

    std::vector<lpm_range> finish() {
        advance(end_);
        return std::move(ranges_);
    }

private:
    struct route {
        std::uint32_t end;
        std::uint16_t next_hop;
        std::uint8_t length;
    };

    void drop(std::uint32_t start) {
        if (!ranges_.empty() && ranges_.back().start == start)
            ranges_.pop_back();
    }

    /// From `start` on the innermost open route counts.
    void change(std::uint32_t start) {
        if (start == end_)
            return;
        drop(start);
        const auto& [end, next_hop, length] = open_.back();
        if (ranges_.empty() || ranges_.back().deeper || ranges_.back().next_hop != next_hop)
            ranges_.push_back({start, next_hop, length, false});
    }

    std::uint32_t end_;
    std::vector<route> open_;
    std::vector<lpm_range> ranges_;
};

} // namespace

template <class Address>
std::vector<lpm_range> lpm_ranges(const route_map<Address>& routes, const ip_prefix<Address>& chunk, unsigned bits,
                                  std::uint16_t inherited, std::size_t most) {
    sweep ranges(bits, inherited);
    const unsigned depth = chunk.length + bits;
    auto at = routes.first_within(chunk);
    // The last range may be taken back, and with it the one before.
    while (routes.within(at, chunk) && ranges.count() <= most + 2) {
        const auto& [route, next_hop] = *at;
        const std::uint32_t start = lpm_key(route.address, chunk.length, bits);
        ranges.advance(start);
        if (route.length <= depth) {
            ranges.open(start, 1U << (depth - route.length), next_hop, route.length);
            ++at;
            continue;
        }
        ranges.divide(start);
        if (start + 1 == 1U << bits)
            break;
        at = routes.first_from({lpm_part(chunk, start + 1, bits).address, 0});
    }
    return ranges.finish();
}

template std::vector<lpm_range> lpm_ranges(const route_map<ipv4_address>&, const ipv4_prefix&, unsigned, std::uint16_t,
                                           std::size_t);
template std::vector<lpm_range> lpm_ranges(const route_map<ipv6_address>&, const ipv6_prefix&, unsigned, std::uint16_t,
                                           std::size_t);

} // namespace xdpk::detail
