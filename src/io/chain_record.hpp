// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/xdp_chain.hpp>

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace xdpk::detail {

/// What is written down of a program of ours. Id, load time and tag together are no other program's until the next
/// boot, at which /run is empty.
struct chain_record {
    std::uint32_t id = 0;
    std::uint64_t load_time = 0; ///< nanoseconds since boot
    std::string tag{};
    int ifindex = 0;
    std::uint64_t name_space = 0; ///< inode of the network namespace
    std::string ifname{};         ///< when it was loaded
    chain_request request{};
    std::uint64_t digest = 0;        ///< of the object file
    std::vector<std::string> pins{}; ///< of maps, made by the load

    bool operator==(const chain_record&) const = default;
};

/// As JSON.
[[nodiscard]] std::string record_text(const chain_record& record);
/// Nothing if the text is something else.
[[nodiscard]] std::optional<chain_record> parse_record(std::string_view text);

/// Words of the command line, of configuration files and of records.
[[nodiscard]] const char* word_of(xdp_verdict verdict) noexcept;
[[nodiscard]] const char* word_of(xdp_mode mode) noexcept;

} // namespace xdpk::detail
