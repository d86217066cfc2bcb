// SPDX-License-Identifier: BSD-3-Clause
// Input: records of the device plugin's protocol, each behind its length in a byte; the length's highest bit says that
// a descriptor comes beside it. Each is received as it was sent, and taken apart within its bounds.
#include "require.hpp"

#include "io/plugin_message.hpp"
#include "io/plugin_record.hpp"

#include <algorithm>
#include <array>
#include <cstdint>
#include <fcntl.h>
#include <span>
#include <sys/socket.h>

namespace {

using namespace xdpk;

void check_parts(std::string_view text) {
    const plugin::message parts = plugin::split(text);
    const std::string_view seen = text.substr(0, text.find('\0'));
    require(parts.arguments.size() == static_cast<std::size_t>(std::ranges::count(seen, ',')));
    require(parts.word.find(',') == std::string_view::npos);
    require(plugin::split(plugin::join(parts.word, parts.arguments)) == parts);
    require(!plugin::is_json_error(text) || plugin::is_json(text));
}

void check_passage(const std::array<int, 2>& pair, std::string_view text, bool with_descriptor) {
    const auto beside = with_descriptor ? std::optional{pair[0]} : std::nullopt;
    require(plugin::send(pair[0], text, beside) == 0);
    const plugin::record got = plugin::receive(pair[1]);
    require(got.what == (text.empty() ? plugin::reception::closed : plugin::reception::record));
    require(got.text == text);
    require(static_cast<bool>(got.descriptor) == with_descriptor);
    check_parts(got.text);
}

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const std::array<int, 2> pair = [] {
        std::array<int, 2> made{};
        require(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, made.data()) == 0);
        return made;
    }();
    constexpr std::uint8_t descriptor_bit = 0x80;
    for (std::span<const std::uint8_t> left(data, size); !left.empty();) {
        const std::uint8_t head = left[0];
        left = left.subspan(1);
        const auto piece = left.first(std::min<std::size_t>(head & ~descriptor_bit, left.size()));
        left = left.subspan(piece.size());
        check_passage(pair, {reinterpret_cast<const char*>(piece.data()), piece.size()}, (head & descriptor_bit) != 0);
    }
    return 0;
}
