// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/dpdk/rte_cfgfile.h>

#include <iosfwd>
#include <list>
#include <string>
#include <string_view>
#include <utility>

/// The file in memory: sections and their entries in the order of the lines. Values stay where they are, because
/// programs keep pointers to them.
struct rte_cfgfile {
    struct section {
        std::string name;
        std::list<std::pair<std::string, std::string>> entries;

        [[nodiscard]] std::string* find(std::string_view entry);
    };
    std::list<section> sections;

    [[nodiscard]] section* find(std::string_view name);
};

namespace xdpk::dpdk {

/// Throws xdpk::error, which names the line.
void read_cfgfile(rte_cfgfile& file, std::istream& lines, const std::string& name, int flags, char comment);

} // namespace xdpk::dpdk
