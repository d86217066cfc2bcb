// SPDX-License-Identifier: BSD-3-Clause
/// A language of commands: a list of instructions, each a list of tokens and the function that is called with what
/// they were parsed to. The program owns all of it; it stays as it is. For one thread.
#ifndef CMDLINE_PARSE_H_
#define CMDLINE_PARSE_H_

#include <stddef.h>

#include "rte_common.h"
#include "rte_compat.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Of parsing.
#define CMDLINE_PARSE_SUCCESS 0
#define CMDLINE_PARSE_AMBIGUOUS -1 ///< several instructions fit
#define CMDLINE_PARSE_NOMATCH -2   ///< no instruction begins so
#define CMDLINE_PARSE_BAD_ARGS -3  ///< some instruction begins so, but none fits

/// Of completion.
#define CMDLINE_PARSE_COMPLETE_FINISHED 0
#define CMDLINE_PARSE_COMPLETE_AGAIN 1
#define CMDLINE_PARSE_COMPLETED_BUFFER 2

/// Room for what one line is parsed to.
#define CMDLINE_PARSE_RESULT_BUFSIZE 8192

struct cmdline_token_ops;

/// How every kind of token begins: its operations, and where in the result its value is put.
struct cmdline_token_hdr {
    struct cmdline_token_ops* ops;
    unsigned int offset;
};
typedef struct cmdline_token_hdr cmdline_parse_token_hdr_t;

struct cmdline_token_ops {
    /// Parses the text's first word to `res`, of `size` bytes, or only checks it if that is NULL. How many characters
    /// that were, or a negative value.
    int (*parse)(cmdline_parse_token_hdr_t* token, const char* text, void* res, unsigned int size);
    /// How many words the token may be, if they can be told; may be NULL.
    int (*complete_get_nb)(cmdline_parse_token_hdr_t* token);
    /// The i-th of them. 0, or a negative value.
    int (*complete_get_elt)(cmdline_parse_token_hdr_t* token, int i, char* dst, unsigned int size);
    /// Says what the token is. 0, or a negative value.
    int (*get_help)(cmdline_parse_token_hdr_t* token, char* dst, unsigned int size);
};

struct cmdline;

#if defined __cplusplus && defined __clang__
#pragma clang diagnostic push
#pragma clang diagnostic ignored "-Wc99-extensions"
#endif
/// `f(result, cl, data)` is called when the line is `tokens`, a list that ends with NULL. If the first token is NULL,
/// each is asked for instead: `f(&token, NULL, &inst->tokens[i])` sets `token`, NULL at the end.
struct cmdline_inst {
    void (*f)(void* result, struct cmdline* cl, void* data);
    void* data;
    const char* help_str;
    __extension__ cmdline_parse_token_hdr_t* tokens[];
};
#if defined __cplusplus && defined __clang__
#pragma clang diagnostic pop
#endif
typedef struct cmdline_inst cmdline_parse_inst_t;

/// A language is an array of these that ends with NULL.
typedef cmdline_parse_inst_t* cmdline_parse_ctx_t;

/// Parses the first line in `buf` and calls the function of the instruction that fits. How many characters that line
/// has with its end, 0 if there is no end; or one of the negative values above.
int cmdline_parse(struct cmdline* cl, const char* buf);
/// The same without the call.
__rte_experimental int cmdline_parse_check(struct cmdline* cl, const char* buf);

/// Completes `buf`. With *state 0: gives what can be appended (COMPLETED_BUFFER), or else, as with *state -1, the first
/// of the choices (COMPLETE_AGAIN); called again with *state as it is, the next ones, then COMPLETE_FINISHED.
int cmdline_complete(struct cmdline* cl, const char* buf, int* state, char* dst, unsigned int size);

/// Whether a word, or a command, ends here: at blanks (words only), ends of lines, comments (#), the end of the text.
int cmdline_isendoftoken(char c);
int cmdline_isendofcommand(char c);

#ifdef __cplusplus
}
#endif

#endif
