// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/cmdline.h>

#include <cstddef>
#include <deque>
#include <string>
#include <string_view>

/// A line on a terminal: what is left and right of the cursor.
struct rdline {
public:
    rdline(rdline_write_char_t* write, rdline_validate_t* validate, rdline_complete_t* complete, void* opaque) noexcept
        : write_(write), validate_(validate), complete_(complete), opaque_(opaque) {}

    [[nodiscard]] void* opaque() const noexcept { return opaque_; }
    [[nodiscard]] rdline_status status() const noexcept { return status_; }
    void set_status(rdline_status now) noexcept { status_ = now; }

    /// Takes a character; an RDLINE_RES.
    int take(char c);
    void begin(std::string_view prompt);
    void redisplay();
    void clear();
    /// The line up to the cursor; the one that was done, with its end, until another is begun.
    [[nodiscard]] const char* text() const noexcept { return left_.c_str(); }

    static constexpr std::size_t most_history = 8192;
    bool remember(std::string_view line);
    void forget_history() noexcept { history_.clear(); }
    [[nodiscard]] char* history_item(std::size_t i) noexcept;

private:
    static constexpr std::size_t most_characters = 511;
    static constexpr std::size_t most_prompt = 31;

    void press(int key);
    int finish();
    void complete(int state);

    void write(std::string_view text);
    /// What is right of the cursor, which stays.
    void write_right();
    void insert(std::string_view typed);
    void replace(std::string_view line);

    void move_left(std::size_t count);
    void move_right(std::size_t count);
    void move_to(std::size_t place);
    void delete_left(std::size_t count);
    void delete_right(std::size_t count);
    void kill_right();
    [[nodiscard]] std::size_t word_left() const noexcept;
    [[nodiscard]] std::size_t word_right() const noexcept;
    /// 0 is the line that is being written, 1 the newest of the history.
    void show_history(std::size_t number);

    rdline_write_char_t* write_;
    rdline_validate_t* validate_;
    rdline_complete_t* complete_;
    void* opaque_;
    rdline_status status_ = RDLINE_INIT;
    cmdline_vt100 keys_{};
    std::string prompt_;
    std::string left_;
    std::string right_;
    std::string killed_;
    std::deque<std::string> history_; ///< the newest first
    std::size_t shown_ = 0;
    std::string unfinished_; ///< the line being written, while another is shown
};
