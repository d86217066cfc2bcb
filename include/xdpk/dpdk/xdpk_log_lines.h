// SPDX-License-Identifier: BSD-3-Clause
/// Log calls that end the line themselves. Part of rte_log.h.
#ifndef XDPK_LOG_LINES_H_
#define XDPK_LOG_LINES_H_

#define RTE_LOG_CHECK_NO_NEWLINE(fmt)

/// RTE_LOG whose text has no end of line.
#define RTE_LOG_LINE(l, t, ...) RTE_LOG(l, t, RTE_FMT(RTE_FMT_HEAD(__VA_ARGS__, ) "\n", RTE_FMT_TAIL(__VA_ARGS__, )))
#define RTE_LOG_DP_LINE(l, t, ...)                                                                                     \
    RTE_LOG_DP(l, t, RTE_FMT(RTE_FMT_HEAD(__VA_ARGS__, ) "\n", RTE_FMT_TAIL(__VA_ARGS__, )))
/// The same with something in front of the text: a format, and its arguments between RTE_LOG_COMMA.
#define RTE_LOG_COMMA ,
#define RTE_LOG_LINE_PREFIX(l, t, prefix, args, ...)                                                                   \
    RTE_LOG(l, t, RTE_FMT(prefix RTE_FMT_HEAD(__VA_ARGS__, ) "\n", args RTE_LOG_COMMA RTE_FMT_TAIL(__VA_ARGS__, )))
#define RTE_LOG_DP_LINE_PREFIX(l, t, prefix, args, ...)                                                                \
    RTE_LOG_DP(l, t, RTE_FMT(prefix RTE_FMT_HEAD(__VA_ARGS__, ) "\n", args RTE_LOG_COMMA RTE_FMT_TAIL(__VA_ARGS__, )))

#endif
