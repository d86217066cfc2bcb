// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_socket.h>

#include "dpdk/log_error.hpp"
#include "dpdk/prompt.hpp"

#include <fcntl.h>
#include <unistd.h>

#include <cerrno>

struct cmdline* cmdline_file_new(cmdline_parse_ctx_t* ctx, const char* prompt, const char* path) {
    const int file = path == nullptr ? -1 : open(path, O_RDONLY | O_CLOEXEC);
    if (file < 0) {
        if (path != nullptr)
            static_cast<void>(xdpk::dpdk::guarded([&]() -> int {
                throw xdpk::error({.where = path, .what = "open commands", .code = errno, .hint = {}});
            }));
        return nullptr;
    }
    cmdline* const made = cmdline_new(ctx, prompt, file, -1);
    if (made == nullptr)
        close(file);
    return made;
}

struct cmdline* cmdline_stdin_new(cmdline_parse_ctx_t* ctx, const char* prompt) {
    termios before{};
    const bool is_terminal = tcgetattr(STDIN_FILENO, &before) == 0;
    if (is_terminal) {
        termios each_key = before;
        each_key.c_lflag &= ~static_cast<tcflag_t>(ICANON | ECHO | ISIG);
        tcsetattr(STDIN_FILENO, TCSANOW, &each_key);
    }
    // What was printed before must not come after the prompt.
    fflush(stdout);
    cmdline* const made = cmdline_new(ctx, prompt, STDIN_FILENO, STDOUT_FILENO);
    if (is_terminal && made != nullptr)
        made->terminal = before;
    else if (is_terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &before);
    return made;
}

void cmdline_stdin_exit(struct cmdline* cl) {
    if (cl == nullptr)
        return;
    if (cl->terminal)
        tcsetattr(STDIN_FILENO, TCSANOW, &*cl->terminal);
    cmdline_free(cl);
}
