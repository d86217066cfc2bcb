// SPDX-License-Identifier: BSD-3-Clause
/// A ring of characters in memory of the caller's. For one thread.
#ifndef CMDLINE_CIRBUF_H_
#define CMDLINE_CIRBUF_H_

#ifdef __cplusplus
extern "C" {
#endif

/// `start` and `end` are the places of the first and the last character; the same place when there is none.
struct cirbuf {
    unsigned int maxlen;
    unsigned int start;
    unsigned int end;
    unsigned int len;
    char* buf;
};

/// 0, or -EINVAL if a pointer is NULL.
int cirbuf_init(struct cirbuf* cbuf, char* buf, unsigned int start, unsigned int maxlen);

#define CIRBUF_IS_FULL(cirbuf) ((cirbuf)->maxlen == (cirbuf)->len)
#define CIRBUF_IS_EMPTY(cirbuf) ((cirbuf)->len == 0)
#define CIRBUF_GET_LEN(cirbuf) ((cirbuf)->len)
#define CIRBUF_GET_MAXLEN(cirbuf) ((cirbuf)->maxlen)
#define CIRBUF_GET_FREELEN(cirbuf) ((cirbuf)->maxlen - (cirbuf)->len)

/// `e` is each character in turn, `i` its number.
#define CIRBUF_FOREACH(c, i, e)                                                                                        \
    for (i = 0, e = (c)->buf[(c)->start]; i < (c)->len; i++, e = (c)->buf[((c)->start + i) % (c)->maxlen])

/// One character. The _safe ones return 0, or -EINVAL if it is full or empty or NULL; for the others the caller makes
/// sure that it is neither.
int cirbuf_add_head_safe(struct cirbuf* cbuf, char c);
void cirbuf_add_head(struct cirbuf* cbuf, char c);
int cirbuf_add_tail_safe(struct cirbuf* cbuf, char c);
void cirbuf_add_tail(struct cirbuf* cbuf, char c);
int cirbuf_del_head_safe(struct cirbuf* cbuf);
void cirbuf_del_head(struct cirbuf* cbuf);
int cirbuf_del_tail_safe(struct cirbuf* cbuf);
void cirbuf_del_tail(struct cirbuf* cbuf);
char cirbuf_get_head(struct cirbuf* cbuf);
char cirbuf_get_tail(struct cirbuf* cbuf);

/// `n` characters, all or none. How many were added, or -EINVAL.
int cirbuf_add_buf_head(struct cirbuf* cbuf, const char* c, unsigned int n);
int cirbuf_add_buf_tail(struct cirbuf* cbuf, const char* c, unsigned int n);
/// 0, or -EINVAL if there are fewer.
int cirbuf_del_buf_head(struct cirbuf* cbuf, unsigned int size);
int cirbuf_del_buf_tail(struct cirbuf* cbuf, unsigned int size);
/// Copies the first, or the last, `size` characters, fewer if there are fewer. How many, or -EINVAL.
int cirbuf_get_buf_head(struct cirbuf* cbuf, char* c, unsigned int size);
int cirbuf_get_buf_tail(struct cirbuf* cbuf, char* c, unsigned int size);

/// Moves the characters within the memory to its beginning, or its end. 0, or -EINVAL if it is NULL.
int cirbuf_align_left(struct cirbuf* cbuf);
int cirbuf_align_right(struct cirbuf* cbuf);

#ifdef __cplusplus
}
#endif

#endif
