// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <variant>
#include <vector>

namespace xdpk {

/// A value of a BPF program's global variable: a number, true or false, text (an array of char, an enumerator's name,
/// or any value as it is written), or a list for an array.
struct bpf_value {
    using list = std::vector<bpf_value>;

    std::variant<std::int64_t, std::uint64_t, bool, std::string, list> is;

    bool operator==(const bpf_value&) const = default;
};

/// By name; a structure's member is "NAME.MEMBER".
using bpf_values = std::map<std::string, bpf_value>;

/// As people write it: "8", "true", "text", "[1, 2]".
[[nodiscard]] std::string to_string(const bpf_value& value);

} // namespace xdpk
