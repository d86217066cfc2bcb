// SPDX-License-Identifier: BSD-3-Clause
#include "btf_shape.hpp"
#include "btf_variables.hpp"

#include <algorithm>
#include <bpf/btf.h>
#include <charconv>
#include <cstring>
#include <fmt/format.h>
#include <optional>
#include <string_view>

namespace xdpk {

std::string to_string(const bpf_value& value) {
    struct writer {
        std::string operator()(std::int64_t number) const { return std::to_string(number); }
        std::string operator()(std::uint64_t number) const { return std::to_string(number); }
        std::string operator()(bool truth) const { return truth ? "true" : "false"; }
        std::string operator()(const std::string& text) const { return text; }
        std::string operator()(const bpf_value::list& list) const {
            std::string text;
            for (const bpf_value& one : list)
                text += (text.empty() ? "" : ", ") + to_string(one);
            return "[" + text + "]";
        }
    };
    return std::visit(writer{}, value.is);
}

namespace detail {

namespace {

/// A whole number with its sign apart, so that all of 64 bits fit.
struct whole {
    bool negative = false;
    std::uint64_t magnitude = 0;
};

std::optional<whole> parse_whole(std::string_view text) {
    whole number{.negative = text.starts_with('-')};
    text.remove_prefix(number.negative ? 1 : 0);
    const bool hexadecimal = text.starts_with("0x") || text.starts_with("0X");
    text.remove_prefix(hexadecimal ? 2 : 0);
    const char* end = text.data() + text.size();
    const auto [stop, failure] = std::from_chars(text.data(), end, number.magnitude, hexadecimal ? 16 : 10);
    return failure == std::errc{} && stop == end ? std::optional(number) : std::nullopt;
}

std::optional<whole> whole_of(const bpf_value& value) {
    if (const auto* number = std::get_if<std::int64_t>(&value.is))
        return parse_whole(std::to_string(*number));
    if (const auto* number = std::get_if<std::uint64_t>(&value.is))
        return whole{.magnitude = *number};
    const auto* text = std::get_if<std::string>(&value.is);
    return text != nullptr ? parse_whole(*text) : std::nullopt;
}

std::uint64_t top(const btf_shape& shape) {
    return ~std::uint64_t{0} >> (64U - 8U * shape.size + (shape.is_signed ? 1U : 0U));
}

std::string refusal(const btf* types, const btf_shape& shape, const bpf_value& value, std::string_view wanted) {
    return fmt::format("\"{}\" is not {} for {}", to_string(value), wanted, type_name(types, shape.type));
}

std::string encode_number(const btf* types, const btf_shape& shape, const bpf_value& value,
                          std::span<std::uint8_t> to) {
    const std::optional<whole> given = whole_of(value);
    const std::uint64_t most = top(shape);
    const std::uint64_t least = shape.is_signed ? most + 1 : 0; // without its sign
    if (!given || given->magnitude > (given->negative ? least : most))
        return refusal(types, shape, value,
                       fmt::format("a whole number from {}{} to {}", shape.is_signed ? "-" : "", least, most));
    const std::uint64_t bits = given->negative ? ~given->magnitude + 1 : given->magnitude;
    std::memcpy(to.data(), &bits, to.size()); // BPF objects have the host's byte order, and this is a low-endian one
    return {};
}

std::string encode_truth(const btf* types, const btf_shape& shape, const bpf_value& value, std::span<std::uint8_t> to) {
    const std::string text = to_string(value);
    if (text != "true" && text != "false" && text != "0" && text != "1")
        return refusal(types, shape, value, "true or false");
    to[0] = text == "true" || text == "1" ? 1 : 0;
    return {};
}

std::int64_t enumerator_value(const btf_type* type, std::uint32_t i) {
    if (btf_is_enum64(type))
        return static_cast<std::int64_t>(btf_enum64_value(btf_enum64(type) + i));
    return btf_enum(type)[i].val;
}

std::string enumerator_name(const btf* types, const btf_type* type, std::uint32_t i) {
    return ::btf__name_by_offset(types,
                                 btf_is_enum64(type) ? btf_enum64(type)[i].name_off : btf_enum(type)[i].name_off);
}

std::string encode_enumeration(const btf* types, const btf_shape& shape, const bpf_value& value,
                               std::span<std::uint8_t> to) {
    const btf_type* type = ::btf__type_by_id(types, shape.type);
    const auto* text = std::get_if<std::string>(&value.is);
    std::string names;
    for (std::uint32_t i = 0; i < btf_vlen(type); ++i) {
        const std::string name = enumerator_name(types, type, i);
        if (text != nullptr && *text == name)
            return encode_number(types, shape, {enumerator_value(type, i)}, to);
        names += (names.empty() ? "" : ", ") + name;
    }
    if (whole_of(value))
        return encode_number(types, shape, value, to);
    return refusal(types, shape, value, "one of " + names);
}

std::string encode_text(const btf* types, const btf_shape& shape, const bpf_value& value, std::span<std::uint8_t> to) {
    const std::string text = to_string(value);
    if (text.size() >= to.size() || std::holds_alternative<bpf_value::list>(value.is))
        return refusal(types, shape, value, fmt::format("text of less than {} bytes", to.size()));
    std::ranges::fill(to, std::uint8_t{0});
    std::ranges::copy(text, to.begin());
    return {};
}

/// The parts of "[1, 2, 3]"; nothing if it is not of that form.
std::optional<bpf_value::list> list_of(const bpf_value& value) {
    if (const auto* list = std::get_if<bpf_value::list>(&value.is))
        return *list;
    const auto* given = std::get_if<std::string>(&value.is);
    if (given == nullptr || !given->starts_with('[') || !given->ends_with(']'))
        return std::nullopt;
    bpf_value::list list;
    std::string_view text = std::string_view(*given).substr(1, given->size() - 2);
    while (!text.empty()) {
        const std::size_t comma = std::min(text.find(','), text.size());
        std::string_view part = text.substr(0, comma);
        part.remove_prefix(std::min(part.find_first_not_of(' '), part.size()));
        list.push_back({std::string(part.substr(0, part.find_last_not_of(' ') + 1))});
        text.remove_prefix(std::min(comma + 1, text.size()));
    }
    return list;
}

std::string encode_array(const btf* types, const btf_shape& shape, const bpf_value& value, std::span<std::uint8_t> to) {
    const std::optional<bpf_value::list> list = list_of(value);
    if (!list || list->size() != shape.count)
        return fmt::format("\"{}\" is not a list of {} for {}", to_string(value), shape.count,
                           type_name(types, shape.type));
    const std::size_t size = shape.count == 0 ? 0 : to.size() / shape.count;
    for (std::size_t i = 0; i < list->size(); ++i)
        if (std::string wrong = encode(types, shape.element, (*list)[i], to.subspan(i * size, size)); !wrong.empty())
            return wrong;
    return {};
}

bpf_value decode_number(const btf_shape& shape, std::span<const std::uint8_t> from) {
    std::uint64_t bits = 0;
    std::memcpy(&bits, from.data(), from.size());
    const std::uint64_t sign = std::uint64_t{1} << (8U * shape.size - 1U);
    if (shape.is_signed)
        return {static_cast<std::int64_t>((bits ^ sign) - sign)};
    if (bits > top({.is_signed = true, .size = 8}))
        return {bits};
    return {static_cast<std::int64_t>(bits)};
}

bpf_value decode_enumeration(const btf* types, const btf_shape& shape, std::span<const std::uint8_t> from) {
    const bpf_value number = decode_number(shape, from);
    const btf_type* type = ::btf__type_by_id(types, shape.type);
    for (std::uint32_t i = 0; i < btf_vlen(type); ++i)
        if (number == bpf_value{enumerator_value(type, i)})
            return {enumerator_name(types, type, i)};
    return number;
}

bpf_value decode_array(const btf* types, const btf_shape& shape, std::span<const std::uint8_t> from) {
    bpf_value::list list;
    const std::size_t size = shape.count == 0 ? 0 : from.size() / shape.count;
    for (std::size_t i = 0; i < shape.count; ++i)
        list.push_back(decode(types, shape.element, from.subspan(i * size, size)));
    return {list};
}

std::string hexadecimal(std::span<const std::uint8_t> from) {
    std::string text;
    for (const std::uint8_t byte : from)
        text += fmt::format("{:02x}", byte);
    return text;
}

} // namespace

std::string encode(const btf* types, std::uint32_t type, const bpf_value& value, std::span<std::uint8_t> to) {
    const btf_shape shape = shape_of(types, type);
    switch (shape.kind) {
    case btf_shape::number:
        return encode_number(types, shape, value, to.first(shape.size));
    case btf_shape::truth:
        return encode_truth(types, shape, value, to);
    case btf_shape::enumeration:
        return encode_enumeration(types, shape, value, to.first(shape.size));
    case btf_shape::text:
        return encode_text(types, shape, value, to);
    case btf_shape::array:
        return encode_array(types, shape, value, to);
    default:
        return fmt::format("a value of type {} cannot be set", type_name(types, type));
    }
}

bpf_value decode(const btf* types, std::uint32_t type, std::span<const std::uint8_t> from) {
    const btf_shape shape = shape_of(types, type);
    switch (shape.kind) {
    case btf_shape::number:
        return decode_number(shape, from.first(shape.size));
    case btf_shape::truth:
        return {from[0] != 0};
    case btf_shape::enumeration:
        return decode_enumeration(types, shape, from.first(shape.size));
    case btf_shape::text: {
        const auto* text = reinterpret_cast<const char*>(from.data());
        return {std::string(text, ::strnlen(text, from.size()))};
    }
    case btf_shape::array:
        return decode_array(types, shape, from);
    default:
        return {hexadecimal(from)};
    }
}

} // namespace detail
} // namespace xdpk
