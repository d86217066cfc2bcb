// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/io/xsk.hpp>

#include "afxdp_abi.hpp"

#include <xdpk/base/error.hpp>

#include <cerrno>
#include <chrono>
#include <sys/resource.h>
#include <thread>

namespace xdpk {

namespace {

template <class T>
int set_option(int socket, int level, int name, const T& value) noexcept {
    return ::setsockopt(socket, level, name, &value, sizeof value) == 0 ? 0 : errno;
}

std::string place(const xsk_config& config) { return config.ifname + " queue " + std::to_string(config.queue); }

std::string bind_hint(const xsk_config& config, int code) {
    switch (code) {
    case EBUSY:
        return "another process holds this queue; stop it or choose other queues (queues=…)";
    case EINVAL:
        return config.segments ? "the driver may not support multi-buffer packets; lower the MTU or use chunk=4096"
                               : "choose a queue that the device has (ethtool -l " + config.ifname + ")";
    case EOPNOTSUPP:
        return config.mode == bind_mode::zero_copy
                   ? "the driver has no zero-copy" + std::string(config.segments ? " for multi-buffer packets" : "") +
                         "; use zero_copy=auto"
                   : "the driver does not support what was asked for";
    case ENETDOWN:
        return "ip link set " + config.ifname + " up";
    case EPERM:
        return "run with CAP_NET_RAW";
    default:
        return {};
    }
}

// The limit is one for all sockets of a user, so that others may have used it up.
std::string memory_hint() {
    rlimit limit{};
    if (::getrlimit(RLIMIT_MEMLOCK, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY)
        return "run with CAP_IPC_LOCK";
    return "the locked-memory limit is " + std::to_string(limit.rlim_cur >> 10) +
           " KiB: run with CAP_IPC_LOCK, use fewer --frames, or raise it (ulimit -l; LimitMEMLOCK= of a "
           "service, "
           "for containers that of their runtime)";
}

} // namespace

xsk::xsk(const xsk_config& config, umem& memory, xsk_helper* helper)
    : config_(config), memory_(&memory), partner_(memory.partner(config.mode, config.segments)) {
    socket_ = open(helper);
    if (config_.mode == bind_mode::copy)
        sender_ = open(helper);
    if (partner_ == nullptr)
        register_memory();
    size_rings();
    map_rings();
    tune(helper);
    bind();
    memory.join(*this);
}

xsk::xsk(const xsk_config& config, fd socket, fd sender)
    : config_(config), socket_(std::move(socket)), sender_(std::move(sender)) {
    map_rings();
    fill.follow_producer();
    completion.follow_consumer();
    rx.follow_consumer();
    tx.follow_producer();
}

xsk::~xsk() {
    if (memory_ != nullptr)
        memory_->leave(*this);
}

void xsk::fail(const std::string& what, int code, const std::string& hint) const {
    throw error({.where = place(config_), .what = what, .code = code, .hint = hint});
}

fd xsk::open(xsk_helper* helper) const {
    fd opened(::socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0));
    if (opened)
        return opened;
    const int code = errno;
    if (code == EPERM && helper != nullptr)
        return helper->open(config_);
    fail("open AF_XDP socket", code,
         code == EPERM ? "run as root or with CAP_NET_RAW, or have xdpk agent hand out sockets (xskmap=uds:…)"
         : code == EAFNOSUPPORT ? "this kernel has no AF_XDP (CONFIG_XDP_SOCKETS)"
                                : "");
}

void xsk::register_memory() {
    const frame_pool& pool = memory_->pool();
    const xdp_umem_reg reg{.addr = reinterpret_cast<std::uintptr_t>(pool.memory()),
                           .len = std::uint64_t{pool.total()} * pool.chunk(),
                           .chunk_size = pool.chunk(),
                           .headroom = memory_->reserved(),
                           .flags = 0};
    const int code = set_option(number(), SOL_XDP, XDP_UMEM_REG, reg);
    if (code == ENOBUFS)
        fail("register " + std::to_string(reg.len >> 10) + " KiB of memory", code, memory_hint());
    if (code != 0)
        fail("register memory", code);
}

void xsk::size_rings() {
    const auto set = [this](int socket, int name, std::uint32_t slots, const char* what) {
        if (const int code = set_option(socket, SOL_XDP, name, slots); code != 0)
            fail(std::string("set ") + what + " ring to " + std::to_string(slots) + " slots", code,
                 "ring sizes are powers of two");
    };
    set(number(), XDP_UMEM_FILL_RING, 2 * config_.rx_ring, "fill");
    set(number(), XDP_UMEM_COMPLETION_RING, config_.tx_ring, "completion");
    set(number(), XDP_RX_RING, config_.rx_ring, "rx");
    set(sender(), XDP_TX_RING, config_.tx_ring, "tx");
}

template <class T>
ring<T> xsk::map_ring(int socket, mapping& into, const xdp_ring_offset& offset, std::uint32_t size, off_t page) const {
    into = mapping::of_fd(socket, offset.desc + size * sizeof(T), page, place(config_));
    const auto at = [&into](std::uint64_t where) { return static_cast<void*>(into.data() + where); };
    return ring<T>({.producer = static_cast<std::uint32_t*>(at(offset.producer)),
                    .consumer = static_cast<std::uint32_t*>(at(offset.consumer)),
                    .flags = static_cast<std::uint32_t*>(at(offset.flags)),
                    .slots = static_cast<T*>(at(offset.desc)),
                    .size = size});
}

void xsk::map_rings() {
    xdp_mmap_offsets offsets{};
    socklen_t length = sizeof offsets;
    if (::getsockopt(number(), SOL_XDP, XDP_MMAP_OFFSETS, &offsets, &length) != 0)
        fail("ask for the rings' layout", errno);
    fill = map_ring<std::uint64_t>(number(), fill_map_, offsets.fr, 2 * config_.rx_ring,
                                   static_cast<off_t>(XDP_UMEM_PGOFF_FILL_RING));
    completion = map_ring<std::uint64_t>(number(), completion_map_, offsets.cr, config_.tx_ring,
                                         static_cast<off_t>(XDP_UMEM_PGOFF_COMPLETION_RING));
    rx = map_ring<xdp_desc>(number(), rx_map_, offsets.rx, config_.rx_ring, XDP_PGOFF_RX_RING);
    tx = map_ring<xdp_desc>(sender(), tx_map_, offsets.tx, config_.tx_ring, static_cast<off_t>(XDP_PGOFF_TX_RING));
}

void xsk::bind() {
    sockaddr_xdp address{};
    address.sxdp_family = AF_XDP;
    address.sxdp_ifindex = static_cast<std::uint32_t>(config_.ifindex);
    address.sxdp_queue_id = config_.queue;
    if (partner_ != nullptr) {
        // The kernel takes mode and flags from the partner and refuses to hear them again.
        address.sxdp_flags = XDP_SHARED_UMEM;
        address.sxdp_shared_umem_fd = static_cast<std::uint32_t>(partner_->number());
    } else {
        address.sxdp_flags = static_cast<std::uint16_t>(
            XDP_USE_NEED_WAKEUP | (config_.mode == bind_mode::zero_copy ? XDP_ZEROCOPY : XDP_COPY) |
            (config_.segments ? XDP_USE_SG : 0));
    }
    bind(number(), address);
    if (!sender_)
        return;
    address.sxdp_flags = XDP_SHARED_UMEM;
    address.sxdp_shared_umem_fd = static_cast<std::uint32_t>(number());
    bind(sender(), address);
}

void xsk::bind(int socket, const sockaddr_xdp& address) const {
    using namespace std::chrono_literals;
    const auto deadline = std::chrono::steady_clock::now() + 2s;
    for (auto pause = 1ms;; pause *= 2) {
        if (::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0)
            return;
        const int code = errno;
        if (code != EBUSY || std::chrono::steady_clock::now() + pause > deadline)
            fail("bind AF_XDP socket", code, bind_hint(config_, code));
        std::this_thread::sleep_for(pause);
    }
}

void xsk::tune(xsk_helper* helper) {
    // Linux 6.17; an older kernel sends 32 packets per call and is called again.
    big_tx_budget_ = set_option(sender(), SOL_XDP, XDP_MAX_TX_SKB_BUDGET, config_.tx_ring) == 0;
    if (config_.busy_poll != 0)
        poll_busily(helper);
}

void xsk::poll_busily(xsk_helper* helper) {
    constexpr int microseconds = 20;
    const int budget = static_cast<int>(config_.busy_poll);
    int code = set_option(number(), SOL_SOCKET, SO_PREFER_BUSY_POLL, 1);
    code = code != 0 ? code : set_option(number(), SOL_SOCKET, SO_BUSY_POLL, microseconds);
    code = code != 0 ? code : set_option(number(), SOL_SOCKET, SO_BUSY_POLL_BUDGET, budget);
    if (code == EPERM && helper != nullptr)
        helper->poll_busily(config_, number(), microseconds, budget);
    else if (code != 0)
        fail("set busy polling", code, "needs Linux 5.11 and CAP_NET_ADMIN, or leave busy_poll out");
}

xsk_statistics xsk::statistics() const noexcept {
    const auto ask = [](int socket) {
        xsk_statistics values{};
        static_assert(sizeof values == sizeof(xdp_statistics));
        socklen_t length = sizeof values;
        ::getsockopt(socket, SOL_XDP, XDP_STATISTICS, &values, &length);
        return values;
    };
    xsk_statistics all = ask(number());
    const xsk_statistics sent = sender_ ? ask(sender()) : all;
    all.tx_invalid_descs = sent.tx_invalid_descs;
    all.tx_ring_empty_descs = sent.tx_ring_empty_descs;
    return all;
}

} // namespace xdpk
