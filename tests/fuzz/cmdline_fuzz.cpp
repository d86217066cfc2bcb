// SPDX-License-Identifier: BSD-3-Clause
// Any keys typed at a prompt are edited, completed, parsed and run without reading past anything; a line is never
// longer than there is room for, and completing one twice gives the same.
#include "require.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>

#include <xdpk/dpdk/cmdline.h>
#include <xdpk/dpdk/cmdline_parse_etheraddr.h>
#include <xdpk/dpdk/cmdline_parse_ipaddr.h>
#include <xdpk/dpdk/cmdline_parse_num.h>
#include <xdpk/dpdk/cmdline_parse_portlist.h>
#include <xdpk/dpdk/cmdline_parse_string.h>

namespace {

struct spoken {
    cmdline_fixed_string_t verb;
    cmdline_fixed_string_t any;
    cmdline_ipaddr_t address;
    std::uint8_t mac[6];
    cmdline_portlist_t ports;
    std::int32_t number;
    cmdline_multi_string_t rest;
};

void check(void* parsed, cmdline*, void*) {
    const auto& line = *static_cast<spoken*>(parsed);
    require(std::memchr(line.verb, 0, sizeof(line.verb)) != nullptr);
    require(std::strcmp(line.verb, "set") != 0 || std::memchr(line.any, 0, sizeof(line.any)) != nullptr);
    require(std::strcmp(line.verb, "say") != 0 || std::memchr(line.rest, 0, sizeof(line.rest)) != nullptr);
}

cmdline_parse_token_string_t set = TOKEN_STRING_INITIALIZER(spoken, verb, "set#show");
cmdline_parse_token_string_t any = TOKEN_STRING_INITIALIZER(spoken, any, nullptr);
cmdline_parse_token_ipaddr_t address = TOKEN_IPNET_INITIALIZER(spoken, address);
cmdline_parse_token_etheraddr_t mac = TOKEN_ETHERADDR_INITIALIZER(spoken, mac);
cmdline_parse_token_portlist_t ports = TOKEN_PORTLIST_INITIALIZER(spoken, ports);
cmdline_parse_token_num_t number = TOKEN_NUM_INITIALIZER(spoken, number, RTE_INT32);
cmdline_parse_token_string_t say = TOKEN_STRING_INITIALIZER(spoken, verb, "say");
cmdline_parse_token_string_t rest = TOKEN_STRING_INITIALIZER(spoken, rest, TOKEN_STRING_MULTI);

/// As cmdline_parse_inst_t, with room for its tokens.
struct instruction {
    void (*f)(void*, cmdline*, void*);
    void* data;
    const char* help;
    cmdline_parse_token_hdr_t* tokens[7];
};
instruction setting{
    check, nullptr, "set", {&set.hdr, &any.hdr, &address.hdr, &mac.hdr, &ports.hdr, &number.hdr, nullptr}};
instruction saying{check, nullptr, "say", {&say.hdr, &rest.hdr, nullptr}};
cmdline_parse_ctx_t language[] = {reinterpret_cast<cmdline_parse_ctx_t>(&setting),
                                  reinterpret_cast<cmdline_parse_ctx_t>(&saying), nullptr};

std::string completed(cmdline* prompt, const std::string& text) {
    char room[64];
    int state = 0;
    std::string all;
    while (cmdline_complete(prompt, text.c_str(), &state, room, sizeof(room)) == CMDLINE_PARSE_COMPLETE_AGAIN)
        all += room;
    return all;
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string text(reinterpret_cast<const char*>(data), size);
    cmdline* const prompt = cmdline_new(language, "> ", -1, -1);
    require(cmdline_in(prompt, text.data(), static_cast<int>(text.size())) <= static_cast<int>(text.size()));
    require(std::strlen(rdline_get_buffer(cmdline_get_rdline(prompt))) <= 512);
    const int length = cmdline_parse(prompt, text.c_str());
    require(length <= static_cast<int>(text.size()) && length >= CMDLINE_PARSE_BAD_ARGS);
    require(completed(prompt, text) == completed(prompt, text));
    cmdline_free(prompt);
    return 0;
}
