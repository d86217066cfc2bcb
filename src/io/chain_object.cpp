// SPDX-License-Identifier: BSD-3-Clause
#include "chain_object.hpp"

#include "bpf_objects.hpp"
#include "btf_variables.hpp"
#include "chain_refusal.hpp"

#include <xdpk/base/fd.hpp>
#include <xdpk/io/port_spec.hpp>

#include <algorithm>
#include <bpf/bpf.h>
#include <bpf/btf.h>
#include <bpf/libbpf.h>
#include <cstring>
#include <filesystem>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <string_view>

namespace xdpk::detail {

namespace {

constexpr std::size_t log_bytes = std::size_t{16} << 20U; // the kernel's own limit; older kernels fail at a smaller one

template <class Each>
void for_each_program(const bpf_object* object, Each each) {
    bpf_program* program = nullptr;
    while ((program = ::bpf_object__next_program(object, program)) != nullptr)
        each(program);
}

template <class Each>
void for_each_map(const bpf_object* object, Each each) {
    bpf_map* map = nullptr;
    while ((map = ::bpf_object__next_map(object, map)) != nullptr)
        each(map);
}

/// "; did you mean …" or what there is.
std::string instead_of(const std::string& wrong, const std::vector<std::string>& right) {
    if (right.empty())
        return "there are none";
    const auto near = nearest(wrong, {right.begin(), right.end()});
    return near ? fmt::format("did you mean \"{}\"?", *near) : fmt::format("there are {}", fmt::join(right, ", "));
}

bool same_shape(const bpf_map* wanted, const bpf_map_info& there) {
    return std::string_view(::bpf_map__name(wanted)).substr(0, BPF_OBJ_NAME_LEN - 1) == there.name &&
           static_cast<std::uint32_t>(::bpf_map__type(wanted)) == there.type &&
           ::bpf_map__key_size(wanted) == there.key_size && ::bpf_map__value_size(wanted) == there.value_size &&
           ::bpf_map__max_entries(wanted) == there.max_entries && ::bpf_map__map_flags(wanted) == there.map_flags;
}

} // namespace

void chain_object::close_object::operator()(bpf_object* object) const { ::bpf_object__close(object); }

chain_object::chain_object(const chain_request& request)
    : request_(request), log_(std::make_unique_for_overwrite<char[]>(log_bytes)) { // NOLINT(modernize-avoid-c-arrays)
    log_[0] = '\0';
    bpf_object_open_opts options{};
    options.sz = sizeof options;
    options.kernel_log_buf = log_.get();
    options.kernel_log_size = log_bytes;
    options.pin_root_path = request.pin.empty() ? nullptr : request.pin.c_str();
    object_.reset(::bpf_object__open_file(request.object.c_str(), &options));
    if (object_ == nullptr) {
        const int code = errno;
        const bool unread = code == ENOENT || code == EACCES || code == EISDIR;
        throw chain_refusal(chain_failure::bad_object,
                            {.where = request.object,
                             .what = "open BPF object file",
                             .code = code,
                             .hint = unread ? "" : "it has to be what clang -target bpf -g compiles"},
                            unread ? "" : caught_messages::text());
    }
    choose_program();
    set_variables();
    name_pins();
}

chain_object::~chain_object() {
    std::error_code ignored;
    for (const std::string& pin : absent_pins_) {
        if (pins_stay_)
            return;
        std::filesystem::remove(pin, ignored);
        std::filesystem::remove(std::filesystem::path(pin).parent_path(), ignored); // if nothing else is there
    }
}

void chain_object::choose_program() {
    std::vector<std::string> names, sections;
    for_each_program(object_.get(), [&](bpf_program* program) {
        ::bpf_program__set_autoload(program, false);
        names.emplace_back(::bpf_program__name(program));
        sections.emplace_back(::bpf_program__section_name(program));
        const bool named = names.back() == request_.program || sections.back() == request_.section;
        const bool only =
            request_.program.empty() && request_.section.empty() && ::bpf_program__type(program) == BPF_PROG_TYPE_XDP;
        if (only && program_ != nullptr)
            throw chain_refusal(chain_failure::bad_object,
                                {.where = request_.object,
                                 .what = "several XDP programs",
                                 .hint = fmt::format("choose one: {}", fmt::join(names, ", "))});
        program_ = named || only ? program : program_;
    });
    if (program_ == nullptr && !request_.section.empty())
        throw chain_refusal(chain_failure::bad_object, {.where = request_.object,
                                                        .what = fmt::format("no section \"{}\"", request_.section),
                                                        .hint = instead_of(request_.section, sections)});
    if (program_ == nullptr)
        throw chain_refusal(
            chain_failure::bad_object,
            {.where = request_.object,
             .what = request_.program.empty() ? "no XDP program" : fmt::format("no program \"{}\"", request_.program),
             .hint = instead_of(request_.program, names)});
    ::bpf_program__set_autoload(program_, true);
    ::bpf_program__set_type(program_, BPF_PROG_TYPE_XDP);
}

void chain_object::set_variables() {
    for (const auto& [name, value] : request_.variables)
        set_variable(name, value);
}

void chain_object::set_variable(const std::string& name, const bpf_value& value) {
    const btf* types = ::bpf_object__btf(object_.get());
    const std::vector<btf_variable> all = types == nullptr ? std::vector<btf_variable>{} : list_variables(types);
    const auto found = std::ranges::find(all, name, &btf_variable::name);
    if (found == all.end()) {
        std::vector<std::string> names;
        for (const btf_variable& variable : all)
            names.push_back(variable.name);
        throw chain_refusal(chain_failure::bad_variable, {.where = request_.object,
                                                          .what = fmt::format("no global variable \"{}\"", name),
                                                          .hint = instead_of(name, names)});
    }
    std::string wrong = "its section has no map";
    for_each_map(object_.get(), [&](bpf_map* map) {
        std::size_t size = 0;
        if (!::bpf_map__is_internal(map) || ::bpf_map__btf_value_type_id(map) != found->holder)
            return;
        auto* bytes = static_cast<std::uint8_t*>(const_cast<void*>(::bpf_map__initial_value(map, &size))); // NOLINT
        if (bytes != nullptr && std::size_t{found->offset} + found->size <= size)
            wrong = encode(types, found->type, value, {bytes + found->offset, found->size});
    });
    if (!wrong.empty())
        throw chain_refusal(
            chain_failure::bad_variable,
            {.where = request_.object, .what = fmt::format("global variable \"{}\"", name), .hint = wrong});
}

void chain_object::name_pins() {
    for_each_map(object_.get(), [&](bpf_map* map) {
        if (!request_.pin.empty() && !::bpf_map__is_internal(map))
            ::bpf_map__set_pin_path(map, fmt::format("{}/{}", request_.pin, ::bpf_map__name(map)).c_str());
        const char* pin = ::bpf_map__pin_path(map);
        if (pin != nullptr && !std::filesystem::exists(pin))
            absent_pins_.emplace_back(pin);
    });
}

std::string chain_object::name() const { return ::bpf_program__name(program_); }

bool chain_object::has_types() const { return ::bpf_object__btf(object_.get()) != nullptr; }

bool chain_object::frags() const {
    return std::string_view(::bpf_program__section_name(program_)).starts_with("xdp.frags");
}

void chain_object::take_over_maps(std::uint32_t program) const {
    bpf_prog_info info = program_info(program).value_or(bpf_prog_info{});
    std::vector<std::uint32_t> ids(info.nr_map_ids);
    bpf_prog_info asked{};
    asked.nr_map_ids = info.nr_map_ids;
    asked.map_ids = reinterpret_cast<std::uintptr_t>(ids.data());
    __u32 size = sizeof asked;
    const fd old(::bpf_prog_get_fd_by_id(program));
    if (!old || ids.empty() || ::bpf_obj_get_info_by_fd(old.get(), &asked, &size) != 0)
        return;
    for (const std::uint32_t id : ids) {
        const fd there(::bpf_map_get_fd_by_id(id));
        bpf_map_info facts{};
        __u32 facts_size = sizeof facts;
        if (!there || ::bpf_obj_get_info_by_fd(there.get(), &facts, &facts_size) != 0)
            continue;
        for_each_map(object_.get(), [&](bpf_map* map) {
            if (!::bpf_map__is_internal(map) && same_shape(map, facts))
                ::bpf_map__reuse_fd(map, there.get());
        });
    }
}

int chain_object::load() const { return ::bpf_object__load(object_.get()); }

bool chain_object::can_be_loaded_alone() const {
    chain_object copy(request_);
    copy.keep_pins(); // they are this one's
    for_each_map(copy.get(), [](bpf_map* map) { ::bpf_map__set_pin_path(map, nullptr); });
    return copy.load() == 0;
}

std::vector<std::string> chain_object::new_pins() const {
    std::vector<std::string> made;
    std::ranges::copy_if(absent_pins_, std::back_inserter(made),
                         [](const std::string& pin) { return std::filesystem::exists(pin); });
    return made;
}

std::string chain_object::log() const { return judged() ? std::string(log_.get()) : caught_messages::text(); }

} // namespace xdpk::detail
