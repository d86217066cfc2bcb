// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/line_editor.hpp"
#include "dpdk/log_error.hpp"

#include <cerrno>
#include <string>

using xdpk::dpdk::guarded;
using xdpk::dpdk::guarded_pointer;

struct rdline* rdline_new(rdline_write_char_t* write_char, rdline_validate_t* validate, rdline_complete_t* complete,
                          void* opaque) {
    if (write_char == nullptr || validate == nullptr || complete == nullptr)
        return nullptr;
    return guarded_pointer([&] { return new rdline(write_char, validate, complete, opaque); });
}

void rdline_free(struct rdline* rdl) { delete rdl; }

void* rdline_get_opaque(struct rdline* rdl) { return rdl == nullptr ? nullptr : rdl->opaque(); }

void rdline_newline(struct rdline* rdl, const char* prompt) {
    if (rdl != nullptr && prompt != nullptr)
        static_cast<void>(guarded([&] {
            rdl->begin(prompt);
            return 0;
        }));
}

void rdline_stop(struct rdline* rdl) {
    if (rdl != nullptr)
        rdl->set_status(RDLINE_INIT);
}

void rdline_quit(struct rdline* rdl) {
    if (rdl != nullptr)
        rdl->set_status(RDLINE_EXITED);
}

void rdline_restart(struct rdline* rdl) {
    if (rdl != nullptr)
        rdl->set_status(RDLINE_RUNNING);
}

void rdline_redisplay(struct rdline* rdl) {
    if (rdl != nullptr)
        static_cast<void>(guarded([&] {
            rdl->redisplay();
            return 0;
        }));
}

void rdline_reset(struct rdline* rdl) {
    if (rdl != nullptr)
        rdl->clear();
}

int rdline_char_in(struct rdline* rdl, char c) {
    return rdl == nullptr ? -EINVAL : guarded([&] { return rdl->take(c); });
}

const char* rdline_get_buffer(struct rdline* rdl) { return rdl == nullptr ? nullptr : rdl->text(); }

int rdline_add_history(struct rdline* rdl, const char* buf) {
    if (rdl == nullptr || buf == nullptr)
        return -EINVAL;
    return guarded([&] { return rdl->remember(buf) ? 0 : -1; });
}

void rdline_clear_history(struct rdline* rdl) {
    if (rdl != nullptr)
        rdl->forget_history();
}

char* rdline_get_history_item(struct rdline* rdl, unsigned int i) {
    return rdl == nullptr ? nullptr : rdl->history_item(i);
}

size_t rdline_get_history_buffer_size(struct rdline* rdl) { return rdl == nullptr ? 0 : rdline::most_history; }
