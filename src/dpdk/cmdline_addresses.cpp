// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/cmdline_parse_etheraddr.h>
#include <xdpk/dpdk/cmdline_parse_ipaddr.h>

#include "dpdk/cmdline_words.hpp"

#include <arpa/inet.h>

#include <charconv>
#include <cstring>
#include <optional>
#include <string>

#include <xdpk/net/mac_address.hpp>

namespace xdpk::dpdk {
namespace {

template <class Value>
int stored(const Value& value, std::size_t length, void* res, unsigned size) noexcept {
    if (res != nullptr) {
        if (size < sizeof(value))
            return not_parsed;
        std::memcpy(res, &value, sizeof(value));
    }
    return static_cast<int>(length);
}

/// "0200:0000:0001" as "02:00:00:00:00:01"; other texts as they are.
std::string in_bytes(std::string_view text) {
    std::string bytes(text);
    if (bytes.size() == 14)
        for (const std::size_t place : {2U, 8U, 14U})
            bytes.insert(place, ":");
    return bytes;
}

std::optional<unsigned> prefix_length(std::string_view text, unsigned most) noexcept {
    unsigned length = 0;
    const auto [end, failure] = std::from_chars(text.data(), text.data() + text.size(), length);
    if (text.empty() || failure != std::errc{} || end != text.data() + text.size() || length > most)
        return std::nullopt;
    return length;
}

bool read_address(std::string_view text, unsigned flags, cmdline_ipaddr_t& address) noexcept {
    char room[INET6_ADDRSTRLEN];
    if (text.size() >= sizeof(room))
        return false;
    copy_text(text, room, sizeof(room));
    if ((flags & CMDLINE_IPADDR_V4) != 0 && inet_pton(AF_INET, room, &address.addr.ipv4) == 1)
        address.family = AF_INET;
    else if ((flags & CMDLINE_IPADDR_V6) != 0 && inet_pton(AF_INET6, room, &address.addr.ipv6) == 1)
        address.family = AF_INET6;
    return address.family != 0;
}

unsigned flags_of(const cmdline_parse_token_hdr_t* token) noexcept {
    return reinterpret_cast<const cmdline_parse_token_ipaddr_t*>(token)->ipaddr_data.flags;
}

} // namespace
} // namespace xdpk::dpdk

using namespace xdpk::dpdk;

int cmdline_parse_ipaddr(cmdline_parse_token_hdr_t* tk, const char* srcbuf, void* res, unsigned ressize) {
    if (tk == nullptr || srcbuf == nullptr)
        return not_parsed;
    const std::string_view word = first_word(srcbuf);
    const std::size_t slash = word.find('/');
    const bool is_network = (flags_of(tk) & CMDLINE_IPADDR_NETWORK) != 0;
    cmdline_ipaddr_t address{};
    if (is_network != (slash != word.npos) || !read_address(word.substr(0, slash), flags_of(tk), address))
        return not_parsed;
    if (is_network) {
        const auto length = prefix_length(word.substr(slash + 1), address.family == AF_INET ? 32 : 128);
        if (!length)
            return not_parsed;
        address.prefixlen = *length;
    }
    return stored(address, word.size(), res, ressize);
}

int cmdline_get_help_ipaddr(cmdline_parse_token_hdr_t* tk, char* dstbuf, unsigned int size) {
    static constexpr std::string_view versions[] = {"no IP address", "IPv4", "IPv6", "IPv4/IPv6"};
    std::string help(versions[flags_of(tk) & (CMDLINE_IPADDR_V4 | CMDLINE_IPADDR_V6)]);
    if ((flags_of(tk) & CMDLINE_IPADDR_NETWORK) != 0)
        help += " network";
    copy_text(help, dstbuf, size);
    return 0;
}

int cmdline_parse_etheraddr(cmdline_parse_token_hdr_t*, const char* srcbuf, void* res, unsigned ressize) {
    if (srcbuf == nullptr)
        return not_parsed;
    const std::string_view word = first_word(srcbuf);
    if (word.size() > std::string_view("02:00:00:00:00:01").size())
        return not_parsed;
    const std::optional<xdpk::mac_address> mac = xdpk::parse_mac(in_bytes(word));
    return mac ? stored(mac->bytes, word.size(), res, ressize) : not_parsed;
}

int cmdline_get_help_etheraddr(cmdline_parse_token_hdr_t*, char* dstbuf, unsigned int size) {
    copy_text("Ethernet address", dstbuf, size);
    return 0;
}

struct cmdline_token_ops cmdline_token_ipaddr_ops = {cmdline_parse_ipaddr, nullptr, nullptr, cmdline_get_help_ipaddr};
struct cmdline_token_ops cmdline_token_etheraddr_ops = {cmdline_parse_etheraddr, nullptr, nullptr,
                                                        cmdline_get_help_etheraddr};
