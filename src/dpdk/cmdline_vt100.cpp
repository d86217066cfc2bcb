// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_vt100.h>

#include <iterator>
#include <string_view>

// In the order of the numbers in the header.
const char* cmdline_vt100_commands[] = {
    vt100_up_arr, vt100_down_arr, vt100_right_arr, vt100_left_arr,  "\177",           "\n",        "\001",    "\005",
    "\013",       "\031",         "\003",          "\006",          "\002",           vt100_suppr, vt100_tab, "\004",
    "\014",       "\r",           "\033\177",      vt100_word_left, vt100_word_right, "?",         "\027",    "\020",
    "\016",       "\033d",        "\010",
};

namespace {

constexpr int no_key = -1;
constexpr int more_to_come = -2;

int key_of(std::string_view sequence) noexcept {
    for (std::size_t key = 0; key < std::size(cmdline_vt100_commands); ++key)
        if (sequence == cmdline_vt100_commands[key])
            return static_cast<int>(key);
    return no_key;
}

/// Whether the sequence ends with this character: ESC and one more, or ESC [ and all up to a letter or ~.
bool is_last(cmdline_vt100& parser, char c) noexcept {
    switch (parser.state) {
    case CMDLINE_VT100_INIT:
        if (c != '\033')
            return true;
        parser.state = CMDLINE_VT100_ESCAPE;
        return false;
    case CMDLINE_VT100_ESCAPE:
        if (c != '[')
            return true;
        parser.state = CMDLINE_VT100_ESCAPE_CSI;
        return false;
    case CMDLINE_VT100_ESCAPE_CSI:
        return c >= '@' && c <= '~';
    }
    return true;
}

} // namespace

void vt100_init(struct cmdline_vt100* vt) {
    if (vt != nullptr)
        *vt = {};
}

int vt100_parser(struct cmdline_vt100* vt, char c) {
    if (vt == nullptr)
        return no_key;
    if (vt->bufpos >= CMDLINE_VT100_BUF_SIZE)
        vt100_init(vt);
    vt->buf[vt->bufpos++] = c;
    if (!is_last(*vt, c))
        return more_to_come;
    const bool is_sequence = vt->state != CMDLINE_VT100_INIT;
    const int key = key_of({vt->buf, vt->bufpos});
    vt100_init(vt);
    // A sequence that is no key is not typed into the line.
    return key == no_key && is_sequence ? more_to_come : key;
}
