// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_parse.h>

#include "dpdk/cmdline_match.hpp"
#include "dpdk/cmdline_words.hpp"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>

namespace xdpk::dpdk {
namespace {

/// What a line's tokens were parsed to.
struct alignas(std::max_align_t) parsed_line {
    std::array<char, CMDLINE_PARSE_RESULT_BUFSIZE> bytes;
};

/// How many characters the first line has with its end; 0: it has none.
int line_length(const char* text) noexcept {
    const std::size_t length = std::strcspn(text, "\r\n");
    return text[length] == '\0' ? 0 : static_cast<int>(length + std::strspn(text + length, "\r\n"));
}

/// Finds the instruction that the line is: CMDLINE_PARSE_SUCCESS or why there is none.
int find(cmdline_parse_ctx_t* language, const char* line, cmdline_parse_inst_t*& found, parsed_line& result) {
    int status = CMDLINE_PARSE_NOMATCH;
    for (; *language != nullptr; ++language) {
        parsed_line values;
        const match at = match_instruction(**language, line, values.bytes);
        if (at.is_whole()) {
            if (found != nullptr)
                return CMDLINE_PARSE_AMBIGUOUS;
            found = *language;
            result = values;
        } else if (at.tokens > 0) {
            status = CMDLINE_PARSE_BAD_ARGS;
        }
    }
    return found != nullptr ? CMDLINE_PARSE_SUCCESS : status;
}

int parse(cmdline* prompt, const char* line, bool calls) {
    if (prompt == nullptr || line == nullptr)
        return CMDLINE_PARSE_BAD_ARGS;
    const int length = line_length(line);
    if (length == 0 || cmdline_isendofcommand(*without_blanks(line)) != 0)
        return length;
    cmdline_parse_inst_t* found = nullptr;
    parsed_line result;
    const int status = find(language_of(*prompt), line, found, result);
    if (status != CMDLINE_PARSE_SUCCESS)
        return status;
    if (calls && found->f != nullptr)
        found->f(result.bytes.data(), prompt, found->data);
    return length;
}

} // namespace
} // namespace xdpk::dpdk

int cmdline_parse(struct cmdline* cl, const char* buf) { return xdpk::dpdk::parse(cl, buf, true); }

int cmdline_parse_check(struct cmdline* cl, const char* buf) { return xdpk::dpdk::parse(cl, buf, false); }
