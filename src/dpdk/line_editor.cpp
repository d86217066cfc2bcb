// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/line_editor.hpp"

#include <algorithm>
#include <array>
#include <utility>

namespace {

bool is_blank(char c) noexcept { return c == ' ' || c == '\t'; }

} // namespace

int rdline::take(char c) {
    if (status_ == RDLINE_EXITED)
        return RDLINE_RES_EXITED;
    if (status_ != RDLINE_RUNNING)
        return RDLINE_RES_NOT_RUNNING;
    const int key = vt100_parser(&keys_, c);
    if (key == CMDLINE_KEY_RETURN || key == CMDLINE_KEY_RETURN2)
        return finish();
    if (key == CMDLINE_KEY_CTRL_D && left_.empty() && right_.empty())
        return RDLINE_RES_EOF;
    if (key >= 0)
        press(key);
    else if (key == -1 && static_cast<unsigned char>(c) >= ' ')
        insert({&c, 1});
    return key == CMDLINE_KEY_TAB || key == CMDLINE_KEY_HELP ? RDLINE_RES_COMPLETE : RDLINE_RES_SUCCESS;
}

void rdline::press(int key) {
    using action = void (*)(rdline&);
    static constexpr std::array<std::pair<int, action>, 24> actions{{
        {CMDLINE_KEY_UP_ARR, [](rdline& r) { r.show_history(r.shown_ + 1); }},
        {CMDLINE_KEY_CTRL_P, [](rdline& r) { r.show_history(r.shown_ + 1); }},
        {CMDLINE_KEY_DOWN_ARR, [](rdline& r) { r.show_history(r.shown_ - 1); }},
        {CMDLINE_KEY_CTRL_N, [](rdline& r) { r.show_history(r.shown_ - 1); }},
        {CMDLINE_KEY_RIGHT_ARR, [](rdline& r) { r.move_right(1); }},
        {CMDLINE_KEY_CTRL_F, [](rdline& r) { r.move_right(1); }},
        {CMDLINE_KEY_LEFT_ARR, [](rdline& r) { r.move_left(1); }},
        {CMDLINE_KEY_CTRL_B, [](rdline& r) { r.move_left(1); }},
        {CMDLINE_KEY_WLEFT, [](rdline& r) { r.move_left(r.word_left()); }},
        {CMDLINE_KEY_WRIGHT, [](rdline& r) { r.move_right(r.word_right()); }},
        {CMDLINE_KEY_CTRL_A, [](rdline& r) { r.move_to(0); }},
        {CMDLINE_KEY_CTRL_E, [](rdline& r) { r.move_to(r.left_.size() + r.right_.size()); }},
        {CMDLINE_KEY_BKSPACE, [](rdline& r) { r.delete_left(1); }},
        {CMDLINE_KEY_BKSPACE2, [](rdline& r) { r.delete_left(1); }},
        {CMDLINE_KEY_META_BKSPACE, [](rdline& r) { r.delete_left(r.word_left()); }},
        {CMDLINE_KEY_CTRL_W, [](rdline& r) { r.delete_left(r.word_left()); }},
        {CMDLINE_KEY_SUPPR, [](rdline& r) { r.delete_right(1); }},
        {CMDLINE_KEY_CTRL_D, [](rdline& r) { r.delete_right(1); }},
        {CMDLINE_KEY_META_D, [](rdline& r) { r.delete_right(r.word_right()); }},
        {CMDLINE_KEY_CTRL_K, [](rdline& r) { r.kill_right(); }},
        {CMDLINE_KEY_CTRL_Y, [](rdline& r) { r.insert(r.killed_); }},
        {CMDLINE_KEY_CTRL_L, [](rdline& r) { r.redisplay(); }},
        {CMDLINE_KEY_TAB, [](rdline& r) { r.complete(0); }},
        {CMDLINE_KEY_HELP, [](rdline& r) { r.complete(-1); }},
    }};
    if (key == CMDLINE_KEY_CTRL_C) {
        write("\r\n");
        begin(std::string(prompt_));
        return;
    }
    const auto* const found = std::ranges::find(actions, key, &std::pair<int, action>::first);
    if (found != actions.end())
        found->second(*this);
}

int rdline::finish() {
    write(right_);
    write("\r\n");
    left_ += std::exchange(right_, {}) + "\n";
    // What is called may begin another line.
    const std::string line = left_;
    validate_(this, line.c_str(), static_cast<unsigned>(line.size() + 1));
    return status_ == RDLINE_EXITED ? RDLINE_RES_EXITED : RDLINE_RES_VALIDATED;
}

