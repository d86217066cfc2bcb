// SPDX-License-Identifier: BSD-3-Clause
/// The editor of a line on a terminal: cursor keys, a kill buffer, a history, completion. It reads and writes through
/// the caller's functions, so that there may be any number of them. For one thread each.
///
/// Keys: arrows; Ctrl-A, -E (ends); Ctrl-F, -B, -P, -N (arrows); Alt-B, -F (words); Backspace, Delete or Ctrl-D,
/// Ctrl-W, Alt-D (delete); Ctrl-K, -Y (kill, yank); Ctrl-C (drop the line); Ctrl-L (redraw); Tab and ? (complete,
/// choices).
#ifndef CMDLINE_RDLINE_H_
#define CMDLINE_RDLINE_H_

#include <stdio.h>

#include "cmdline_cirbuf.h"
#include "cmdline_vt100.h"
#include "rte_compat.h"

#ifdef __cplusplus
extern "C" {
#endif

struct rdline;

/// Writes a character to the terminal.
typedef int(rdline_write_char_t)(struct rdline* rdl, char c);
/// Takes a line that is done; it ends with "\n", and `size` counts its last 0 too.
typedef void(rdline_validate_t)(struct rdline* rdl, const char* buf, unsigned int size);
/// Completes the line up to the cursor: as cmdline_complete does.
typedef int(rdline_complete_t)(struct rdline* rdl, const char* buf, char* dstbuf, unsigned int dstsize, int* state);

/// NULL if a function is, or memory is out.
__rte_experimental struct rdline* rdline_new(rdline_write_char_t* write_char, rdline_validate_t* validate,
                                             rdline_complete_t* complete, void* opaque);
__rte_experimental void rdline_free(struct rdline* rdl);
__rte_experimental void* rdline_get_opaque(struct rdline* rdl);

/// Begins a line and shows the prompt, of which 31 characters at most are used.
void rdline_newline(struct rdline* rdl, const char* prompt);
/// Characters are ignored (stop), or refused (quit), until restart.
void rdline_stop(struct rdline* rdl);
void rdline_quit(struct rdline* rdl);
void rdline_restart(struct rdline* rdl);
void rdline_redisplay(struct rdline* rdl);
/// Forgets the line.
void rdline_reset(struct rdline* rdl);

/// Of rdline_char_in.
#define RDLINE_RES_SUCCESS 0
#define RDLINE_RES_VALIDATED 1
#define RDLINE_RES_COMPLETE 2
#define RDLINE_RES_NOT_RUNNING -1
#define RDLINE_RES_EOF -2 ///< Ctrl-D on an empty line
#define RDLINE_RES_EXITED -3

/// Takes a character from the terminal. What does not fit into 511 is dropped.
int rdline_char_in(struct rdline* rdl, char c);
/// The line, until the next character.
const char* rdline_get_buffer(struct rdline* rdl);

/// The newest is item 0. A negative value if `buf` is longer than the history may be.
int rdline_add_history(struct rdline* rdl, const char* buf);
void rdline_clear_history(struct rdline* rdl);
char* rdline_get_history_item(struct rdline* rdl, unsigned int i);
__rte_experimental size_t rdline_get_history_buffer_size(struct rdline* rdl);

#ifdef __cplusplus
}
#endif

#endif
