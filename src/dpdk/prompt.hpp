// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include "dpdk/line_editor.hpp"

#include <termios.h>

#include <optional>
#include <string>

/// A language, the editor of its lines, and where they come from and are shown.
struct cmdline {
    cmdline(cmdline_parse_ctx_t* spoken, const char* shown, int from, int to)
        : language(spoken), prompt(shown), in(from), out(to) {}
    ~cmdline();
    cmdline(const cmdline&) = delete;
    cmdline& operator=(const cmdline&) = delete;

    cmdline_parse_ctx_t* language;
    std::string prompt;
    int in;  ///< -1: characters come by cmdline_in
    int out; ///< -1: nothing is shown
    rdline editor{cmdline_write_char, run, complete, this};
    std::optional<termios> terminal{}; ///< as it was before

private:
    static void run(rdline* editor, const char* line, unsigned size);
    static int complete(rdline* editor, const char* line, char* room, unsigned size, int* state);
};
