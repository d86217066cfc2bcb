// SPDX-License-Identifier: BSD-3-Clause
#include "sysfs.hpp"

#include <charconv>
#include <filesystem>
#include <fstream>
#include <system_error>

namespace xdpk::detail {

namespace {

namespace fs = std::filesystem;

template <class T>
std::optional<T> parse(const std::optional<std::string>& text) {
    T value{};
    if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc{})
        return std::nullopt;
    return value;
}

/// The interface's folder with a slash at its end, if it is this interface's.
std::optional<std::string> folder_of(const std::string& ifname, int ifindex, const mac_address& mac) {
    std::string folder = "/sys/class/net/" + ifname + "/";
    if (parse<int>(read_line(folder + "ifindex")) != ifindex || read_line(folder + "address") != to_string(mac))
        return std::nullopt;
    return folder;
}

} // namespace

std::optional<std::string> read_line(const std::string& path) {
    std::ifstream file(path);
    std::string line;
    return std::getline(file, line) ? std::optional{line} : std::nullopt;
}

std::optional<std::uint64_t> read_number(const std::string& path) { return parse<std::uint64_t>(read_line(path)); }

std::optional<queue_counts> sysfs_queues(const std::string& ifname, int ifindex, const mac_address& mac) {
    const auto folder = folder_of(ifname, ifindex, mac);
    if (!folder)
        return std::nullopt;
    queue_counts counts;
    std::error_code failure;
    for (const fs::directory_entry& entry : fs::directory_iterator(*folder + "queues", failure))
        ++(entry.path().filename().string().rfind("rx-", 0) == 0 ? counts.rx : counts.tx);
    return counts.rx > 0 ? std::optional{counts} : std::nullopt;
}

std::optional<busy_poll_settings> sysfs_busy_poll(const std::string& ifname, int ifindex, const mac_address& mac) {
    const auto folder = folder_of(ifname, ifindex, mac);
    if (!folder)
        return std::nullopt;
    const auto defer = parse<unsigned>(read_line(*folder + "napi_defer_hard_irqs"));
    const auto timeout = read_number(*folder + "gro_flush_timeout");
    if (!defer || !timeout)
        return std::nullopt;
    return busy_poll_settings{.defer_hard_irqs = *defer, .gro_flush_timeout_ns = *timeout};
}

std::optional<int> sysfs_numa_node(const std::string& bus, const std::string& device) {
    if (bus.empty() || device.empty())
        return std::nullopt;
    std::error_code failure;
    fs::path folder = fs::canonical("/sys/bus/" + bus + "/devices/" + device, failure);
    for (; !failure && folder.has_relative_path(); folder = folder.parent_path())
        if (const auto node = parse<int>(read_line(folder / "numa_node")))
            return *node >= 0 ? node : std::nullopt;
    return std::nullopt;
}

} // namespace xdpk::detail
