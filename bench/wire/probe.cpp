// SPDX-License-Identifier: BSD-3-Clause
//
// probe IFNAME RATE SECONDS: sends frames of ether type 0x88b5, RATE per second, and waits for each to come back.
//
// Prints how many it sent, then, one per line, the nanoseconds of each round trip: from just before the send call to
// the kernel's time stamp of the frame that came back. When this program gets to read it does not matter.
#include <array>
#include <cerrno>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <ctime>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <netinet/in.h>
#include <sched.h>
#include <sys/socket.h>
#include <vector>

namespace {

using nanoseconds = std::int64_t;
using frame = std::array<std::uint8_t, 60>;
constexpr nanoseconds second = 1'000'000'000;
constexpr std::uint16_t probe_type = 0x88b5; // IEEE 802's for local experiments
constexpr std::size_t stamp_at = 16;

[[noreturn]] void fail(const char* what) {
    std::perror(what);
    std::exit(1);
}

nanoseconds of(const timespec& t) { return t.tv_sec * second + t.tv_nsec; }

nanoseconds now(clockid_t clock) {
    timespec t{};
    ::clock_gettime(clock, &t);
    return of(t);
}

void sleep_until(nanoseconds when) {
    const timespec t{.tv_sec = when / second, .tv_nsec = when % second};
    while (::clock_nanosleep(CLOCK_MONOTONIC, TIMER_ABSTIME, &t, nullptr) == EINTR) {
    }
}

// A load that runs on the same CPU must not get between the clock and the send call.
void go_first() {
    const sched_param priority{.sched_priority = 1};
    if (::sched_setscheduler(0, SCHED_FIFO, &priority) != 0)
        fail("real-time priority");
}

int open_socket(const char* ifname) {
    const int s = ::socket(AF_PACKET, SOCK_RAW, 0);
    sockaddr_ll at{};
    at.sll_family = AF_PACKET;
    at.sll_protocol = htons(probe_type);
    at.sll_ifindex = static_cast<int>(::if_nametoindex(ifname));
    const int on = 1;
    if (s < 0 || at.sll_ifindex == 0 || ::bind(s, reinterpret_cast<const sockaddr*>(&at), sizeof at) != 0 ||
        ::setsockopt(s, SOL_SOCKET, SO_TIMESTAMPNS, &on, sizeof on) != 0)
        fail(ifname);
    return s;
}

frame probe_frame() {
    frame f{2, 0, 0, 0, 0, 2, 2, 0, 0, 0, 0, 1, probe_type >> 8, probe_type & 0xff};
    const nanoseconds sent = now(CLOCK_REALTIME);
    std::memcpy(&f[stamp_at], &sent, sizeof sent);
    return f;
}

nanoseconds arrival(msghdr& message) {
    const cmsghdr* c = CMSG_FIRSTHDR(&message);
    if (c == nullptr || c->cmsg_type != SCM_TIMESTAMPNS)
        fail("no time stamp");
    timespec t{};
    std::memcpy(&t, CMSG_DATA(c), sizeof t);
    return of(t);
}

// Takes in all frames that are there.
void collect(int s, std::vector<nanoseconds>& trips) {
    for (;;) {
        frame f{};
        std::array<char, 256> control{};
        iovec piece{.iov_base = f.data(), .iov_len = f.size()};
        msghdr message{};
        message.msg_iov = &piece;
        message.msg_iovlen = 1;
        message.msg_control = control.data();
        message.msg_controllen = control.size();
        if (::recvmsg(s, &message, MSG_DONTWAIT) < 0)
            return;
        nanoseconds sent = 0;
        std::memcpy(&sent, &f[stamp_at], sizeof sent);
        trips.push_back(arrival(message) - sent);
    }
}

} // namespace

int main(int argc, char** argv) {
    if (argc != 4) {
        std::fputs("usage: probe IFNAME RATE SECONDS\n", stderr);
        return 2;
    }
    const double rate = std::atof(argv[2]);
    const auto frames = static_cast<nanoseconds>(rate * std::atof(argv[3]));
    const auto period = static_cast<nanoseconds>(static_cast<double>(second) / rate);
    const int s = open_socket(argv[1]);
    std::vector<nanoseconds> trips;
    trips.reserve(static_cast<std::size_t>(frames));
    go_first();
    const nanoseconds start = now(CLOCK_MONOTONIC);
    for (nanoseconds n = 0; n < frames; ++n) {
        sleep_until(start + n * period);
        collect(s, trips);
        const frame f = probe_frame();
        if (::send(s, f.data(), f.size(), 0) < 0)
            fail("send");
    }
    sleep_until(start + frames * period + second / 10);
    collect(s, trips);
    std::printf("%lld\n", static_cast<long long>(frames));
    for (const nanoseconds trip : trips)
        std::printf("%lld\n", static_cast<long long>(trip));
}
