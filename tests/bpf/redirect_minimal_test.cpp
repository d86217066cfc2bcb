// SPDX-License-Identifier: BSD-3-Clause
// What bpfman wants of an object, asked of the file that is installed.
#include "test_run.hpp"

#include <algorithm>
#include <bpf/btf.h>
#include <cstring>
#include <gtest/gtest.h>
#include <memory>
#include <string>
#include <sys/socket.h>
#include <unistd.h>

namespace {

using namespace xdpk::test;

constexpr const char* map_name = "xsks_map";
constexpr std::size_t longest_kernel_name = 15;
constexpr int redirect_map_helper = 51;

struct destroy {
    void operator()(bpf_object* object) const { ::bpf_object__close(object); }
};

class redirect_minimal : public testing::Test {
protected:
    redirect_minimal() : object_(::bpf_object__open_file(XDPK_BPF_DIR "/redirect_minimal.bpf.o", nullptr)) {}

    void SetUp() override { ASSERT_NE(object_, nullptr) << std::strerror(errno); }

    [[nodiscard]] bpf_object* object() const { return object_.get(); }
    [[nodiscard]] bpf_program* program() const { return ::bpf_object__next_program(object(), nullptr); }
    [[nodiscard]] bpf_map* map() const { return ::bpf_object__find_map_by_name(object(), map_name); }
    void load() { ASSERT_EQ(::bpf_object__load(object()), 0); }
    [[nodiscard]] bpf_prog_info info() const {
        bpf_prog_info facts{};
        std::uint32_t size = sizeof facts;
        EXPECT_EQ(::bpf_obj_get_info_by_fd(::bpf_program__fd(program()), &facts, &size), 0);
        return facts;
    }

private:
    std::unique_ptr<bpf_object, destroy> object_;
};

TEST_F(redirect_minimal, has_one_program_of_a_known_type) {
    EXPECT_EQ(::bpf_object__next_program(object(), program()), nullptr);
    EXPECT_STREQ(::bpf_program__section_name(program()), "xdp");
    EXPECT_EQ(::bpf_program__type(program()), BPF_PROG_TYPE_XDP);
    EXPECT_EQ(::bpf_program__flags(program()) & BPF_F_XDP_HAS_FRAGS, 0U);
    EXPECT_STREQ(::bpf_program__name(program()), "xdpk_to_socket");
    EXPECT_LE(std::strlen(::bpf_program__name(program())), longest_kernel_name);
}

TEST_F(redirect_minimal, has_one_map_as_everybody_expects_it) {
    ASSERT_NE(map(), nullptr);
    EXPECT_EQ(::bpf_object__next_map(object(), map()), nullptr);
    EXPECT_EQ(::bpf_object__next_map(object(), nullptr), map());
    EXPECT_EQ(::bpf_map__type(map()), BPF_MAP_TYPE_XSKMAP);
    EXPECT_EQ(::bpf_map__key_size(map()), 4U);
    EXPECT_EQ(::bpf_map__value_size(map()), 4U);
    EXPECT_GE(::bpf_map__max_entries(map()), 64U);
    EXPECT_EQ(::bpf_map__pin_path(map()), nullptr);
}

// The function's types are what a dispatcher's slot is compared with.
TEST_F(redirect_minimal, describes_a_global_function) {
    const btf* const types = ::bpf_object__btf(object());
    ASSERT_NE(types, nullptr);
    const int id = ::btf__find_by_name_kind(types, "xdpk_to_socket", BTF_KIND_FUNC);
    ASSERT_GT(id, 0);
    // Of a function, where other kinds have the number of their members.
    EXPECT_EQ(btf_vlen(::btf__type_by_id(types, static_cast<std::uint32_t>(id))), BTF_FUNC_GLOBAL);
}

TEST_F(redirect_minimal, calls_nothing_that_moves_a_packet) {
    const std::span<const bpf_insn> code(::bpf_program__insns(program()), ::bpf_program__insn_cnt(program()));
    const auto is_call = [](const bpf_insn& i) { return i.code == (BPF_JMP | BPF_CALL); };
    EXPECT_EQ(std::ranges::count_if(code, is_call), 1);
    EXPECT_EQ(std::ranges::find_if(code, is_call)->imm, redirect_map_helper);
}

TEST_F(redirect_minimal, loads_by_itself_under_its_whole_name) {
    load();
    const bpf_prog_info facts = info();
    EXPECT_STREQ(facts.name, "xdpk_to_socket");
    EXPECT_EQ(facts.gpl_compatible, 1U);
    EXPECT_EQ(facts.nr_func_info, 1U);
    EXPECT_EQ(facts.nr_map_ids, 1U);
}

TEST_F(redirect_minimal, passes_what_no_socket_wants) {
    load();
    const std::vector<std::byte> frame(60, std::byte{0x5a});
    const verdict_and_frame out = test_run(program(), frame);
    EXPECT_EQ(out.verdict, XDP_PASS);
    EXPECT_EQ(out.frame, frame);
}

TEST_F(redirect_minimal, redirects_the_queue_of_a_socket) {
    load();
    const int socket = ::socket(AF_XDP, SOCK_RAW | SOCK_CLOEXEC, 0);
    ASSERT_GE(socket, 0);
    const std::uint32_t queue = 0;
    ASSERT_EQ(::bpf_map_update_elem(::bpf_map__fd(map()), &queue, &socket, BPF_ANY), 0) << std::strerror(errno);
    EXPECT_EQ(test_run(program(), std::vector<std::byte>(60)).verdict, XDP_REDIRECT);
    ::close(socket);
    EXPECT_EQ(test_run(program(), std::vector<std::byte>(60)).verdict, XDP_PASS);
}

} // namespace
