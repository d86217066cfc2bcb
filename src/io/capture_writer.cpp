// SPDX-License-Identifier: BSD-3-Clause
#include "capture_writer.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <cstring>
#include <pcap/pcap.h>

namespace xdpk {

namespace {

constexpr std::size_t buffer_size = std::size_t{1} << 20U;

} // namespace

void capture_writer::closer::operator()(pcap* p) const noexcept { ::pcap_close(p); }
void capture_writer::closer::operator()(pcap_dumper* d) const noexcept { ::pcap_dump_close(d); }

capture_writer::capture_writer(const std::string& path)
    : buffer_(buffer_size), whole_(longest),
      format_(::pcap_open_dead_with_tstamp_precision(DLT_EN10MB, longest, PCAP_TSTAMP_PRECISION_NANO)) {
    FILE* const file = std::fopen(path.c_str(), "wb");
    if (file == nullptr)
        throw error({.where = path,
                     .what = "create capture file",
                     .code = errno,
                     .hint = "give tx= a file in a directory that you may write to"});
    std::setvbuf(file, buffer_.data(), _IOFBF, buffer_.size());
    file_.reset(::pcap_dump_fopen(format_.get(), file));
    if (!file_)
        throw error({.where = path, .what = std::string("create capture file: ") + ::pcap_geterr(format_.get())});
}

std::span<const std::byte> capture_writer::gather(const burst& b, const packet& p) noexcept {
    if (p.rest_count == 0)
        return {p.data, p.length};
    std::byte* to = whole_.data();
    std::memcpy(to, p.data, p.length);
    to += p.length;
    for (const segment& s : b.rest(p)) {
        std::memcpy(to, s.data, s.length);
        to += s.length;
    }
    return {whole_.data(), to};
}

bool capture_writer::write(const timespec& at, const burst& b, const packet& p) noexcept {
    if (!file_ || failure() != 0)
        return false;
    const std::span<const std::byte> bytes = gather(b, p);
    const auto length = static_cast<bpf_u_int32>(bytes.size());
    // With this precision the microseconds' place holds nanoseconds.
    const pcap_pkthdr header{.ts = {.tv_sec = at.tv_sec, .tv_usec = at.tv_nsec}, .caplen = length, .len = length};
    errno = 0;
    ::pcap_dump(reinterpret_cast<u_char*>(file_.get()), &header, reinterpret_cast<const u_char*>(bytes.data()));
    if (std::ferror(::pcap_dump_file(file_.get())) == 0)
        return true;
    failure_ = errno != 0 ? errno : EIO;
    return false;
}

void capture_writer::close() noexcept {
    if (file_ && failure() == 0 && ::pcap_dump_flush(file_.get()) != 0)
        failure_ = errno;
    file_.reset();
}

} // namespace xdpk
