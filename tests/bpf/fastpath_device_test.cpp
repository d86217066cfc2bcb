// SPDX-License-Identifier: BSD-3-Clause
// The fast path between two veth pairs: what is sent into the one comes out of the other without a socket.
#include "support/network_namespace.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/io/fastpath_maps.hpp>
#include <xdpk/io/nic_facts.hpp>
#include <xdpk/io/xdp_program.hpp>
#include <xdpk/net/packet_builder.hpp>
#include <xdpk/net/parser.hpp>
#include <xdpk/stage/pushed_record.hpp>

#include <algorithm>
#include <arpa/inet.h>
#include <cstdlib>
#include <gtest/gtest.h>
#include <linux/if_packet.h>
#include <net/ethernet.h>
#include <net/if.h>
#include <poll.h>
#include <sys/socket.h>

namespace {

using namespace xdpk;

/// Sends and receives IPv4 frames at a device.
class far_end {
public:
    explicit far_end(const char* device) : socket_(::socket(AF_PACKET, SOCK_RAW | SOCK_CLOEXEC, htons(ETH_P_IP))) {
        sockaddr_ll address{};
        address.sll_family = AF_PACKET;
        address.sll_protocol = htons(ETH_P_IP);
        address.sll_ifindex = static_cast<int>(::if_nametoindex(device));
        EXPECT_EQ(::bind(socket_.get(), reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    }

    void send(const std::vector<std::byte>& frame) const {
        EXPECT_EQ(::send(socket_.get(), frame.data(), frame.size(), 0), static_cast<ssize_t>(frame.size()));
    }
    /// The next frame; empty if none comes soon.
    [[nodiscard]] std::vector<std::byte> receive(int patience_ms) const {
        pollfd wait{.fd = socket_.get(), .events = POLLIN, .revents = 0};
        if (::poll(&wait, 1, patience_ms) != 1)
            return {};
        std::vector<std::byte> frame(2048);
        frame.resize(
            static_cast<std::size_t>(std::max(::recv(socket_.get(), frame.data(), frame.size(), 0), ssize_t{0})));
        return frame;
    }

private:
    fd socket_;
};

bool do_all(const std::vector<std::string>& commands) {
    return std::ranges::all_of(commands, [](const std::string& line) { return std::system(line.c_str()) == 0; });
}

int index_of(const char* device) { return static_cast<int>(::if_nametoindex(device)); }

/// Two veth pairs; what comes in by a1 goes out by b1.
class fastpath_device : public testing::Test {
protected:
    fastpath_device() {
        EXPECT_TRUE(here_.entered());
        EXPECT_TRUE(do_all({"ip link add a0 type veth peer name a1", "ip link add b0 type veth peer name b1",
                            "ip link set a0 up", "ip link set a1 up", "ip link set b0 up", "ip link set b1 up"}));
    }

    void push() {
        xdpk_flow_record record{};
        record.rewrite = XDPK_DECREMENT_TTL;
        xdpk_pushed_flow flow =
            push_record(extract_flow_key(frame_, parse(frame_)).value(), record, {.port = 1}).value();
        flow.epoch = 1;
        maps_->install({&key_, 1}, {&flow, 1});
        maps_->set_epoch(1);
        maps_->open_way_out(1, index_of("b1"), 1518);
    }

    const test::network_namespace here_;
    std::shared_ptr<fastpath_maps> maps_ = std::make_shared<fastpath_maps>(fastpath_config{.flows = 64});
    std::vector<std::byte> frame_ = build_packet(packet_spec{.ttl = 9});
    xdpk_pushed_key key_ = push_key(extract_flow_key(frame_, parse(frame_)).value());
};

TEST_F(fastpath_device, sends_what_is_pushed_from_one_device_to_another) {
    EXPECT_FALSE(takes_redirected_frames(index_of("b1")));
    ASSERT_TRUE(do_all({"ethtool -K b0 gro on"}));
    EXPECT_TRUE(takes_redirected_frames(index_of("b1")));
    const port_fastpath first{.maps = maps_, .port = {.number = 0}};
    const xdp_program in(read_nic_facts("a1"), attach_mode::native, &first);
    push();
    const far_end sender("a0");
    const far_end receiver("b0");
    sender.send(frame_);
    EXPECT_EQ(receiver.receive(2000), build_packet(packet_spec{.ttl = 8}));
    EXPECT_EQ(maps_->counters()[XDPK_FAST_FORWARDED], 1U);

    maps_->set_epoch(2);
    sender.send(frame_);
    EXPECT_TRUE(receiver.receive(100).empty());
    EXPECT_EQ(maps_->counters()[XDPK_FAST_STALE], 1U);
    maps_->set_epoch(1);
    maps_->close_way_out(1);
    sender.send(frame_);
    EXPECT_TRUE(receiver.receive(100).empty());
    EXPECT_EQ(maps_->counters()[XDPK_FAST_NO_WAY], 1U);

    std::array<xdpk_pushed_flow, 1> last{};
    EXPECT_EQ(maps_->remove({&key_, 1}, last), 1U);
    EXPECT_EQ(last[0].packets, 1U);
    EXPECT_EQ(last[0].bytes, frame_.size());
}

} // namespace
