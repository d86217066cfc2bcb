// SPDX-License-Identifier: BSD-3-Clause
#include "ethtool.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <linux/ethtool.h>
#include <linux/sockios.h>
#include <net/if.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <utility>

namespace xdpk::detail {

namespace {

/// Room for one of ethtool's structures that end in an array, zeroed and aligned.
template <class T>
class with_tail {
public:
    explicit with_tail(std::size_t tail_bytes) : words_((sizeof(T) + tail_bytes + 7) / 8) {}

    T* operator->() { return get(); }
    T* get() { return static_cast<T*>(static_cast<void*>(words_.data())); }

private:
    std::vector<std::uint64_t> words_;
};

constexpr unsigned feature_words = 8; ///< of 32 features; the kernel has about 70

} // namespace

ethtool::ethtool(std::string ifname)
    : socket_(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0)), ifname_(std::move(ifname)) {
    if (!socket_)
        throw error({.where = ifname_, .what = "open a socket for ethtool", .code = errno});
}

bool ethtool::query(void* data) const {
    ifreq request{};
    ifname_.copy(request.ifr_name, IF_NAMESIZE - 1);
    request.ifr_data = static_cast<char*>(data);
    return ::ioctl(socket_.get(), SIOCETHTOOL, &request) == 0;
}

std::string ethtool::driver() const {
    ethtool_drvinfo info{};
    info.cmd = ETHTOOL_GDRVINFO;
    return query(&info) ? std::string{info.driver, ::strnlen(info.driver, sizeof info.driver)} : std::string{};
}

std::optional<detail::channels> ethtool::channels() const {
    ethtool_channels counts{};
    counts.cmd = ETHTOOL_GCHANNELS;
    if (!query(&counts))
        return std::nullopt;
    return detail::channels{.rx = counts.combined_count + counts.rx_count,
                            .tx = counts.combined_count + counts.tx_count,
                            .rx_max = std::max(counts.max_combined, counts.max_rx),
                            .combined = counts.max_combined > 0};
}

std::optional<ring_sizes> ethtool::rings() const {
    ethtool_ringparam ring{};
    ring.cmd = ETHTOOL_GRINGPARAM;
    if (!query(&ring) || ring.rx_pending == 0)
        return std::nullopt;
    return ring_sizes{
        .rx = ring.rx_pending, .tx = ring.tx_pending, .rx_max = ring.rx_max_pending, .tx_max = ring.tx_max_pending};
}

std::vector<std::string> ethtool::feature_names() const {
    with_tail<ethtool_sset_info> count(sizeof(std::uint32_t));
    count->cmd = ETHTOOL_GSSET_INFO;
    count->sset_mask = std::uint64_t{1} << ETH_SS_FEATURES;
    if (!query(count.get()) || count->sset_mask == 0)
        return {};
    const std::uint32_t length = std::min(count->data[0], feature_words * 32);
    with_tail<ethtool_gstrings> strings(std::size_t{length} * ETH_GSTRING_LEN);
    strings->cmd = ETHTOOL_GSTRINGS;
    strings->string_set = ETH_SS_FEATURES;
    strings->len = length;
    std::vector<std::string> names;
    if (!query(strings.get()))
        return names;
    for (std::uint32_t i = 0; i < length; ++i) {
        const char* name =
            static_cast<const char*>(static_cast<void*>(strings->data)) + std::size_t{i} * ETH_GSTRING_LEN;
        names.emplace_back(name, ::strnlen(name, ETH_GSTRING_LEN));
    }
    return names;
}

std::optional<offloads> ethtool::offload() const {
    const std::vector<std::string> names = feature_names();
    with_tail<ethtool_gfeatures> state(feature_words * sizeof(ethtool_get_features_block));
    state->cmd = ETHTOOL_GFEATURES;
    state->size = feature_words;
    if (names.empty() || !query(state.get()))
        return std::nullopt;
    std::vector<feature> features;
    features.reserve(names.size());
    for (std::size_t i = 0; i < names.size(); ++i) {
        const ethtool_get_features_block& block = state->features[i / 32];
        const auto has = [i](std::uint32_t bits) { return (bits >> i % 32 & 1U) != 0; };
        features.push_back(
            {.name = names[i], .on = has(block.active), .fixed = !has(block.available) || has(block.never_changed)});
    }
    return sum_up(features);
}

offloads sum_up(const std::vector<feature>& features) {
    const auto find = [&](const char* name) {
        const auto found =
            std::find_if(features.begin(), features.end(), [&](const feature& f) { return f.name == name; });
        return found == features.end() ? feature{} : *found;
    };
    const auto on = [&](const char* name) { return find(name).on; };
    const auto stuck = [&](const char* name) { return find(name).on && find(name).fixed; };
    return {.tx_checksum = on("tx-checksum-ip-generic") || on("tx-checksum-ipv4") || on("tx-checksum-ipv6"),
            .tx_vlan_insert = on("tx-vlan-hw-insert"),
            .rx_vlan_strip = on("rx-vlan-hw-parse"),
            .lro = on("rx-lro"),
            .gro = on("rx-gro"),
            .hw_gro = on("rx-gro-hw"),
            .merging_fixed = stuck("rx-lro") || stuck("rx-gro-hw")};
}

} // namespace xdpk::detail
