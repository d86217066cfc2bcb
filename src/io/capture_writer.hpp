// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/core/burst.hpp>

#include <atomic>
#include <cstddef>
#include <cstdio>
#include <ctime>
#include <memory>
#include <span>
#include <string>
#include <vector>

struct pcap;
struct pcap_dumper;

namespace xdpk {

/// A capture file in the making: pcap, Ethernet, timestamps in nanoseconds. One thread writes.
class capture_writer {
public:
    /// Bytes of the longest packet that such a file holds.
    static constexpr std::size_t longest = 262144;

    /// Creates the file, or empties it. Throws xdpk::error.
    explicit capture_writer(const std::string& path);

    /// Adds a packet of at most `longest` bytes. False if the file takes no more, such as when the disk is full.
    bool write(const timespec& at, const burst& b, const packet& p) noexcept;
    /// Writes out what is buffered and closes the file.
    void close() noexcept;

    /// Any thread: the errno of the first write that failed, 0 while there is none.
    [[nodiscard]] int failure() const noexcept { return failure_.load(std::memory_order_relaxed); }

private:
    struct closer {
        void operator()(pcap* p) const noexcept;
        void operator()(pcap_dumper* d) const noexcept;
    };

    [[nodiscard]] std::span<const std::byte> gather(const burst& b, const packet& p) noexcept;

    std::vector<char> buffer_;     ///< stdio's, so that it allocates nothing later
    std::vector<std::byte> whole_; ///< where a packet's pieces are put together
    std::unique_ptr<pcap, closer> format_;
    std::unique_ptr<pcap_dumper, closer> file_;
    std::atomic<int> failure_{0};
};

} // namespace xdpk
