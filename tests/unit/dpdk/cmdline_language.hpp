// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <string>

#include <cmdline.h>
#include <cmdline_parse_bool.h>
#include <cmdline_parse_num.h>
#include <cmdline_parse_string.h>

/// A small language for tests: "show stats|state <number>", "light on|off", "quit".
struct spoken {
    cmdline_fixed_string_t verb;
    cmdline_fixed_string_t what;
    std::uint16_t number;
    std::uint8_t is_on;
};

/// What was last called.
inline std::string called;

inline void call_show(void* parsed, cmdline*, void*) {
    const auto& line = *static_cast<spoken*>(parsed);
    called = std::string(line.what) + " " + std::to_string(line.number);
}
inline void call_light(void* parsed, cmdline*, void*) {
    called = static_cast<spoken*>(parsed)->is_on != 0 ? "on" : "off";
}
inline void call_quit(void*, cmdline* prompt, void*) {
    called = "quit";
    cmdline_quit(prompt);
}

inline cmdline_parse_token_string_t token_show = TOKEN_STRING_INITIALIZER(spoken, verb, "show");
inline cmdline_parse_token_string_t token_what = TOKEN_STRING_INITIALIZER(spoken, what, "stats#state");
inline cmdline_parse_token_num_t token_number = TOKEN_NUM_INITIALIZER(spoken, number, RTE_UINT16);
inline cmdline_parse_token_string_t token_light = TOKEN_STRING_INITIALIZER(spoken, verb, "light");
inline cmdline_parse_token_bool_t token_is_on = TOKEN_BOOL_INITIALIZER(spoken, is_on);
inline cmdline_parse_token_string_t token_quit = TOKEN_STRING_INITIALIZER(spoken, verb, "quit");

/// Tokens given on request, as generated ones are not.
inline void call_or_give_light(void* parsed, cmdline* prompt, void* place);

/// As cmdline_parse_inst_t, with room for its tokens.
struct instruction {
    void (*f)(void*, cmdline*, void*);
    void* data;
    const char* help;
    cmdline_parse_token_hdr_t* tokens[4];

    cmdline_parse_ctx_t as_parsed() { return reinterpret_cast<cmdline_parse_ctx_t>(this); }
};
inline instruction show{
    call_show, nullptr, "show stats|state <number>", {&token_show.hdr, &token_what.hdr, &token_number.hdr, nullptr}};
inline instruction light{call_or_give_light, nullptr, "light on|off", {}};
inline instruction quit{call_quit, nullptr, "quit", {&token_quit.hdr, nullptr}};

inline void call_or_give_light(void* parsed, cmdline* prompt, void* place) {
    if (prompt != nullptr || place == nullptr)
        return call_light(parsed, prompt, place);
    cmdline_parse_token_hdr_t* const tokens[] = {&token_light.hdr, &token_is_on.hdr, nullptr};
    const auto i = static_cast<cmdline_parse_token_hdr_t**>(place) - light.tokens;
    *static_cast<cmdline_parse_token_hdr_t**>(parsed) = tokens[i];
}

inline cmdline_parse_ctx_t language[] = {show.as_parsed(), light.as_parsed(), quit.as_parsed(), nullptr};
