// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <cstdint>
#include <gtest/gtest.h>
#include <memory>
#include <pcap/pcap.h>
#include <string>
#include <vector>

namespace xdpk::test {

struct captured {
    std::int64_t nanoseconds = 0; ///< since 1970
    std::string bytes{};
};

/// Writes a capture file by libpcap.
inline void write_capture(const std::string& path, const std::vector<std::string>& packets,
                          int link_type = DLT_EN10MB) {
    constexpr int snap_length = 262144;
    const std::unique_ptr<pcap_t, decltype(&::pcap_close)> format(::pcap_open_dead(link_type, snap_length),
                                                                  &::pcap_close);
    pcap_dumper_t* const file = ::pcap_dump_open(format.get(), path.c_str());
    ASSERT_NE(file, nullptr) << ::pcap_geterr(format.get());
    for (const std::string& bytes : packets) {
        const auto length = static_cast<bpf_u_int32>(bytes.size());
        const pcap_pkthdr header{.ts = {.tv_sec = 1, .tv_usec = 2}, .caplen = length, .len = length};
        ::pcap_dump(reinterpret_cast<u_char*>(file), &header, reinterpret_cast<const u_char*>(bytes.data()));
    }
    ::pcap_dump_close(file);
}

/// Reads a capture file by libpcap, which must like all of it.
inline std::vector<captured> read_capture(const std::string& path) {
    std::string why(PCAP_ERRBUF_SIZE, '\0');
    const std::unique_ptr<pcap_t, decltype(&::pcap_close)> file(
        ::pcap_open_offline_with_tstamp_precision(path.c_str(), PCAP_TSTAMP_PRECISION_NANO, why.data()), &::pcap_close);
    std::vector<captured> list;
    if (!file) {
        ADD_FAILURE() << why;
        return list;
    }
    EXPECT_EQ(::pcap_datalink(file.get()), DLT_EN10MB);
    pcap_pkthdr* header = nullptr;
    const u_char* data = nullptr;
    int result = 0;
    while ((result = ::pcap_next_ex(file.get(), &header, &data)) == 1) {
        EXPECT_EQ(header->caplen, header->len);
        list.push_back({.nanoseconds = header->ts.tv_sec * 1'000'000'000 + header->ts.tv_usec,
                        .bytes = {reinterpret_cast<const char*>(data), header->caplen}});
    }
    EXPECT_EQ(result, PCAP_ERROR_BREAK) << ::pcap_geterr(file.get());
    return list;
}

/// A frame's worth of bytes that no other length has.
inline std::string frame_of(std::size_t length) {
    std::string bytes(length, '\0');
    for (std::size_t i = 0; i < length; ++i)
        bytes[i] = static_cast<char>(i * 31 + length);
    return bytes;
}

} // namespace xdpk::test
