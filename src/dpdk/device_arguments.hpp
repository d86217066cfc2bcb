// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace xdpk::dpdk {

/// The arguments of a device, "key=value,key=value", as after its name in --vdev.
class device_arguments {
public:
    /// Throws xdpk::error if a key is not one of `known`; proposes the nearest. `device` is for errors.
    device_arguments(std::string device, std::string_view text, const std::vector<std::string_view>& known);

    /// The last value of a key, if given.
    [[nodiscard]] std::optional<std::string> find(std::string_view key) const;
    /// All values of a key.
    [[nodiscard]] std::vector<std::string> find_all(std::string_view key) const;
    /// The value of a key as a number of `least` to `most`. Throws xdpk::error.
    [[nodiscard]] std::uint32_t number(std::string_view key, std::uint32_t otherwise, std::uint32_t least,
                                       std::uint32_t most) const;
    [[noreturn]] void refuse(const std::string& why, const std::string& hint = {}) const;

private:
    std::string device_;
    std::vector<std::pair<std::string, std::string>> pairs_;
};

/// The arguments of net_af_xdp, with the meanings that they have for DPDK's driver.
struct af_xdp_arguments {
    enum class attach : std::uint8_t { automatic, native, generic };

    std::string interface {};
    std::uint32_t start_queue = 0;
    std::optional<std::uint32_t> queue_count{}; ///< not given: as many as the program configures
    bool shared_umem = false;                   ///< sockets on one pool always share its memory
    std::string xdp_prog{};                     ///< object file of a program of the user's
    std::optional<std::uint32_t> busy_budget{}; ///< packets per busy poll; 0: interrupts
    bool force_copy = false;
    bool use_cni = false;        ///< the XSKMAP comes from the device plugin's socket
    bool use_pinned_map = false; ///< the XSKMAP is a file in a bpffs
    std::string path{};          ///< of the socket or the file
    attach mode = attach::automatic;

    /// Throws xdpk::error.
    [[nodiscard]] static af_xdp_arguments parse(const std::string& device, std::string_view text);
};

} // namespace xdpk::dpdk
