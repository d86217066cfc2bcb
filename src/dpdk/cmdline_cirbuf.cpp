// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_cirbuf.h>

#include <algorithm>
#include <cerrno>

namespace {

unsigned after(const cirbuf& ring, unsigned place) { return place + 1 == ring.maxlen ? 0 : place + 1; }
unsigned before(const cirbuf& ring, unsigned place) { return place == 0 ? ring.maxlen - 1 : place - 1; }
char& at(const cirbuf& ring, unsigned i) { return ring.buf[(ring.start + i) % ring.maxlen]; }

/// So that the first character is at `start`.
void move_to(cirbuf& ring, unsigned start) {
    std::rotate(ring.buf, ring.buf + (ring.start + ring.maxlen - start) % ring.maxlen, ring.buf + ring.maxlen);
    ring.start = start;
    ring.end = ring.len == 0 ? start : (start + ring.len - 1) % ring.maxlen;
}

} // namespace

int cirbuf_init(struct cirbuf* cbuf, char* buf, unsigned int start, unsigned int maxlen) {
    if (cbuf == nullptr || buf == nullptr)
        return -EINVAL;
    *cbuf = {maxlen, start, start, 0, buf};
    return 0;
}

void cirbuf_add_head(struct cirbuf* cbuf, char c) {
    if (!CIRBUF_IS_EMPTY(cbuf))
        cbuf->start = before(*cbuf, cbuf->start);
    cbuf->buf[cbuf->start] = c;
    ++cbuf->len;
}

void cirbuf_add_tail(struct cirbuf* cbuf, char c) {
    if (!CIRBUF_IS_EMPTY(cbuf))
        cbuf->end = after(*cbuf, cbuf->end);
    cbuf->buf[cbuf->end] = c;
    ++cbuf->len;
}

void cirbuf_del_head(struct cirbuf* cbuf) {
    if (--cbuf->len > 0)
        cbuf->start = after(*cbuf, cbuf->start);
}

void cirbuf_del_tail(struct cirbuf* cbuf) {
    if (--cbuf->len > 0)
        cbuf->end = before(*cbuf, cbuf->end);
}

int cirbuf_add_head_safe(struct cirbuf* cbuf, char c) { return cirbuf_add_buf_head(cbuf, &c, 1) == 1 ? 0 : -EINVAL; }
int cirbuf_add_tail_safe(struct cirbuf* cbuf, char c) { return cirbuf_add_buf_tail(cbuf, &c, 1) == 1 ? 0 : -EINVAL; }
int cirbuf_del_head_safe(struct cirbuf* cbuf) { return cirbuf_del_buf_head(cbuf, 1); }
int cirbuf_del_tail_safe(struct cirbuf* cbuf) { return cirbuf_del_buf_tail(cbuf, 1); }
char cirbuf_get_head(struct cirbuf* cbuf) { return cbuf->buf[cbuf->start]; }
char cirbuf_get_tail(struct cirbuf* cbuf) { return cbuf->buf[cbuf->end]; }

int cirbuf_add_buf_head(struct cirbuf* cbuf, const char* c, unsigned int n) {
    if (cbuf == nullptr || c == nullptr || n == 0 || n > CIRBUF_GET_FREELEN(cbuf))
        return -EINVAL;
    for (unsigned i = n; i > 0; --i)
        cirbuf_add_head(cbuf, c[i - 1]);
    return static_cast<int>(n);
}

int cirbuf_add_buf_tail(struct cirbuf* cbuf, const char* c, unsigned int n) {
    if (cbuf == nullptr || c == nullptr || n == 0 || n > CIRBUF_GET_FREELEN(cbuf))
        return -EINVAL;
    for (unsigned i = 0; i < n; ++i)
        cirbuf_add_tail(cbuf, c[i]);
    return static_cast<int>(n);
}

int cirbuf_del_buf_head(struct cirbuf* cbuf, unsigned int size) {
    if (cbuf == nullptr || size == 0 || size > cbuf->len)
        return -EINVAL;
    while (size-- > 0)
        cirbuf_del_head(cbuf);
    return 0;
}

int cirbuf_del_buf_tail(struct cirbuf* cbuf, unsigned int size) {
    if (cbuf == nullptr || size == 0 || size > cbuf->len)
        return -EINVAL;
    while (size-- > 0)
        cirbuf_del_tail(cbuf);
    return 0;
}

int cirbuf_get_buf_head(struct cirbuf* cbuf, char* c, unsigned int size) {
    if (cbuf == nullptr || c == nullptr)
        return -EINVAL;
    const unsigned n = std::min(size, cbuf->len);
    for (unsigned i = 0; i < n; ++i)
        c[i] = at(*cbuf, i);
    return static_cast<int>(n);
}

int cirbuf_get_buf_tail(struct cirbuf* cbuf, char* c, unsigned int size) {
    if (cbuf == nullptr || c == nullptr)
        return -EINVAL;
    const unsigned n = std::min(size, cbuf->len);
    for (unsigned i = 0; i < n; ++i)
        c[i] = at(*cbuf, cbuf->len - n + i);
    return static_cast<int>(n);
}

int cirbuf_align_left(struct cirbuf* cbuf) {
    if (cbuf == nullptr)
        return -EINVAL;
    move_to(*cbuf, 0);
    return 0;
}

int cirbuf_align_right(struct cirbuf* cbuf) {
    if (cbuf == nullptr)
        return -EINVAL;
    move_to(*cbuf, cbuf->maxlen - std::max(cbuf->len, 1U));
    return 0;
}
