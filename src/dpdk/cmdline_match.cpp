// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/cmdline_match.hpp"

#include "dpdk/cmdline_words.hpp"

namespace xdpk::dpdk {

cmdline_parse_token_hdr_t* token_of(cmdline_parse_inst_t& instruction, unsigned i) {
    if (instruction.tokens[0] != nullptr || instruction.f == nullptr)
        return instruction.tokens[i];
    cmdline_parse_token_hdr_t* token = nullptr;
    instruction.f(&token, nullptr, &instruction.tokens[i]);
    return token;
}

match match_instruction(cmdline_parse_inst_t& instruction, const char* text, std::span<char> result) {
    match found;
    found.rest = without_blanks(text);
    for (;; ++found.tokens) {
        found.next = token_of(instruction, found.tokens);
        if (found.next == nullptr || cmdline_isendofcommand(*found.rest) != 0)
            return found;
        const std::size_t offset = std::min<std::size_t>(found.next->offset, result.size());
        void* const value = result.empty() ? nullptr : result.data() + offset;
        const auto room = static_cast<unsigned>(result.size() - offset);
        const int length = found.next->ops->parse(found.next, found.rest, value, room);
        if (length < 0)
            return found;
        found.rest = without_blanks(found.rest + length);
    }
}

} // namespace xdpk::dpdk

int cmdline_isendofcommand(char c) { return c == '\0' || c == '#' || c == '\n' || c == '\r' ? 1 : 0; }

int cmdline_isendoftoken(char c) { return c == ' ' || c == '\t' || cmdline_isendofcommand(c) != 0 ? 1 : 0; }
