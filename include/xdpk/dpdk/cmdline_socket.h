// SPDX-License-Identifier: BSD-3-Clause
/// Prompts on the terminal and commands from files.
#ifndef CMDLINE_SOCKET_H_
#define CMDLINE_SOCKET_H_

#include "cmdline_parse.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Commands from a file; nothing is written. NULL if it cannot be opened.
struct cmdline* cmdline_file_new(cmdline_parse_ctx_t* ctx, const char* prompt, const char* path);
/// On standard input and output. A terminal gives each key as it is pressed until cmdline_stdin_exit, which also frees
/// `cl`.
struct cmdline* cmdline_stdin_new(cmdline_parse_ctx_t* ctx, const char* prompt);
void cmdline_stdin_exit(struct cmdline* cl);

#ifdef __cplusplus
}
#endif

#endif
