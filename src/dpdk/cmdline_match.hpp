// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstddef>
#include <span>

#include <xdpk/dpdk/cmdline.h>

namespace xdpk::dpdk {

/// The instruction's i-th token, nullptr after the last. Tokens made on request must be asked for from the first on.
[[nodiscard]] cmdline_parse_token_hdr_t* token_of(cmdline_parse_inst_t& instruction, unsigned i);

/// How far a text is the instruction.
struct match {
    unsigned tokens = 0;                       ///< that were found
    cmdline_parse_token_hdr_t* next = nullptr; ///< the token that was not, or none
    const char* rest = nullptr;                ///< the text after the tokens and blanks

    /// The whole command is the whole instruction.
    [[nodiscard]] bool is_whole() const noexcept { return next == nullptr && cmdline_isendofcommand(*rest) != 0; }
};

/// Puts the tokens' values into `result`, unless that is empty.
[[nodiscard]] match match_instruction(cmdline_parse_inst_t& instruction, const char* text, std::span<char> result);

/// The language of a prompt.
[[nodiscard]] cmdline_parse_ctx_t* language_of(const cmdline& prompt) noexcept;

} // namespace xdpk::dpdk
