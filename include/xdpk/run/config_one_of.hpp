// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_form.hpp>

namespace xdpk::form {

/// One of a few words, each of which stands for a value.
template <class T>
struct one_of {
    std::vector<std::pair<std::string, T>> choices;

    bool parse(const config_node& node, T& value) const {
        const auto* given = std::get_if<std::string>(&node.value);
        for (const auto& [word, meaning] : choices)
            if (given != nullptr && *given == word) {
                value = meaning;
                return true;
            }
        return false;
    }
    [[nodiscard]] std::string show(const T& value) const {
        for (const auto& [word, meaning] : choices)
            if (meaning == value)
                return "\"" + word + "\"";
        return {};
    }
    [[nodiscard]] std::string wanted() const {
        std::string list;
        for (const auto& [word, meaning] : choices)
            list += (list.empty() ? "one of " : ", ") + word;
        return list.empty() ? "of use: there is nothing to choose from" : list;
    }
    [[nodiscard]] std::vector<std::string_view> words() const {
        std::vector<std::string_view> list;
        for (const auto& [word, meaning] : choices)
            list.emplace_back(word);
        return list;
    }
};

} // namespace xdpk::form
