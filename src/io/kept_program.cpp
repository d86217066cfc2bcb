// SPDX-License-Identifier: BSD-3-Clause
#include "kept_program.hpp"

#include "kept_files.hpp"
#include "kept_object.hpp"
#include "link.hpp"
#include "quiet_libbpf.hpp"
#include "xdp_link.hpp"

#include <xdpk/base/error.hpp>
#include <xdpk/io/nic_facts.hpp>

#include <algorithm>
#include <bpf/bpf.h>
#include <cerrno>
#include <optional>

namespace xdpk {

namespace {

constexpr const char* map_pin = "xsks_map";
constexpr const char* link_pin = "link";
constexpr const char* program_pin = "program";

std::uint32_t most_queues(const nic_facts& device) {
    return std::max({device.max_queues.value_or(0), device.rx_queues, device.tx_queues});
}

/// The kernel's number of the program that a link carries; nothing if its device is gone.
std::optional<std::uint32_t> carried(const fd& link) {
    const auto info = info_of<bpf_link_info>(link.get());
    if (!info || info->type != BPF_LINK_TYPE_XDP || info->xdp.ifindex == 0)
        return std::nullopt;
    return info->prog_id;
}

bool generic_on(const nic_facts& device, std::uint32_t program) {
    return std::ranges::any_of(device.programs, [program](const attached_program& p) {
        return p.id == program && p.mode == xdp_mode::generic;
    });
}

fd link_in_some_mode(const nic_facts& device, const fd& program, attach_mode mode) {
    const std::string name = info_of<bpf_prog_info>(program.get()).value_or(bpf_prog_info{}).name;
    if (mode == attach_mode::automatic) {
        try {
            return link_alone(device, program.get(), name.c_str(), false);
        } catch (const error& failure) {
            if (failure.code() == EBUSY || failure.code() == EEXIST || failure.code() == EPERM)
                throw;
        }
    }
    return link_alone(device, program.get(), name.c_str(), mode != attach_mode::native);
}

} // namespace

fd open_xskmap(const std::string& path) {
    fd map(::bpf_obj_get(path.c_str()));
    if (!map)
        throw error({.where = path, .what = "open a pinned XSKMAP", .code = errno});
    if (entries_of_xskmap(map.get()) == 0)
        throw error({.where = path, .what = "what is pinned there is no XSKMAP"});
    return map;
}

std::uint32_t entries_of_xskmap(int map) noexcept {
    const auto info = info_of<bpf_map_info>(map);
    const bool right = info && info->type == BPF_MAP_TYPE_XSKMAP && info->key_size == 4 && info->value_size == 4;
    return right ? info->max_entries : 0;
}

kept_program::kept_program(kept_program_config config)
    : config_(std::move(config)), lock_(lock_kept_directory(config_.directory)) {}

bool kept_program::attached() const noexcept { return link_ && carried(link_).has_value(); }

std::uint32_t kept_program::program() const noexcept { return link_ ? carried(link_).value_or(0) : 0; }

bool kept_program::attach() {
    const quiet_libbpf quiet;
    if (!map_)
        find_pins();
    if (link_ && !attached())
        drop_link();
    const auto device = detail::find_link(config_.ifname);
    if (!device && !link_)
        return false;
    std::uint32_t wanted = config_.queues;
    if (wanted == 0)
        wanted = device ? most_queues(read_nic_facts(config_.ifname)) : queues_;
    const bool fits = config_.queues != 0 ? queues_ == wanted : queues_ >= wanted;
    std::string why;
    if (map_ && !fits) {
        why = ": replaced, its map has " + std::to_string(queues_) + " entries instead of " + std::to_string(wanted);
        drop_pins();
    }
    put_on(wanted, why);
    return true;
}

void kept_program::find_pins() {
    map_ = fd(::bpf_obj_get(pin(map_pin).c_str()));
    link_ = fd(::bpf_obj_get(pin(link_pin).c_str()));
    queues_ = map_ ? entries_of_xskmap(map_.get()) : 0;
    if (queues_ == 0)
        drop_pins();
}

// Detached and not just closed: that would happen a little later, in the way of the next program.
void kept_program::drop_link() noexcept {
    if (link_)
        ::bpf_link_detach(link_.get());
    link_.reset();
    remove_pin(pin(link_pin));
    remove_pin(pin(program_pin));
}

void kept_program::drop_pins() noexcept {
    drop_link();
    map_.reset();
    remove_pin(pin(map_pin));
    queues_ = 0;
}

void kept_program::remove() noexcept {
    if (!link_)
        link_ = fd(::bpf_obj_get(pin(link_pin).c_str()));
    drop_pins();
    remove_kept_directory(config_.directory);
}

// Loaded each time: only the kernel's tag tells whether the one on the device is the same.
void kept_program::put_on(std::uint32_t queues, const std::string& why) {
    kept_object object = load_kept_object(config_.ifname, config_.object, config_.function, map_.get(), queues);
    const bool old_map = static_cast<bool>(map_);
    if (!old_map) {
        map_ = std::move(object.map);
        queues_ = entries_of_xskmap(map_.get());
        keep_pin(map_.get(), pin(map_pin));
    }
    own_pin(pin(map_pin), {.owner = config_.owner, .group = config_.group, .mode = config_.permissions});
    if (link_ && wrong_mode())
        drop_link();
    if (link_)
        take_over(object.program);
    else
        put_link(object.program, old_map ? ": with the map that was there" : why);
}

bool kept_program::wrong_mode() const {
    if (config_.mode == attach_mode::automatic || !detail::find_link(config_.ifname))
        return false;
    return generic_on(read_nic_facts(config_.ifname), program()) != (config_.mode == attach_mode::generic);
}

void kept_program::put_link(const fd& program, const std::string& why) {
    keep_pin(program.get(), pin(program_pin));
    link_ = link_in_some_mode(read_nic_facts(config_.ifname), program, config_.mode);
    keep_pin(link_.get(), pin(link_pin));
    story_ = "program attached" + why;
}

void kept_program::take_over(const fd& program) {
    const fd before(::bpf_obj_get(pin(program_pin).c_str()));
    const bool known = before && info_of<bpf_prog_info>(before.get())->id == carried(link_);
    if (known && same_program(before.get(), program.get(), map_.get())) {
        story_ = "program taken over";
        return;
    }
    if (::bpf_link_update(link_.get(), program.get(), nullptr) != 0)
        throw error({.where = config_.ifname, .what = "replace the program on the device", .code = errno});
    remove_pin(pin(program_pin));
    keep_pin(program.get(), pin(program_pin));
    story_ = "program replaced, with the map that was there: the one on the device was another";
}

} // namespace xdpk
