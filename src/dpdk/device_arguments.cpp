// SPDX-License-Identifier: BSD-3-Clause
#include "device_arguments.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/port_spec.hpp>

#include <algorithm>
#include <cerrno>
#include <charconv>

namespace xdpk::dpdk {

device_arguments::device_arguments(std::string device, std::string_view text,
                                   const std::vector<std::string_view>& known)
    : device_(std::move(device)) {
    while (!text.empty()) {
        const std::string_view pair = text.substr(0, text.find(','));
        text.remove_prefix(std::min(text.size(), pair.size() + 1));
        if (pair.empty())
            continue;
        const auto equals = pair.find('=');
        const std::string key(pair.substr(0, equals));
        if (std::ranges::find(known, key) == known.end()) {
            const auto near = nearest(key, known);
            refuse("unknown argument '" + key + "'", near ? "did you mean '" + *near + "'?" : std::string{});
        }
        pairs_.emplace_back(key, equals == std::string_view::npos ? "" : pair.substr(equals + 1));
    }
}

void device_arguments::refuse(const std::string& why, const std::string& hint) const {
    throw error({.where = device_, .what = why, .code = EINVAL, .hint = hint});
}

std::optional<std::string> device_arguments::find(std::string_view key) const {
    const auto found = std::find_if(pairs_.rbegin(), pairs_.rend(), [key](const auto& p) { return p.first == key; });
    return found == pairs_.rend() ? std::nullopt : std::optional{found->second};
}

std::vector<std::string> device_arguments::find_all(std::string_view key) const {
    std::vector<std::string> all;
    for (const auto& [name, value] : pairs_)
        if (name == key)
            all.push_back(value);
    return all;
}

std::uint32_t device_arguments::number(std::string_view key, std::uint32_t otherwise, std::uint32_t least,
                                       std::uint32_t most) const {
    const auto text = find(key);
    if (!text)
        return otherwise;
    std::uint32_t value = 0;
    const char* const end = text->data() + text->size();
    const auto [stop, failure] = std::from_chars(text->data(), end, value);
    if (failure != std::errc{} || stop != end || value < least || value > most)
        refuse(std::string(key) + "=" + *text + " is not a number of " + std::to_string(least) + " to " +
               std::to_string(most));
    return value;
}

namespace {

af_xdp_arguments::attach read_mode(const device_arguments& given) {
    const auto mode = given.find("mode");
    if (!mode)
        return af_xdp_arguments::attach::automatic;
    if (*mode == "drv")
        return af_xdp_arguments::attach::native;
    if (*mode == "skb")
        return af_xdp_arguments::attach::generic;
    given.refuse("mode=" + *mode + " is not supported", "write drv or skb, or leave it out");
}

void check(const device_arguments& given, const af_xdp_arguments& a) {
    if (a.interface.empty())
        given.refuse("iface= is missing", "write for example iface=eth0");
    if (a.use_cni && a.use_pinned_map)
        given.refuse("use_cni and use_pinned_map exclude each other");
    if ((a.use_cni || a.use_pinned_map) && !a.xdp_prog.empty())
        given.refuse("with use_cni or use_pinned_map the program is somebody else's", "leave out xdp_prog");
    if (!a.path.empty() && !a.use_cni && !a.use_pinned_map)
        given.refuse("dp_path needs use_cni=1 or use_pinned_map=1");
}

} // namespace

af_xdp_arguments af_xdp_arguments::parse(const std::string& device, std::string_view text) {
    const device_arguments given(device, text,
                                 {"iface", "start_queue", "queue_count", "shared_umem", "xdp_prog", "busy_budget",
                                  "force_copy", "use_cni", "use_pinned_map", "dp_path", "mode"});
    constexpr std::uint32_t most_queues = 1024;
    const auto flag = [&given](std::string_view key) { return given.number(key, 0, 0, 1) != 0; };
    af_xdp_arguments a;
    a.interface = given.find("iface").value_or("");
    a.start_queue = given.number("start_queue", 0, 0, most_queues);
    if (given.find("queue_count"))
        a.queue_count = given.number("queue_count", 1, 1, most_queues);
    if (given.find("busy_budget"))
        a.busy_budget = given.number("busy_budget", 0, 0, UINT16_MAX);
    a.shared_umem = flag("shared_umem");
    a.xdp_prog = given.find("xdp_prog").value_or("");
    a.force_copy = flag("force_copy");
    a.use_cni = flag("use_cni");
    a.use_pinned_map = flag("use_pinned_map");
    a.path = given.find("dp_path").value_or("");
    a.mode = read_mode(given);
    check(given, a);
    if (a.path.empty() && (a.use_cni || a.use_pinned_map))
        a.path = "/tmp/afxdp_dp/" + a.interface + (a.use_cni ? "/afxdp.sock" : "/xsks_map");
    return a;
}

} // namespace xdpk::dpdk
