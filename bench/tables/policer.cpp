// SPDX-License-Identifier: BSD-3-Clause
// Marking packets by RFC 2697 and RFC 2698; the peer is in dpdk_meter.cpp.
#include <xdpk/table/policer.hpp>

#include "policer.hpp"

#include <memory>
#include <vector>

namespace {

using namespace xdpk;
using namespace xdpk::bench;

template <class Meter, class Config>
measurement prepare(const Config& config) {
    return [meters = std::make_shared<std::vector<Meter>>(meter_count, Meter(config, 0)), packets = metered_packets(),
            now = std::uint64_t{0}](double seconds) mutable {
        return ns_per_packet(seconds, packets, [&](std::uint32_t meter, std::uint32_t size) {
            now += 1000;
            return static_cast<unsigned>((*meters)[meter].mark(size, now));
        });
    };
}

const bool registered = [] {
    add_row({.name = srtcm_name, .at_most = 1}, [] {
        return prepare<srtcm>(
            srtcm_config{.committed_rate = meter_rate, .committed_burst = meter_burst, .excess_burst = meter_burst});
    });
    add_row({.name = trtcm_name, .at_most = 1}, [] {
        return prepare<trtcm>(trtcm_config{.committed_rate = meter_rate,
                                           .committed_burst = meter_burst,
                                           .peak_rate = 2 * meter_rate,
                                           .peak_burst = meter_burst});
    });
    return true;
}();

} // namespace
