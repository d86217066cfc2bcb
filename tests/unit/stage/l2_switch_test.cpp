// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/stage/l2_switch.hpp>

#include <algorithm>
#include <cstring>
#include <gtest/gtest.h>
#include <string>
#include <vector>

namespace xdpk {
namespace THIS_TEST {

const std::string a("\x02\x00\x00\x00\x00\x0a", 6);
const std::string b("\x02\x00\x00\x00\x00\x0b", 6);
const std::string everybody("\xff\xff\xff\xff\xff\xff", 6);

std::string frame(const std::string& to, const std::string& from, const std::string& tag = "") {
    return to + from + tag + std::string("\x08\x00", 2) + std::string(46, 'x');
}

std::string tagged(std::uint16_t vlan, unsigned priority = 0) {
    return {'\x81', '\0', static_cast<char>(priority << 5U | vlan >> 8U), static_cast<char>(vlan)};
}

class L2Switch : public testing::Test {
protected:
    struct seen {
        port_id out;
        std::string bytes;
        bool operator==(const seen&) const = default;
    };

    L2Switch() : memory_(frames * chunk), pool_(memory_.data(), frames, chunk) {}

    void put(burst& into, const std::string& bytes, port_id in) {
        std::byte* data = pool_.at(pool_.take()) + frame_data_offset;
        std::memcpy(data, bytes.data(), bytes.size());
        into.push(data, static_cast<std::uint32_t>(bytes.size()), in);
    }
    // What leaves when a frame comes in, in the order of the ports; dropped ones are left out.
    std::vector<seen> pass(l2_switch& bridge, const std::string& bytes, port_id in) {
        burst one(pool_);
        put(one, bytes, in);
        bridge(one);
        std::vector<seen> out;
        for (const packet& p : one)
            if (p.out_port != to_drop)
                out.push_back({p.out_port, {reinterpret_cast<const char*>(p.data), p.length}});
        std::ranges::sort(out, {}, &seen::out);
        return out;
    }
    static l2_switch make(const vlan_membership& vlans = {}) {
        return l2_switch({.ports = 3, .stations = std::make_shared<mac_table>(64, 300), .vlans = vlans});
    }
    static std::uint64_t count(const l2_switch& bridge, const std::string& name) {
        for (const named_counter& c : bridge.counters())
            if (name == c.name)
                return c.value->get();
        ADD_FAILURE() << "no counter " << name;
        return 0;
    }
    [[nodiscard]] frame_pool& pool() { return pool_; }
    [[nodiscard]] bool all_frames_back() const { return pool_.available() == frames; }

private:
    static constexpr std::uint32_t frames = 300;
    static constexpr std::uint32_t chunk = 2048;
    std::vector<std::byte> memory_;
    frame_pool pool_;
};

TEST_F(L2Switch, FloodsWhatItDoesNotKnowAndLearns) {
    l2_switch bridge = make();
    const std::string first = frame(b, a);
    EXPECT_EQ(pass(bridge, first, 0), (std::vector<seen>{{1, first}, {2, first}}));
    const std::string answer = frame(a, b);
    EXPECT_EQ(pass(bridge, answer, 2), (std::vector<seen>{{0, answer}}));
    EXPECT_EQ(pass(bridge, first, 0), (std::vector<seen>{{2, first}}));
    EXPECT_EQ(count(bridge, "learned"), 2);
    EXPECT_EQ(count(bridge, "flooded"), 2);
    EXPECT_EQ(count(bridge, "forwarded"), 2);
    EXPECT_TRUE(all_frames_back());
}

TEST_F(L2Switch, DropsWithAReason) {
    l2_switch bridge = make();
    pass(bridge, frame(everybody, b), 0);
    EXPECT_TRUE(pass(bridge, frame(b, a), 0).empty());
    EXPECT_EQ(count(bridge, "same_port"), 1);
    EXPECT_TRUE(pass(bridge, frame(b, everybody), 0).empty());
    EXPECT_EQ(count(bridge, "invalid_source"), 1);
    EXPECT_TRUE(pass(bridge, frame(std::string("\x01\x80\xc2\x00\x00\x0e", 6), a), 0).empty());
    EXPECT_EQ(count(bridge, "reserved"), 1);
    EXPECT_TRUE(pass(bridge, frame(b, a).substr(0, 17), 0).empty());
    EXPECT_EQ(count(bridge, "runt"), 1);
    l2_switch lonely({.ports = 1, .stations = std::make_shared<mac_table>(64, 300)});
    EXPECT_TRUE(pass(lonely, frame(b, a), 0).empty());
    EXPECT_EQ(count(lonely, "nowhere"), 1);
    EXPECT_TRUE(all_frames_back());
}

TEST_F(L2Switch, AccessAndTrunkPortsChangeTags) {
    vlan_membership vlans;
    vlans.set_access(0, 10);
    vlans.set_trunk(1, {10, 20});
    vlans.set_access(2, 20);
    l2_switch bridge = make(vlans);
    EXPECT_EQ(pass(bridge, frame(everybody, a), 0), (std::vector<seen>{{1, frame(everybody, a, tagged(10))}}));
    EXPECT_EQ(pass(bridge, frame(a, b, tagged(10)), 1), (std::vector<seen>{{0, frame(a, b)}}));
    EXPECT_EQ(pass(bridge, frame(everybody, b, tagged(20)), 1), (std::vector<seen>{{2, frame(everybody, b)}}));
    // A tag without a VLAN becomes one of the port's VLAN; its priority stays.
    EXPECT_EQ(pass(bridge, frame(everybody, a, tagged(0, 5)), 0),
              (std::vector<seen>{{1, frame(everybody, a, tagged(10, 5))}}));
    EXPECT_TRUE(pass(bridge, frame(everybody, a, tagged(10)), 0).empty());
    EXPECT_TRUE(pass(bridge, frame(everybody, a, tagged(30)), 1).empty());
    EXPECT_TRUE(pass(bridge, frame(everybody, a), 1).empty());
    EXPECT_EQ(count(bridge, "not_member"), 3);
}

TEST_F(L2Switch, WithoutMembershipTagsPassUnchanged) {
    l2_switch bridge = make();
    for (const std::string& tag : {tagged(7, 3), tagged(0, 6), std::string()}) {
        const std::string bytes = frame(everybody, a, tag);
        EXPECT_EQ(pass(bridge, bytes, 0), (std::vector<seen>{{1, bytes}, {2, bytes}}));
    }
}

TEST_F(L2Switch, AStormRunsOutOfRoomNotOfFrames) {
    l2_switch bridge({.ports = 8, .stations = std::make_shared<mac_table>(64, 300)});
    {
        burst storm(pool());
        for (std::uint32_t i = 0; i < burst::capacity; ++i)
            put(storm, frame(everybody, a), 0);
        bridge(storm);
        EXPECT_EQ(storm.size(), burst::room_capacity);
    }
    EXPECT_EQ(count(bridge, "flooded") + count(bridge, "no_room"), 64 * 7);
    EXPECT_GT(count(bridge, "no_room"), 0);
    EXPECT_TRUE(all_frames_back());
}

} // namespace THIS_TEST
} // namespace xdpk