void rdline::complete(int state) {
    std::array<char, 1024> found{};
    const bool only_lists = state != 0;
    const std::string typed = left_;
    int status = complete_(this, typed.c_str(), found.data(), found.size(), &state);
    if (status < 0)
        return;
    if (status == CMDLINE_PARSE_COMPLETED_BUFFER && !only_lists) {
        insert(found.data());
        write_right();
        return;
    }
    write("\r\n");
    for (; status > 0; status = complete_(this, typed.c_str(), found.data(), found.size(), &state)) {
        write(" ");
        write(found.data());
        write("\r\n");
    }
    redisplay();
}

void rdline::begin(std::string_view prompt) {
    prompt_ = prompt.substr(0, most_prompt);
    clear();
    status_ = RDLINE_RUNNING;
    write(prompt_);
}

void rdline::redisplay() {
    write(vt100_home);
    write(prompt_);
    write(left_);
    write_right();
}

void rdline::clear() {
    vt100_init(&keys_);
    left_.clear();
    right_.clear();
    shown_ = 0;
}

void rdline::write(std::string_view text) {
    for (const char c : text)
        write_(this, c);
}

void rdline::write_right() {
    write(vt100_clear_right);
    if (right_.empty())
        return;
    write(right_);
    write("\033[" + std::to_string(right_.size()) + "D");
}

void rdline::insert(std::string_view typed) {
    const std::size_t used = left_.size() + right_.size();
    const std::string_view fitting = typed.substr(0, most_characters - std::min(used, most_characters));
    left_ += fitting;
    write(fitting);
    if (!right_.empty() && !fitting.empty())
        write_right();
}

void rdline::replace(std::string_view line) {
    left_ = line.substr(0, most_characters);
    right_.clear();
    redisplay();
}

void rdline::move_left(std::size_t count) {
    for (; count > 0 && !left_.empty(); --count) {
        right_.insert(right_.begin(), left_.back());
        left_.pop_back();
        write(vt100_left_arr);
    }
}

void rdline::move_right(std::size_t count) {
    for (; count > 0 && !right_.empty(); --count) {
        left_ += right_.front();
        right_.erase(right_.begin());
        write(vt100_right_arr);
    }
}

void rdline::move_to(std::size_t place) {
    const std::size_t from = left_.size();
    const std::string line = left_ + right_;
    left_ = line.substr(0, place);
    right_ = line.substr(place);
    if (place < from)
        write("\033[" + std::to_string(from - place) + "D");
    else if (place > from)
        write("\033[" + std::to_string(place - from) + "C");
}

void rdline::delete_left(std::size_t count) {
    if (left_.empty())
        return;
    for (; count > 0 && !left_.empty(); --count) {
        left_.pop_back();
        write(vt100_bs);
    }
    write_right();
}

void rdline::delete_right(std::size_t count) {
    if (right_.empty())
        return;
    right_.erase(0, count);
    write_right();
}

void rdline::kill_right() {
    write(vt100_clear_right);
    killed_ = std::exchange(right_, {});
}

std::size_t rdline::word_left() const noexcept {
    const auto word = std::find_if_not(left_.rbegin(), left_.rend(), is_blank);
    return static_cast<std::size_t>(std::find_if(word, left_.rend(), is_blank) - left_.rbegin());
}

std::size_t rdline::word_right() const noexcept {
    const auto word = std::find_if_not(right_.begin(), right_.end(), is_blank);
    return static_cast<std::size_t>(std::find_if(word, right_.end(), is_blank) - right_.begin());
}

void rdline::show_history(std::size_t number) {
    // Down from the line that is being written is a number past all.
    if (number > history_.size())
        return;
    if (shown_ == 0)
        unfinished_ = left_ + right_;
    shown_ = number;
    replace(number == 0 ? unfinished_ : history_[number - 1]);
}

bool rdline::remember(std::string_view line) {
    if (line.size() + 1 > most_history)
        return false;
    history_.emplace_front(line);
    std::size_t size = 0;
    for (std::size_t i = 0; i < history_.size(); ++i) {
        size += history_[i].size() + 1;
        if (size > most_history)
            history_.resize(i);
    }
    return true;
}

char* rdline::history_item(std::size_t i) noexcept { return i < history_.size() ? history_[i].data() : nullptr; }
