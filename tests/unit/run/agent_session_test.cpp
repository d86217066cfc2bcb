// SPDX-License-Identifier: BSD-3-Clause
#include "run/agent_session.hpp"

#include <fcntl.h>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

using testing::ElementsAre;
using testing::IsEmpty;

fd some_descriptor() { return fd(::open("/dev/null", O_RDONLY | O_CLOEXEC)); }

/// Gives device "eth1" and its queues below 4, and notes what it was asked.
struct eth1_grants final : agent_grants {
    bool admit(std::string_view pod) override { return pod != "stranger"; }
    fd xskmap(std::string_view device) override { return given("map", device, device == "eth1"); }
    fd xsk_socket(std::string_view device, std::uint32_t queue) override {
        return given("socket " + std::to_string(queue), device, device == "eth1" && queue < 4);
    }
    bool busy_poll(const fd& socket, std::chrono::microseconds time, std::uint32_t budget) override {
        asked.push_back("poll " + std::to_string(time.count()) + " " + std::to_string(budget));
        return socket && time.count() <= 1000;
    }
    bool take_device(std::string_view device) override {
        return static_cast<bool>(given("take", device, device == "eth1"));
    }
    bool return_device(std::string_view device) override {
        return static_cast<bool>(given("return", device, device == "eth1"));
    }

    fd given(const std::string& what, std::string_view device, bool yes) {
        asked.push_back(what + " of " + std::string(device));
        return yes ? some_descriptor() : fd();
    }

    std::vector<std::string> asked{};
};

plugin::record record(std::string text, fd beside = {}) {
    return {.what = plugin::reception::record, .text = std::move(text), .descriptor = std::move(beside)};
}

class agent_conversation : public testing::Test {
protected:
    agent_answer say(std::string text, fd beside = {}) {
        return session.take(record(std::move(text), std::move(beside)));
    }
    void connect() { ASSERT_EQ(say("/connect,pod").text, "/host_ok"); }

    eth1_grants grants;
    agent_session session{grants};
};

TEST_F(agent_conversation, of_dpdk) {
    EXPECT_EQ(say("/connect,pod-1").text, "/host_ok");
    EXPECT_EQ(say("/version").text, "0.1");
    const agent_answer map = say("/xsk_map_fd,eth1");
    EXPECT_EQ(map.text, "/fd_ack");
    EXPECT_TRUE(map.beside);
    EXPECT_FALSE(map.last);
    const agent_answer end = say("/fin");
    EXPECT_EQ(end.text, "/fin_ack");
    EXPECT_TRUE(end.last);
}

TEST_F(agent_conversation, of_cndp) {
    connect();
    EXPECT_EQ(say("/xsk_map_fd,eth1").text, "/fd_ack");
    EXPECT_EQ(say("/config_busy_poll,20,64", some_descriptor()).text, "/config_busy_poll_ack");
    EXPECT_EQ(say("/config_busy_poll,20,64", some_descriptor()).text, "/config_busy_poll_ack");
    EXPECT_EQ(say("/fin").text, "/fin_ack");
    EXPECT_THAT(grants.asked, ElementsAre("map of eth1", "poll 20 64", "poll 20 64"));
}

TEST_F(agent_conversation, with_spaces_and_nuls) {
    EXPECT_EQ(say(std::string("/connect, pod\0", 14)).text, "/host_ok");
    EXPECT_EQ(say(std::string("/version\0", 9)).text, "0.1");
    EXPECT_EQ(say(std::string("/xsk_map_fd, eth1\0rest", 22)).text, "/fd_ack");
    EXPECT_EQ(say(std::string("/fin\0", 5)).text, "/fin_ack");
}

TEST_F(agent_conversation, long_names_of_pods) { EXPECT_EQ(say("/connect," + std::string(253, 'p')).text, "/host_ok"); }

TEST_F(agent_conversation, begins_with_connect) {
    for (const char* first : {"/version", "/xsk_map_fd,eth1", "", "/connected,pod", "connect,pod"}) {
        agent_session fresh(grants);
        const agent_answer answer = fresh.take(record(first));
        EXPECT_EQ(answer.text, "/nak") << first;
        EXPECT_TRUE(answer.last) << first;
        EXPECT_FALSE(fresh.connected()) << first;
    }
    for (const char* first : {"/connect,stranger", "/connect", "/connect,", "/connect,a,b"}) {
        agent_session fresh(grants);
        const agent_answer answer = fresh.take(record(first));
        EXPECT_EQ(answer.text, "/host_nak") << first;
        EXPECT_TRUE(answer.last) << first;
    }
    EXPECT_THAT(grants.asked, IsEmpty());
    connect();
    EXPECT_EQ(say("/connect,pod").text, "/nak") << "a second time";
}

TEST_F(agent_conversation, refusals_do_not_end_it) {
    connect();
    EXPECT_EQ(say("/xsk_map_fd,eth2").text, "/fd_nak");
    EXPECT_EQ(say("/xsk_socket,eth1,4").text, "/socket_nak");
    EXPECT_EQ(say("/config_busy_poll,20,64").text, "/config_busy_poll_nak") << "without a socket";
    EXPECT_EQ(say("/config_busy_poll,1001,64", some_descriptor()).text, "/config_busy_poll_nak");
    EXPECT_EQ(say("/netdev_take,eth2").text, "/netdev_nak");
    const agent_answer map = say("/xsk_map_fd,eth1");
    EXPECT_TRUE(map.beside);
}

TEST_F(agent_conversation, extensions) {
    connect();
    const agent_answer socket = say("/xsk_socket,eth1,3");
    EXPECT_EQ(socket.text, "/socket_ack");
    EXPECT_TRUE(socket.beside);
    EXPECT_EQ(say("/netdev_take,eth1").text, "/netdev_ack");
    EXPECT_EQ(say("/netdev_return,eth1").text, "/netdev_ack");
    EXPECT_THAT(grants.asked, ElementsAre("socket 3 of eth1", "take of eth1", "return of eth1"));
}

TEST_F(agent_conversation, what_is_not_understood) {
    connect();
    for (const char* odd : {"/xsk_map_fd", "/xsk_map_fd,a,b", "/xsk_map_fdx,eth1", "/version,1", "/fin,1", "{}", "",
                            "/config_busy_poll,20", "/config_busy_poll,x,64", "/config_busy_poll,-1,64",
                            "/config_busy_poll,20,99999999999", "/xsk_socket,eth1", "/xsk_socket,eth1,one"}) {
        const agent_answer answer = say(odd, some_descriptor());
        EXPECT_EQ(answer.text, "/nak") << odd;
        EXPECT_FALSE(answer.last) << odd;
    }
    EXPECT_THAT(grants.asked, IsEmpty());
    plugin::record cut = record("/xsk_map_fd,eth1");
    cut.cut = true;
    EXPECT_EQ(session.take(cut).text, "/nak");
    EXPECT_THAT(grants.asked, IsEmpty());
}

TEST_F(agent_conversation, ends_when_too_much_is_not_understood) {
    connect();
    for (unsigned i = 1; i < agent_session::most_faults; ++i)
        EXPECT_FALSE(say("/what").last) << i;
    EXPECT_TRUE(say("/what").last);
}

} // namespace THIS_TEST
} // namespace xdpk
