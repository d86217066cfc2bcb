// SPDX-License-Identifier: BSD-3-Clause
/// Prints what lines of a small language are parsed to, how they are completed, and what a session of them shows.
#include <arpa/inet.h>
#include <cmdline.h>
#include <cmdline_parse.h>
#include <cmdline_parse_etheraddr.h>
#include <cmdline_parse_ipaddr.h>
#include <cmdline_parse_num.h>
#include <cmdline_parse_portlist.h>
#include <cmdline_parse_string.h>
#include <cmdline_rdline.h>
#include <cmdline_socket.h>
#include <inttypes.h>
#include <rte_common.h>
#include <rte_ether.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct show_result {
    cmdline_fixed_string_t show;
    cmdline_fixed_string_t what;
    uint8_t port;
};

static void show(void* parsed, struct cmdline* cl, void* data) {
    struct show_result* r = parsed;
    cmdline_printf(cl, "show %s %u %s\n", r->what, r->port, (const char*)data);
    printf("called: show %s %u\n", r->what, r->port);
}

static cmdline_parse_token_string_t show_show = TOKEN_STRING_INITIALIZER(struct show_result, show, "show");
static cmdline_parse_token_string_t show_what = TOKEN_STRING_INITIALIZER(struct show_result, what, "stats#state#link");
static cmdline_parse_token_num_t show_port = TOKEN_NUM_INITIALIZER(struct show_result, port, RTE_UINT8);
static cmdline_parse_inst_t show_inst = {
    .f = show,
    .data = "data",
    .help_str = "show stats|state|link <port>",
    .tokens = {(void*)&show_show, (void*)&show_what, (void*)&show_port, NULL},
};

struct set_result {
    cmdline_fixed_string_t set;
    cmdline_fixed_string_t name;
    cmdline_ipaddr_t ip;
    struct rte_ether_addr mac;
    cmdline_portlist_t ports;
};

static void set(void* parsed, struct cmdline* cl, void* data) {
    struct set_result* r = parsed;
    char text[INET6_ADDRSTRLEN] = "";
    (void)data;
    (void)cl;
    inet_ntop(r->ip.family, &r->ip.addr, text, sizeof(text));
    printf("called: set %s %s/%u %02x..%02x %x\n", r->name, text, r->ip.prefixlen, r->mac.addr_bytes[0],
           r->mac.addr_bytes[5], r->ports.map);
}

static cmdline_parse_token_string_t set_set = TOKEN_STRING_INITIALIZER(struct set_result, set, "set");
static cmdline_parse_token_string_t set_name = TOKEN_STRING_INITIALIZER(struct set_result, name, NULL);
static cmdline_parse_token_ipaddr_t set_ip = TOKEN_IPNET_INITIALIZER(struct set_result, ip);
static cmdline_parse_token_etheraddr_t set_mac = TOKEN_ETHERADDR_INITIALIZER(struct set_result, mac);
static cmdline_parse_token_portlist_t set_ports = TOKEN_PORTLIST_INITIALIZER(struct set_result, ports);
static cmdline_parse_inst_t set_inst = {
    .f = set,
    .help_str = "set <name> <ip> <mac> <ports>",
    .tokens = {(void*)&set_set, (void*)&set_name, (void*)&set_ip, (void*)&set_mac, (void*)&set_ports, NULL},
};

struct say_result {
    cmdline_fixed_string_t say;
    cmdline_multi_string_t text;
};

static void say(void* parsed, struct cmdline* cl, void* data) {
    (void)data;
    (void)cl;
    printf("called: say '%s'\n", ((struct say_result*)parsed)->text);
}

static cmdline_parse_token_string_t say_say = TOKEN_STRING_INITIALIZER(struct say_result, say, "say");
static cmdline_parse_token_string_t say_text = TOKEN_STRING_INITIALIZER(struct say_result, text, TOKEN_STRING_MULTI);
static cmdline_parse_inst_t say_inst = {
    .f = say, .help_str = "say <anything>", .tokens = {(void*)&say_say, (void*)&say_text, NULL}};

static void quit(void* parsed, struct cmdline* cl, void* data) {
    (void)parsed;
    (void)data;
    printf("called: quit\n");
    cmdline_quit(cl);
}

static cmdline_parse_token_string_t quit_quit = TOKEN_STRING_INITIALIZER(struct say_result, say, "quit");
static cmdline_parse_inst_t quit_inst = {.f = quit, .help_str = "quit", .tokens = {(void*)&quit_quit, NULL}};
static cmdline_parse_inst_t same_inst = {
    .f = quit, .help_str = "the same", .tokens = {(void*)&say_say, (void*)&quit_quit, NULL}};

