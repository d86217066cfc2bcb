// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/run/privileges.hpp>

#include <xdpk/io/port_spec.hpp>

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <unistd.h>

namespace xdpk {
namespace THIS_TEST {

using enum capability;
using testing::Contains;
using testing::ElementsAre;
using testing::HasSubstr;

std::string problem_of(const char* text) {
    try {
        (void)find_user(text);
    } catch (const usage_error& failure) {
        return failure.what();
    }
    return "none";
}

TEST(find_user, takes_names_and_numbers) {
    EXPECT_EQ(find_user("root").user, 0U);
    EXPECT_EQ(find_user("nobody").user, 65534U);
    EXPECT_EQ(find_user("65534").user, 65534U);
    EXPECT_EQ(find_user("65534").group, find_user("nobody").group);
}

TEST(find_user, has_the_users_own_groups) {
    const user_identity root = find_user("root");
    EXPECT_EQ(root.group, 0U);
    EXPECT_THAT(root.groups, Contains(0U));
    EXPECT_THAT(find_user("nobody").groups, Contains(find_user("nobody").group));
}

TEST(find_user, has_the_given_group_alone) {
    EXPECT_EQ(find_user("nobody:daemon").user, 65534U);
    EXPECT_EQ(find_user("nobody:daemon").group, 1U);
    EXPECT_THAT(find_user("root:4711").groups, ElementsAre(4711U));
    const user_identity unknown = find_user("271828:314159");
    EXPECT_EQ(unknown.user, 271828U);
    EXPECT_EQ(unknown.group, 314159U);
}

TEST(find_user, says_what_is_wrong) {
    EXPECT_THAT(problem_of(""), HasSubstr("no name; write NAME, UID, NAME:GROUP or UID:GROUP"));
    EXPECT_THAT(problem_of(":daemon"), HasSubstr("no name"));
    EXPECT_THAT(problem_of("nobody:"), HasSubstr("no name"));
    EXPECT_THAT(problem_of("no-such-user"), HasSubstr("user no-such-user: no user 'no-such-user'; getent passwd"));
    EXPECT_THAT(problem_of("root:no-such-group"), HasSubstr("no group 'no-such-group'"));
    EXPECT_THAT(problem_of("271828"), HasSubstr("no entry that tells its group; name the group too: 271828:GROUP"));
    // The kernel would leave the user as it is.
    EXPECT_THAT(problem_of("4294967295:1"), HasSubstr("no user '4294967295'"));
    EXPECT_THAT(problem_of("1:-1"), HasSubstr("no group '-1'"));
}

TEST(capability_set, is_what_the_kernel_shows) {
    EXPECT_EQ(capability_set{}.bits(), 0U);
    EXPECT_TRUE(capability_set{}.empty());
    EXPECT_EQ((capability_set{net_admin, net_raw, ipc_lock, bpf}).bits(), 0x8000007000U);
    capability_set set{net_raw};
    set |= {bpf, net_raw};
    EXPECT_TRUE(set.has(bpf));
    EXPECT_FALSE(set.has(net_admin));
    EXPECT_EQ(set, (capability_set{bpf, net_raw}));
}

TEST(needed_capabilities, are_those_of_what_is_used) {
    const auto on = [](const privileged_uses& uses) { return needed_capabilities(uses, sandbox_mode::on); };
    EXPECT_EQ(on({}), capability_set{});
    EXPECT_EQ(on({.user = true}), capability_set{});
    EXPECT_EQ(on({.taps = true}), capability_set{net_admin});
    // With a program that somebody else attached.
    EXPECT_EQ(on({.sockets = true}), (capability_set{net_raw, ipc_lock}));
    EXPECT_EQ(on({.sockets = true, .programs = true}), (capability_set{net_raw, ipc_lock, net_admin, bpf}));
}

TEST(needed_capabilities, are_none_if_lost_ports_stay_lost) {
    EXPECT_EQ(needed_capabilities({.sockets = true, .programs = true, .taps = true}, sandbox_mode::strict),
              capability_set{});
}

TEST(needed_capabilities, let_the_dispatcher_be_left) {
    const privileged_uses uses{.sockets = true, .programs = true, .dispatcher = true};
    EXPECT_EQ(needed_capabilities(uses, sandbox_mode::strict), (capability_set{net_admin, bpf, perfmon, sys_admin}));
    EXPECT_FALSE(needed_capabilities(uses, sandbox_mode::on).has(dac_override));
    privileged_uses other_user = uses;
    other_user.user = true;
    EXPECT_TRUE(needed_capabilities(other_user, sandbox_mode::strict).has(dac_override));
}

} // namespace THIS_TEST
} // namespace xdpk
