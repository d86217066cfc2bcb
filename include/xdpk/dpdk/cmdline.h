// SPDX-License-Identifier: BSD-3-Clause
/// A prompt: lines from a file, edited if it is a terminal, each parsed and run. For one thread, except cmdline_quit.
#ifndef CMDLINE_H_
#define CMDLINE_H_

#include "cmdline_parse.h"
#include "cmdline_rdline.h"
#include "rte_common.h"
#include "rte_compat.h"

#ifdef __cplusplus
extern "C" {
#endif

enum rdline_status {
    RDLINE_INIT,
    RDLINE_RUNNING,
    RDLINE_EXITED,
};

struct cmdline;

/// Shows the prompt. Descriptors above 2 become its own; -1 as `s_out` writes nothing. NULL if an argument is or memory
/// is out.
struct cmdline* cmdline_new(cmdline_parse_ctx_t* ctx, const char* prompt, int s_in, int s_out);
void cmdline_set_prompt(struct cmdline* cl, const char* prompt);
void cmdline_free(struct cmdline* cl);

void cmdline_printf(const struct cmdline* cl, const char* fmt, ...) __rte_format_printf(2, 3);
/// Takes characters as if they had been typed. How many, or a negative value once it was quit or at the end of file.
int cmdline_in(struct cmdline* cl, const char* buf, int size);
int cmdline_write_char(struct rdline* rdl, char c);
__rte_experimental struct rdline* cmdline_get_rdline(struct cmdline* cl);

/// Takes a character if there is one, without waiting. An rdline_status, or a negative value.
int cmdline_poll(struct cmdline* cl);
/// Takes characters until the end of the file or cmdline_quit.
void cmdline_interact(struct cmdline* cl);
/// Ends cmdline_interact after the command that is being run.
void cmdline_quit(struct cmdline* cl);

#ifdef __cplusplus
}
#endif

#endif
