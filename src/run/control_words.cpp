// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/control_words.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xdpk {

namespace {

[[noreturn]] void refuse(std::string_view word, const std::string& where, std::vector<std::string_view> known) {
    std::ranges::sort(known);
    known.resize(static_cast<std::size_t>(std::unique(known.begin(), known.end()) - known.begin()));
    const auto near = nearest(word, known);
    throw usage_error({.where = where,
                       .what = word.empty() ? "what?" : fmt::format("unknown word {}", quoted({std::string(word)})),
                       .hint = near ? fmt::format("did you mean '{}'?", *near)
                                    : fmt::format("there are {}", fmt::join(known, ", "))});
}

} // namespace

void control_words::add(control_word word) {
    const auto same = [&word](const control_word& w) { return w.verb == word.verb && w.what == word.what; };
    std::erase_if(words_, same);
    words_.push_back(std::move(word));
}

const control_word& control_words::find(std::string_view verb, std::string_view what) const {
    std::vector<std::string_view> verbs;
    std::vector<std::string_view> objects;
    for (const control_word& word : words_) {
        if (word.verb == verb && word.what == what)
            return word;
        verbs.push_back(word.verb);
        if (word.verb == verb)
            objects.push_back(word.what);
    }
    if (objects.empty())
        refuse(verb, "do", verbs);
    refuse(what, std::string(verb), objects);
}

} // namespace xdpk
