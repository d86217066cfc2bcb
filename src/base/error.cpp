// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/base/error.hpp>

#include <cstring>

namespace xdpk {

std::string error::line(const parts& p) {
    std::string text = p.where;
    if (!p.what.empty())
        text += (text.empty() ? "" : ": ") + p.what;
    if (p.code != 0)
        text += ": " + describe_errno(p.code);
    if (!p.hint.empty())
        text += "; " + p.hint;
    return text;
}

std::string describe_errno(int code) {
    std::string text = ::strerrordesc_np(code) != nullptr ? ::strerrordesc_np(code) : "unknown error";
    const char* name = ::strerrorname_np(code);
    return text + " (" + (name != nullptr ? name : std::to_string(code)) + ")";
}

} // namespace xdpk
