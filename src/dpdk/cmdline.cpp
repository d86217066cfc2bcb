// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/log_error.hpp"
#include "dpdk/prompt.hpp"

#include "dpdk/cmdline_match.hpp"

#include <poll.h>
#include <unistd.h>

#include <cerrno>
#include <cstdarg>
#include <cstdio>
#include <cstring>

namespace xdpk::dpdk {
namespace {

constexpr int ended = -1;
constexpr int last_standard_file = 2;

/// Reads a character. 1; 0: the file ended; -1: it could not be read.
ssize_t read_one(int file, char& c) noexcept {
    ssize_t count = 0;
    do
        count = read(file, &c, 1);
    while (count < 0 && errno == EINTR);
    return count;
}

/// Lines that say something are remembered, unless they repeat the last one.
void remember(rdline& editor, std::string_view line) {
    while (!line.empty() && std::strchr(" \t\r\n", line.back()) != nullptr)
        line.remove_suffix(1);
    const char* const last = editor.history_item(0);
    if (!line.empty() && (last == nullptr || line != last))
        editor.remember(line);
}

int take(cmdline& prompt, std::string_view text) {
    for (const char c : text) {
        const int result = prompt.editor.take(c);
        if (result == RDLINE_RES_EOF || result == RDLINE_RES_EXITED)
            return ended;
        if (result == RDLINE_RES_VALIDATED) {
            remember(prompt.editor, prompt.editor.text());
            prompt.editor.begin(prompt.prompt);
        }
    }
    return static_cast<int>(text.size());
}

} // namespace

cmdline_parse_ctx_t* language_of(const cmdline& prompt) noexcept { return prompt.language; }

} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

cmdline::~cmdline() {
    if (in > last_standard_file)
        close(in);
    if (out > last_standard_file && out != in)
        close(out);
}

void cmdline::run(rdline* editor, const char* line, unsigned) {
    auto* const prompt = static_cast<cmdline*>(editor->opaque());
    switch (cmdline_parse(prompt, line)) {
    case CMDLINE_PARSE_AMBIGUOUS:
        cmdline_printf(prompt, "Ambiguous command\n");
        break;
    case CMDLINE_PARSE_NOMATCH:
        cmdline_printf(prompt, "Command not found\n");
        break;
    case CMDLINE_PARSE_BAD_ARGS:
        cmdline_printf(prompt, "Bad arguments\n");
        break;
    default:
        break;
    }
}

int cmdline::complete(rdline* editor, const char* line, char* room, unsigned size, int* state) {
    return cmdline_complete(static_cast<cmdline*>(editor->opaque()), line, state, room, size);
}

struct cmdline* cmdline_new(cmdline_parse_ctx_t* ctx, const char* prompt, int s_in, int s_out) {
    if (ctx == nullptr || prompt == nullptr)
        return nullptr;
    return guarded_pointer([&] {
        auto* const made = new cmdline(ctx, prompt, s_in, s_out);
        made->editor.begin(made->prompt);
        return made;
    });
}

void cmdline_set_prompt(struct cmdline* cl, const char* prompt) {
    if (cl != nullptr && prompt != nullptr)
        static_cast<void>(guarded([&] {
            cl->prompt = prompt;
            return 0;
        }));
}

void cmdline_free(struct cmdline* cl) { delete cl; }

void cmdline_printf(const struct cmdline* cl, const char* fmt, ...) {
    if (cl == nullptr || fmt == nullptr || cl->out < 0)
        return;
    va_list values;
    va_start(values, fmt);
    vdprintf(cl->out, fmt, values);
    va_end(values);
}

int cmdline_write_char(struct rdline* rdl, char c) {
    if (rdl == nullptr)
        return ended;
    const auto* const prompt = static_cast<const cmdline*>(rdl->opaque());
    if (prompt->out < 0)
        return 0;
    return write(prompt->out, &c, 1) == 1 ? 0 : ended;
}

struct rdline* cmdline_get_rdline(struct cmdline* cl) {
    return &cl->editor;
}

int cmdline_in(struct cmdline* cl, const char* buf, int size) {
    if (cl == nullptr || buf == nullptr || size < 0)
        return ended;
    return guarded([&] { return take(*cl, {buf, static_cast<std::size_t>(size)}); });
}

int cmdline_poll(struct cmdline* cl) {
    if (cl == nullptr)
        return -EINVAL;
    if (cl->editor.status() == RDLINE_EXITED)
        return RDLINE_EXITED;
    pollfd readable{cl->in, POLLIN, 0};
    const int ready = poll(&readable, 1, 0);
    if (ready < 0)
        return -errno;
    char c = 0;
    if (ready > 0) {
        if (read_one(cl->in, c) <= 0)
            return -EIO;
        if (cmdline_in(cl, &c, 1) < 0)
            cl->editor.set_status(RDLINE_EXITED);
    }
    return cl->editor.status();
}

void cmdline_interact(struct cmdline* cl) {
    if (cl == nullptr)
        return;
    char c = 0;
    while (read_one(cl->in, c) > 0)
        if (cmdline_in(cl, &c, 1) < 0)
            return;
}

void cmdline_quit(struct cmdline* cl) {
    if (cl != nullptr)
        rdline_quit(&cl->editor);
}
