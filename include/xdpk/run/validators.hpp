// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <utility>
#include <vector>

namespace xdpk {

/// For `check()` of a command-line option that is a number.
inline CLI::Validator above_zero() {
    const auto check = [](std::string& text) -> std::string {
        double value = 0;
        return CLI::detail::lexical_cast(text, value) && value > 0 ? "" : text + " is not a number above 0";
    };
    return {check, "POSITIVE"};
}

/// For `transform()` of a command-line option: takes one of a few words, each of which stands for a value of an
/// enumeration, and refuses others with the list of them. The help text shows that list too.
template <class Enum>
CLI::Validator choice(std::vector<std::pair<std::string, Enum>> words) {
    std::string list;
    for (const auto& [word, value] : words)
        list += (list.empty() ? "{" : ",") + word;
    list += "}";
    const auto transform = [words = std::move(words), list](std::string& text) -> std::string {
        for (const auto& [word, value] : words)
            if (text == word) {
                text = std::to_string(static_cast<int>(value));
                return {};
            }
        return text + " not in " + list;
    };
    return {transform, list};
}

} // namespace xdpk
