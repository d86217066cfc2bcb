// SPDX-License-Identifier: BSD-3-Clause
#include "chain_list.hpp"

#include "bpf_objects.hpp"
#include "chain_dispatcher.hpp"
#include "chain_refusal.hpp"
#include "link.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/io/freplace_probe.hpp>

#include <algorithm>
#include <bpf/bpf.h>
#include <fmt/format.h>
#include <fmt/ranges.h>

namespace xdpk::detail {

namespace {

constexpr std::size_t most_programs = 10; // that a dispatcher has room for

chain_program read_single(const attached_program& attached) {
    chain_program program{.id = attached.id,
                          .mode = attached.mode,
                          .attachment = held_by_link(attached.id) ? chain_attachment::link : chain_attachment::single};
    const fd loaded(::bpf_prog_get_fd_by_id(attached.id));
    if (const auto info = program_info(loaded.get())) {
        program.name = function_name(*info, loaded.get());
        program.tag = tag_text(*info);
    }
    return program;
}

std::string clash_text(const chain_state& device) {
    return fmt::format("libxdp's dispatcher on the device is of version {}, this host's libxdp makes version {}",
                       device.dispatcher_version, device.own_version);
}

void read_dispatcher(chain_state& device, const attached_program& attached, unsigned version) {
    device.dispatcher = attached.id;
    device.dispatcher_version = version;
    if (version > device.own_version) {
        device.note = clash_text(device) + ": its programs cannot be told";
        device.programs.push_back(read_single(attached));
        device.programs.back().attachment = chain_attachment::unknown;
        return;
    }
    if (bpffs_folder().empty()) {
        device.note = "the dispatcher's programs are pinned on bpffs, which is not mounted here: "
                      "mount -t bpf bpf /sys/fs/bpf";
        return;
    }
    try {
        std::ranges::copy(dispatched_programs(device.ifindex, attached.mode), std::back_inserter(device.programs));
    } catch (const error& failure) {
        device.note = failure.what();
    }
}

void mark_ours(chain_state& device, const std::vector<chain_record>& records) {
    for (const chain_record& record : records) {
        const auto program = std::ranges::find_if(
            device.programs, [&record](const chain_program& p) { return p.id == record.id && p.tag == record.tag; });
        if (program == device.programs.end() || record.ifindex != device.ifindex)
            continue;
        program->owner = record.request.owner;
        program->label = record.request.label;
        program->object = record.request.object;
    }
}

[[noreturn]] void refuse(const chain_state& device, const chain_program& other, const std::string& why,
                         const std::string& hint) {
    throw chain_refusal(
        chain_failure::occupied,
        {.where = device.ifname,
         .what = fmt::format("XDP program \"{}\" (id {}, {}, of {}) is on the device{}", other.name, other.id,
                             word_of(other.mode), other.owner.empty() ? "somebody else" : other.owner, why),
         .code = EBUSY,
         .hint = hint});
}

[[noreturn]] void refuse_beside_alone(const chain_state& device, const chain_program& other, xdp_mode mode,
                                      bool dispatcher) {
    if (other.attachment == chain_attachment::link)
        refuse(device, other, " and not shared", "it ends with the process or the pin that holds its bpf_link");
    if (mode == xdp_mode::hardware || !dispatcher)
        refuse(device, other, fmt::format(", which takes only one: {}", why_alone(mode)),
               other.owner.empty() ? "xdpk prog unload --anybodys takes it off" : "replace or unload that one");
    refuse(device, other, " and not shared: it was attached without libxdp's dispatcher",
           "if it may be shared, unload it and load it again with xdpk prog load or xdp-loader");
}

} // namespace

chain_state read_chain(const std::string& ifname, const std::vector<chain_record>& records) {
    const link found = need_link(ifname);
    chain_state device{.ifname = found.name, .ifindex = found.ifindex, .own_version = own_dispatcher_version()};
    for (const attached_program& attached : found.programs) {
        if (const auto version = dispatcher_version(attached.id))
            read_dispatcher(device, attached, *version);
        else
            device.programs.push_back(read_single(attached));
    }
    mark_ours(device, records);
    return device;
}

const chain_program& find_program(const chain_state& device, std::uint32_t id) {
    const auto found = std::ranges::find(device.programs, id, &chain_program::id);
    if (found != device.programs.end())
        return *found;
    std::vector<std::string> there;
    for (const chain_program& program : device.programs)
        there.push_back(fmt::format("{} ({})", program.id, program.name));
    throw chain_refusal(
        chain_failure::not_there,
        {.where = device.ifname,
         .what = fmt::format("no XDP program of id {}", id),
         .hint = there.empty() ? "the device has none" : fmt::format("there are {}", fmt::join(there, ", "))});
}

void check_version(const chain_state& device) {
    if (device.dispatcher == 0 || device.dispatcher_version == device.own_version)
        return;
    const bool newer = device.dispatcher_version > device.own_version;
    throw chain_refusal(
        chain_failure::version_clash,
        {.where = device.ifname,
         .what = clash_text(device) + (newer ? ", which cannot read it" : ", which does not rebuild it while it runs"),
         .code = EBUSY,
         .hint = fmt::format("load all of a device's programs with the same libxdp: {}, or take them all off with the "
                             "tool that loaded them (xdp-loader unload {} --all) and load them anew",
                             newer ? "install that newer one (dispatchers of version 3 come with libxdp 1.6)"
                                   : "use that older one",
                             device.ifname)});
}

std::string why_alone(xdp_mode mode) {
    if (mode == xdp_mode::hardware)
        return "programs on the NIC are not chained";
    if (!freplace_works())
        return "this kernel refuses freplace, which libxdp's dispatcher needs";
    return "the object has no BTF, which libxdp's dispatcher needs; compile it with -g";
}

void check_room(const chain_state& device, xdp_mode mode, bool dispatcher) {
    if (mode != xdp_mode::hardware)
        check_version(device);
    for (const chain_program& other : device.programs) {
        if ((mode == xdp_mode::hardware) != (other.mode == xdp_mode::hardware))
            continue;
        if (other.attachment != chain_attachment::dispatcher)
            refuse_beside_alone(device, other, mode, dispatcher);
        if (!dispatcher)
            refuse(device, other, fmt::format(" in a dispatcher, to which nothing can be added: {}", why_alone(mode)),
                   "");
        if (other.mode != mode)
            refuse(device, other, ", and all of a device's programs run in one mode",
                   fmt::format("load in mode {}, or unload the others first", word_of(other.mode)));
    }
    if (device.programs.size() >= most_programs)
        refuse(device, device.programs.back(), fmt::format(" with {} in all, the most", most_programs), "");
}

} // namespace xdpk::detail
