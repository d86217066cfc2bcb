// SPDX-License-Identifier: BSD-3-Clause
#include "io/plugin_client.hpp"

#include <xdpk/base/error.hpp>

#include <array>
#include <fcntl.h>
#include <functional>
#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <initializer_list>
#include <sys/socket.h>

namespace xdpk {
namespace THIS_TEST {

using namespace std::chrono_literals;
using testing::AllOf;
using testing::ElementsAre;
using testing::HasSubstr;

/// A server whose answers lie ready before they are asked for.
class plugin_server : public testing::Test {
protected:
    plugin_server() {
        std::array<int, 2> both{};
        EXPECT_EQ(::socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, both.data()), 0);
        client_end_ = fd(both[0]);
        server_end_ = fd(both[1]);
    }

    void answers(std::initializer_list<std::string_view> texts) const {
        for (const std::string_view text : texts)
            EXPECT_EQ(plugin::send(server_end_.get(), text), 0);
    }
    void answers(std::string_view text, const fd& beside) const {
        EXPECT_EQ(plugin::send(server_end_.get(), text, beside.get()), 0);
    }
    std::unique_ptr<plugin_client> connect(const std::string& pod = "pod-1") {
        return std::make_unique<plugin_client>(std::move(client_end_), "/run/server", pod, 20ms);
    }
    /// What the client said.
    std::vector<std::string> heard() const {
        std::vector<std::string> all;
        for (;;) {
            plugin::record next = plugin::receive(server_end_.get());
            if (next.what != plugin::reception::record)
                return all;
            all.push_back(std::move(next.text));
        }
    }
    static std::string refusal(const std::function<void()>& what) {
        try {
            what();
        } catch (const error& failure) {
            return failure.what();
        }
        return "not refused";
    }
    std::string connect_refusal() {
        return refusal([this] { connect(); });
    }

    fd client_end_;
    fd server_end_;
    fd file_{::open("/dev/null", O_RDWR | O_CLOEXEC)};
    const xsk_config config_{.ifname = "eth0", .ifindex = 2, .queue = 3};
};

TEST_F(plugin_server, is_greeted_asked_and_left) {
    answers({"/host_ok"});
    answers("/fd_ack", file_);
    answers("/fd_ack", file_);
    answers({"/fin_ack"});
    {
        const auto client = connect();
        const fd first = client->xskmap("eth0");
        const fd second = client->xskmap("eth1");
        EXPECT_TRUE(first && second);
        EXPECT_NE(first.get(), second.get());
    }
    EXPECT_THAT(heard(), ElementsAre("/connect,pod-1", "/xsk_map_fd,eth0", "/xsk_map_fd,eth1", "/fin"));
}

TEST_F(plugin_server, may_be_cndps) {
    using namespace std::string_view_literals;
    answers({"/host_ok\0"sv, "{}"});
    answers("/fd_ack,3", file_);
    answers({"{}", R"-({"error":"invalid cmd (/xsk_socket)"})-"});
    const auto client = connect();
    EXPECT_TRUE(client->xskmap("eth0"));
    EXPECT_THAT(refusal([&] { (void)client->open(config_); }),
                AllOf(HasSubstr("invalid cmd"), HasSubstr("CAP_NET_RAW")));
    EXPECT_TRUE(client->connected());
}

TEST_F(plugin_server, may_not_know_the_pod) {
    answers({"/host_nak"});
    EXPECT_THAT(connect_refusal(), AllOf(HasSubstr("/run/server"), HasSubstr("pod-1"), HasSubstr("XDPK_POD_NAME")));
}

TEST_F(plugin_server, may_fail_to_ask_the_kubelet) {
    answers({"/error", "/host_nak"});
    EXPECT_THAT(connect_refusal(), HasSubstr("/error"));
}

TEST_F(plugin_server, may_say_nothing) { EXPECT_THAT(connect_refusal(), HasSubstr("does not answer")); }

TEST_F(plugin_server, may_hang_up) {
    server_end_.reset();
    EXPECT_THAT(connect_refusal(), AllOf(HasSubstr("hung up"), HasSubstr("serves a pod once")));
}

TEST_F(plugin_server, may_be_anything) {
    answers({"\x01\x02 HTTP/1.1 400"});
    EXPECT_THAT(connect_refusal(), HasSubstr("answers \"?? HTTP/1.1 400\""));
}

TEST_F(plugin_server, is_not_asked_again_once_it_went_wrong) {
    answers({"/host_ok", "/host_okay"});
    const auto client = connect();
    EXPECT_THAT(refusal([&] { (void)client->xskmap("eth0"); }), HasSubstr("/host_okay"));
    EXPECT_FALSE(client->connected());
    EXPECT_THAT(refusal([&] { (void)client->xskmap("eth0"); }), HasSubstr("given up"));
    EXPECT_THAT(heard(), ElementsAre("/connect,pod-1", "/xsk_map_fd,eth0"));
}

TEST_F(plugin_server, may_refuse_a_device_and_serve_others) {
    answers({"/host_ok", "/fd_nak"});
    answers("/fd_ack", file_);
    const auto client = connect();
    EXPECT_THAT(refusal([&] { (void)client->xskmap("eth0"); }), AllOf(HasSubstr("eth0"), HasSubstr("/fd_nak")));
    EXPECT_TRUE(client->xskmap("eth1"));
}

TEST_F(plugin_server, must_send_what_it_says) {
    answers({"/host_ok", "/fd_ack", "/socket_ack"});
    answers("/socket_ack", file_);
    answers({"/config_busy_poll_ack"});
    const auto client = connect();
    EXPECT_THAT(refusal([&] { (void)client->xskmap("eth0"); }), HasSubstr("sent no descriptor"));
    EXPECT_THAT(refusal([&] { (void)client->open(config_); }), HasSubstr("sent no descriptor"));
    EXPECT_THAT(refusal([&] { (void)client->open(config_); }), HasSubstr("no AF_XDP socket"));
    const fd plain(::socket(AF_INET, SOCK_DGRAM | SOCK_CLOEXEC, 0));
    EXPECT_THAT(refusal([&] { client->poll_busily(config_, plain.get(), 20, 64); }), HasSubstr("it is not"));
    EXPECT_THAT(heard(), ElementsAre("/connect,pod-1", "/xsk_map_fd,eth0", "/xsk_socket,eth0,3", "/xsk_socket,eth0,3",
                                     "/config_busy_poll,20,64"));
}

} // namespace THIS_TEST
} // namespace xdpk
