// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/net/traffic.hpp>

#include <xdpk/base/error.hpp>

#include <algorithm>
#include <array>
#include <cstring>
#include <string>

namespace xdpk {

namespace {

std::vector<std::vector<std::byte>> build_frames(const traffic_spec& spec) {
    if (spec.sizes.empty() || spec.flows == 0)
        throw error({.where = "traffic", .what = "no size or no flow", .hint = "give one at least"});
    const std::size_t least = least_frame(spec.packet, spec.stamped);
    std::vector<std::vector<std::byte>> frames;
    for (const std::uint32_t size : spec.sizes) {
        if (size < least)
            throw error({.where = "traffic",
                         .what = "frames of " + std::to_string(size) + " bytes are too short for headers and payload",
                         .hint = "use " + std::to_string(least) + " bytes or more"});
        packet_spec packet = spec.packet;
        packet.frame_size = size;
        frames.push_back(build_packet(packet));
    }
    return frames;
}

} // namespace

std::size_t least_frame(const packet_spec& packet, bool stamped) {
    packet_spec shortest = packet;
    shortest.frame_size = 0;
    const std::size_t plain = frame_size(shortest);
    if (!stamped)
        return plain;
    // Any frame that is long enough tells where the payload begins.
    shortest.frame_size = plain + sizeof(stamp);
    return std::max(plain, stamper(build_packet(shortest)).offset() + sizeof(stamp));
}

traffic::traffic(const traffic_spec& spec)
    : frames_(build_frames(spec)), flows_(spec.flows), variation_(frames_.front()),
      longest_(std::ranges::max(spec.sizes)) {
    if (spec.stamped)
        stamper_.emplace(frames_.front());
}

std::span<std::byte> traffic::next(position& at, std::uint64_t now, std::span<std::byte> to) const noexcept {
    const std::vector<std::byte>& original = frames_[at.size];
    const std::span<std::byte> frame = to.first(original.size());
    std::memcpy(frame.data(), original.data(), original.size());
    if (flows_ > 1)
        variation_.apply(frame, at.flow);
    if (stamper_)
        stamper_->apply(frame, {.magic = be32{stamp::expected_magic},
                                .stream = be16{at.stream},
                                .sequence = be32{at.sequence},
                                .time = be64{now}});
    at.size = at.size + 1 == frames_.size() ? 0 : at.size + 1;
    at.flow = at.flow + 1 == flows_ ? 0 : at.flow + 1;
    ++at.sequence;
    return frame;
}

std::uint64_t traffic::bytes(std::uint64_t n) const noexcept {
    std::uint64_t all = 0, rest = 0;
    for (std::size_t i = 0; i < frames_.size(); ++i) {
        all += frames_[i].size();
        rest += i < n % frames_.size() ? frames_[i].size() : 0;
    }
    return n / frames_.size() * all + rest;
}

} // namespace xdpk
