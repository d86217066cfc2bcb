// SPDX-License-Identifier: BSD-3-Clause
#pragma once

#include <xdpk/io/xdp_chain.hpp>

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

struct bpf_map;
struct bpf_object;
struct bpf_program;

namespace xdpk::detail {

/// A request's object file: opened, its program chosen, variables set, pins named, not loaded. Throws chain_refusal.
/// The pins that loading made go with it, unless they are to stay.
class chain_object {
public:
    explicit chain_object(const chain_request& request);
    chain_object(const chain_object&) = delete;
    chain_object& operator=(const chain_object&) = delete;
    ~chain_object();

    [[nodiscard]] bpf_object* get() const noexcept { return object_.get(); }
    [[nodiscard]] bpf_program* program() const noexcept { return program_; }
    [[nodiscard]] std::string name() const;
    [[nodiscard]] bool has_types() const;
    [[nodiscard]] bool frags() const;

    /// Uses the maps of a loaded program in the place of those of the same name and shape.
    void take_over_maps(std::uint32_t program) const;

    /// Loads it as a program of its own type; returns 0 or the negated errno.
    [[nodiscard]] int load() const;
    /// Without pins, to see whether it can be loaded at all.
    [[nodiscard]] bool can_be_loaded_alone() const;

    /// The pins that loading made.
    [[nodiscard]] std::vector<std::string> new_pins() const;
    void keep_pins() noexcept { pins_stay_ = true; }
    /// What the verifier said, or else libbpf.
    [[nodiscard]] std::string log() const;
    /// Whether it was the verifier that said something.
    [[nodiscard]] bool judged() const { return log_[0] != '\0'; }

private:
    void choose_program();
    void set_variables();
    void set_variable(const std::string& name, const bpf_value& value);
    void name_pins();

    struct close_object {
        void operator()(bpf_object* object) const;
    };

    chain_request request_;
    std::unique_ptr<char[]> log_; // NOLINT(modernize-avoid-c-arrays): left uninitialised, so that it costs no memory
    std::unique_ptr<bpf_object, close_object> object_;
    bpf_program* program_ = nullptr;
    std::vector<std::string> absent_pins_;
    bool pins_stay_ = false;
};

} // namespace xdpk::detail
