// SPDX-License-Identifier: BSD-3-Clause
#include "doctor_report.hpp"

#include <xdpk/base/version.hpp>

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace xdpk::tool {

namespace {

const char* word(verdict level) {
    switch (level) {
    case verdict::ok:
        return "ok";
    case verdict::degraded:
        return "degraded";
    case verdict::missing:
        return "missing";
    }
    return "";
}

/// The word, padded; green, yellow or red if wanted (ECMA-48, SGR).
std::string label(verdict level, bool colours) {
    const std::string text = fmt::format("{:<8}", word(level));
    const int colour = level == verdict::ok ? 32 : level == verdict::degraded ? 33 : 31;
    return colours ? fmt::format("\033[{}m{}\033[0m", colour, text) : text;
}

std::size_t widest_check(const std::vector<section>& sections) {
    std::size_t width = 0;
    for (const section& part : sections)
        for (const finding& one : part.findings)
            width = std::max(width, one.check.size());
    return width;
}

nlohmann::ordered_json text_or_null(const std::string& text) {
    return text.empty() ? nlohmann::ordered_json(nullptr) : nlohmann::ordered_json(text);
}

const char* best_mode(const nic_facts& nic) {
    if (!nic.features)
        return "mode not known";
    if (nic.features->xsk_zerocopy)
        return "zero-copy";
    return nic.features->basic && nic.features->redirect ? "native" : "generic";
}

} // namespace

verdict worst(const std::vector<section>& sections) noexcept {
    verdict level = verdict::ok;
    for (const section& part : sections)
        if (part.counts)
            level = std::max(level, xdpk::worst(part.findings));
    return level;
}

int exit_status(verdict level) noexcept { return level == verdict::ok ? 0 : level == verdict::degraded ? 1 : 2; }

std::string as_text(const std::vector<section>& sections, bool colours) {
    const std::size_t width = widest_check(sections);
    std::string text;
    for (const section& part : sections) {
        text += fmt::format("{}{}{}{}\n", text.empty() ? "" : "\n", part.kind, part.interface.empty() ? "" : " ",
                            part.interface);
        for (const finding& one : part.findings) {
            text += fmt::format("  {}  {:<{}}  {}\n", label(one.level, colours), one.check, width, one.meaning);
            if (!one.remedy.empty())
                text += fmt::format("  {:8}  {:{}}  mend: {}\n", "", "", width, one.remedy);
        }
    }
    return text;
}

std::string as_json(const std::vector<section>& sections) {
    nlohmann::ordered_json findings = nlohmann::ordered_json::array();
    for (const section& part : sections)
        for (const finding& one : part.findings)
            findings.push_back({{"section", part.kind},
                                {"interface", text_or_null(part.interface)},
                                {"check", one.check},
                                {"verdict", word(one.level)},
                                {"meaning", one.meaning},
                                {"remedy", text_or_null(one.remedy)}});
    const nlohmann::ordered_json report{
        {"version", version()}, {"verdict", word(worst(sections))}, {"findings", std::move(findings)}};
    // Names of interfaces are bytes, not always UTF-8.
    return report.dump(2, ' ', false, nlohmann::json::error_handler_t::replace) + "\n";
}

finding in_short(const nic_facts& nic, const std::vector<finding>& findings) {
    std::string meaning = fmt::format("{}, {}, {} queue{}", nic.driver.empty() ? "no driver" : nic.driver,
                                      best_mode(nic), nic.rx_queues, nic.rx_queues == 1 ? "" : "s");
    const char* before = "; not ok: ";
    for (const finding& one : findings)
        if (one.level != verdict::ok) {
            meaning += before + one.check;
            before = ", ";
        }
    return {.check = nic.name, .level = xdpk::worst(findings), .meaning = meaning};
}

} // namespace xdpk::tool
