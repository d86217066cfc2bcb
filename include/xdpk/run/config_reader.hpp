// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/run/config_findings.hpp>
#include <xdpk/run/config_value.hpp>

#include <string>
#include <string_view>
#include <vector>

namespace xdpk {

/// Reads the keys of one table into the members of a configuration structure. Each member holds its default before;
/// `help` is one line for the manual. Nothing throws: what is wrong is collected, and the member keeps its default.
/// Texts given as key have to outlive the reader. One thread.
class config_reader {
public:
    /// `path`: the table's name in the manual. Both references have to outlive the reader.
    config_reader(const config_node& table, config_findings& findings, std::string path = {});

    /// A key that may be left out. True if it is there and right. A member that is a vector takes a list, one that is
    /// an optional may stay empty; `form` is then that of what is inside.
    template <class T, class Form>
    bool get(std::string_view key, T& member, const Form& form, std::string_view help) {
        return read(key, member, form, help, false);
    }
    template <class T>
    bool get(std::string_view key, T& member, std::string_view help) {
        return read(key, member, typename detail::form_of<T>::type{}, help, false);
    }

    /// A key that must be there.
    template <class T, class Form>
    bool need(std::string_view key, T& member, const Form& form, std::string_view help) {
        return read(key, member, form, help, true);
    }
    template <class T>
    bool need(std::string_view key, T& member, std::string_view help) {
        return read(key, member, typename detail::form_of<T>::type{}, help, true);
    }

    /// A table inside: `visit(config_reader&)` reads it, if it is there. True if it is.
    template <class Visit>
    bool table(std::string_view key, std::string_view help, Visit visit) {
        const std::vector<const config_node*> inside = tables_at(key, help, false);
        for (const config_node* one : inside)
            read_inside(key, *one, visit);
        return !inside.empty();
    }

    /// An array of tables: `visit(config_reader&)` reads each of them, in their order.
    template <class Visit>
    void tables(std::string_view key, std::string_view help, Visit visit) {
        for (const config_node* one : tables_at(key, help, true))
            read_inside(key, *one, visit);
    }

    /// From here on the manual lists this table's keys under another name: one of its kind.
    void rename(std::string path) { path_ = std::move(path); }
    [[nodiscard]] const std::string& path() const noexcept { return path_; }
    /// True if there is no configuration and only the manual is wanted.
    [[nodiscard]] bool describing() const noexcept { return findings_->describe; }

    /// Something is wrong with a key's value, or with the table if the key is not there or empty.
    void problem(std::string_view key, std::string text);

    /// No complaint about keys that nobody asks for: which ones there are depends on one that is wrong.
    void take_all() noexcept { takes_all_ = true; }

    /// At the end: complains of each key that nobody asked for.
    void finish();

private:
    template <class T, class Form>
    bool read(std::string_view key, T& member, const Form& form, std::string_view help, bool required) {
        const config_node* const node = find(key, required);
        if (findings_->keep_keys)
            list({.path = path_of(key),
                  .wanted = detail::wanted_value(member, form),
                  .otherwise = required ? std::string() : detail::show_value(member, form),
                  .help = std::string(help),
                  .required = required,
                  .given = node != nullptr});
        return node != nullptr && detail::take_value(key, *node, member, form, findings_->problems);
    }

    template <class Visit>
    void read_inside(std::string_view key, const config_node& node, Visit& visit) {
        config_reader inside(node, *findings_, path_of(key));
        visit(inside);
        inside.finish();
    }

    const config_node* find(std::string_view key, bool required);
    std::vector<const config_node*> tables_at(std::string_view key, std::string_view help, bool several);
    [[nodiscard]] std::string path_of(std::string_view key) const;
    void list(config_key key);

    const config_node::table* table_;
    config_place at_;
    config_findings* findings_;
    std::string path_;
    std::vector<std::string_view> known_;
    bool takes_all_ = false;
};

/// Has `visit(config_reader&)` read a whole configuration. Throws config_error with all that is wrong.
template <class Visit>
void read_config(const config_node& root, const std::string& source, Visit visit) {
    config_findings findings;
    config_reader reader(root, findings);
    visit(reader);
    reader.finish();
    if (!findings.problems.empty())
        throw config_error(source, std::move(findings.problems));
}

/// The keys that `visit` asks for, each once, in its order; `given` tells which of them `root` has somewhere.
template <class Visit>
std::vector<config_key> list_config_keys(const config_node& root, Visit visit) {
    const auto list = [&visit](const config_node& node, bool describe) {
        config_findings findings{.keep_keys = true, .describe = describe};
        config_reader reader(node, findings);
        visit(reader);
        return findings.keys;
    };
    return detail::mark_given(list(config_node{.value = config_node::table{}}, true), list(root, false));
}

} // namespace xdpk