static cmdline_parse_ctx_t language[] = {&show_inst, &set_inst, &say_inst, &quit_inst, &same_inst, NULL};

/// Each to the bar.
static const char lines[] =
    "show stats 1\n|  show\tlink  0x1f # why\n|show link 256\n|show link 0b101\n|show link 017\n|show link 08\n|show "
    "link -1\n|show sta 1\n|show stats\n|show stats 1 2\n|show stats 1x\n|\n|  # nothing\n|#\n|nonsense\n|sho stats "
    "1\n|quit\n|quit now\n|say hello  world # really\n|say\n|say quit\n|set a 10.0.0.1/8 02:00:00:00:00:05 0-3,7\n|set "
    "a 10.0.0.1 02:00:00:00:00:05 0-3,7\n|set a fd00::1/64 0200:0000:0009 31\n|set a fd00::1/129 02:00:00:00:00:05 "
    "1\n|set a 10.0.0.1/33 02:00:00:00:00:05 1\n|set a 10.0.0.1/8 02:00:00:00:00 1\n|set a 10.0.0.1/8 "
    "02:00:00:00:00:05 32\n|set a 10.0.0.1/8 02:00:00:00:00:05 3-1\n|set a 10.0.0.1/8 02:00:00:00:00:05 1,\n|set a "
    "10.0.0.1/8 02:00:00:00:00:05 1-\n|show stats 1\r\n|show stats 1|";

static const char beginnings[] = "|s|sh|show|show |show s|show st|show stat|show sta |show stats |show stats 1|show "
                                 "stats 1 |se|set |set a |set a 1|q|quit|quit |x|say |say q|  sh|# sh|";

/// A digit for the type, and a number.
static const char numbers[] =
    "0255|0256|4-128|4-129|4128|165535|165536|5-32768|532768|24294967295|24294967296|6-2147483648|6-2147483649|"
    "318446744073709551615|318446744073709551616|7-9223372036854775808|7-9223372036854775809|79223372036854775808|"
    "30xffffffffffffffff|30x10000000000000000|20|200|20x|20b|20b12|20B1|20Xff|2|2-|6-0|6-0x10|6-010|2+1|21 "
    "2|21#|21.5|2777 |20777|60xffffffff|40xff|20xabcDEF|";

static void for_each(const char* list, struct cmdline* cl, void (*f)(struct cmdline* cl, const char* text)) {
    char text[128];
    for (const char* end; (end = strchr(list, '|')) != NULL; list = end + 1) {
        snprintf(text, sizeof(text), "%.*s", (int)(end - list), list);
        f(cl, text);
    }
}

static void number(struct cmdline* cl, const char* text) {
    cmdline_parse_token_num_t token = {{&cmdline_token_num_ops, 0}, {(enum cmdline_numtype)(text[0] - '0')}};
    int64_t value = 0;
    const int status = cmdline_parse_num((cmdline_parse_token_hdr_t*)&token, text + 1, &value, sizeof(value));
    (void)cl;
    printf("number %s: %d %" PRIx64 "\n", text, status, status < 0 ? 0 : value);
}

static void line(struct cmdline* cl, const char* text) {
    printf("line %s: ", text);
    printf("%d\n", cmdline_parse(cl, text));
}

static void complete(struct cmdline* cl, const char* buffer) {
    for (int state = 0, first = 0; first >= -1; state = --first) {
        printf("complete '%s' from %d:", buffer, state);
        for (int status = CMDLINE_PARSE_COMPLETE_AGAIN; status == CMDLINE_PARSE_COMPLETE_AGAIN;) {
            char text[256] = "";
            status = cmdline_complete(cl, buffer, &state, text, sizeof(text));
            printf(" %d '%s'", status, status > 0 ? text : "");
        }
        printf("\n");
    }
}

/// With an argument: without the session, which reads standard input.
int main(int argc, char** argv) {
    (void)argv;
    struct cmdline* cl = cmdline_new(language, "> ", -1, -1);
    if (cl == NULL)
        return 1;
    for_each(numbers, cl, number);
    for_each(lines, cl, line);
    for_each(beginnings, cl, complete);
    cmdline_free(cl);
    fflush(stdout);
    if (argc > 1)
        return 0;
    cl = cmdline_new(language, "> ", 0, 1);
    cmdline_interact(cl);
    cmdline_free(cl);
    return 0;
}
