// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_one_of.hpp>
#include <xdpk/run/config_spelling.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// How config_reader takes values: one, a list of them, or one that may stay out. `form` is always that of one value.
namespace xdpk::detail {

/// Adds "KEY: 'x' is not WANTED; did you mean 'y'?".
void refuse(std::string_view key, const config_node& node, const std::string& wanted,
            const std::vector<std::string_view>& words, std::vector<config_problem>& problems);

template <class T, class Form>
requires config_form<Form, T>
bool take_value(std::string_view key, const config_node& node, T& value, const Form& form,
                std::vector<config_problem>& problems) {
    if (form.parse(node, value))
        return true;
    std::vector<std::string_view> words;
    if constexpr (requires { form.words(); })
        words = form.words();
    refuse(key, node, form.wanted(), words, problems);
    return false;
}

template <class T, class Form>
requires config_form<Form, T>
bool take_value(std::string_view key, const config_node& node, std::optional<T>& value, const Form& form,
                std::vector<config_problem>& problems) {
    T inside{};
    const bool right = take_value(key, node, inside, form, problems);
    if (right)
        value = std::move(inside);
    return right;
}

template <class T, class Form>
requires config_form<Form, T>
bool take_value(std::string_view key, const config_node& node, std::vector<T>& value, const Form& form,
                std::vector<config_problem>& problems) {
    const auto* const list = std::get_if<config_node::list>(&node.value);
    if (list == nullptr) {
        refuse(key, node, "a list, each of which is " + form.wanted(), {}, problems);
        return false;
    }
    std::vector<T> all;
    bool right = true;
    for (const config_node& one : *list) {
        T inside{};
        right = take_value(key, one, inside, form, problems) && right;
        all.push_back(std::move(inside));
    }
    if (right)
        value = std::move(all);
    return right;
}

template <class T, class Form>
std::string wanted_value(const T&, const Form& form) {
    return form.wanted();
}
template <class T, class Form>
std::string wanted_value(const std::vector<T>&, const Form& form) {
    return "a list, each of which is " + form.wanted();
}

template <class T, class Form>
std::string show_value(const T& value, const Form& form) {
    return form.show(value);
}
template <class T, class Form>
std::string show_value(const std::optional<T>& value, const Form& form) {
    return value ? form.show(*value) : std::string();
}
template <class T, class Form>
std::string show_value(const std::vector<T>& value, const Form& form) {
    std::string text;
    for (const T& one : value)
        text += (text.empty() ? "" : ", ") + form.show(one);
    return "[" + text + "]";
}

template <class T>
struct form_of : default_form<T> {};
template <class T>
struct form_of<std::vector<T>> : default_form<T> {};
template <class T>
struct form_of<std::optional<T>> : default_form<T> {};

} // namespace xdpk::detail
