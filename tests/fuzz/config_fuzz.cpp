// SPDX-License-Identifier: BSD-3-Clause
// A configuration file of any bytes is read, or refused with at least one problem, each with its place and in one line.
#include "require.hpp"

#include <xdpk/run/config_reader.hpp>

#include <algorithm>

namespace {

struct anything {
    std::string text{};
    bool flag = false;
    std::int64_t whole = 0;
    std::optional<std::uint8_t> byte{};
    std::uint64_t rate = 0;
    std::uint32_t size = 0;
    std::chrono::milliseconds duration{};
    xdpk::ip_address address{};
    xdpk::mac_address mac{};
    std::vector<xdpk::address_block> prefixes{};
    std::vector<xdpk::port_range> ports{};
    xdpk::ip_proto protocol{};
    int word = 0;

    void read(xdpk::config_reader& r) {
        using namespace xdpk;
        r.need("text", text, "");
        r.get("flag", flag, "");
        r.get("whole", whole, "");
        r.get("byte", byte, "");
        r.get("rate", rate, form::quantity<std::uint64_t>{}, "");
        r.get("size", size, form::size<std::uint32_t>{}, "");
        r.get("duration", duration, "");
        r.get("address", address, "");
        r.get("mac", mac, "");
        r.get("prefixes", prefixes, "");
        r.get("ports", ports, "");
        r.get("protocol", protocol, "");
        r.get("word", word, form::one_of<int>{{{"one", 1}, {"two", 2}}}, "");
        r.table("table", "", [this](config_reader& inside) { read(inside); });
        r.tables("tables", "", [this](config_reader& inside) { read(inside); });
    }
};

} // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view text(reinterpret_cast<const char*>(data), size);
    try {
        anything values;
        xdpk::read_config(xdpk::parse_toml(text, "file"), "file", [&](xdpk::config_reader& r) { values.read(r); });
    } catch (const xdpk::config_error& failure) {
        const std::string_view all = failure.what();
        require(!failure.problems().empty());
        require(static_cast<std::size_t>(std::ranges::count(all, '\n')) + 1 == failure.problems().size());
        for (const xdpk::config_problem& p : failure.problems())
            require(p.at.line > 0 && p.at.column > 0 && !p.text.empty());
    }
    return 0;
}
