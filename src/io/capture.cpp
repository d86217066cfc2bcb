// SPDX-License-Identifier: BSD-3-Clause
#include "capture.hpp"

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <memory>
#include <pcap/pcap.h>

namespace xdpk {

namespace {

using reader = std::unique_ptr<pcap_t, decltype(&::pcap_close)>;

reader open_reader(const std::string& path, const std::string& option) {
    FILE* const file = std::fopen(path.c_str(), "rb");
    if (file == nullptr)
        throw error({.where = path,
                     .what = "open capture file",
                     .code = errno,
                     .hint = "give " + option + " a file to replay"});
    std::array<char, PCAP_ERRBUF_SIZE> why{};
    reader opened(::pcap_fopen_offline_with_tstamp_precision(file, PCAP_TSTAMP_PRECISION_NANO, why.data()),
                  &::pcap_close);
    if (!opened) {
        std::fclose(file);
        throw error({.where = path,
                     .what = std::string("not a capture file: ") + why.data(),
                     .hint = "give " + option + " a pcap or pcapng file"});
    }
    if (const int link = ::pcap_datalink(opened.get()); link != DLT_EN10MB) {
        const char* const name = ::pcap_datalink_val_to_name(link);
        throw error({.where = path,
                     .what = "its link type is " + (name != nullptr ? std::string(name) : std::to_string(link)),
                     .hint = "capture on an Ethernet device"});
    }
    return opened;
}

} // namespace

capture::capture(const std::string& path, const std::string& option) {
    const reader source = open_reader(path, option);
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    int result = 0;
    while ((result = ::pcap_next_ex(source.get(), &header, &data)) == 1) {
        const auto* const first = reinterpret_cast<const std::byte*>(data);
        bytes_.insert(bytes_.end(), first, first + header->caplen);
        ends_.push_back(bytes_.size());
        // With this precision the microseconds are nanoseconds.
        times_.push_back(static_cast<std::uint64_t>(header->ts.tv_sec) * 1'000'000'000U +
                         static_cast<std::uint64_t>(header->ts.tv_usec));
        longest_ = std::max<std::size_t>(longest_, header->caplen);
    }
    if (result != PCAP_ERROR_BREAK)
        throw error(
            {.where = path,
             .what = std::string("read packet ") + std::to_string(ends_.size()) + ": " + ::pcap_geterr(source.get()),
             .hint = "the file is damaged or cut off; editcap OLD NEW saves what can be read"});
}

} // namespace xdpk
