// SPDX-License-Identifier: BSD-3-Clause
#include "dpdk/cfgfile.hpp"

#include "dpdk/log_error.hpp"

#include <xdpk/dpdk/rte_string_fns.h>

#include <algorithm>
#include <fstream>
#include <memory>

namespace {

bool is_comment_character(char c) { return c != '\0' && std::string_view("!#%;@").find(c) != std::string_view::npos; }

rte_cfgfile* loaded(const char* name, int flags, char comment) {
    std::ifstream lines(name);
    if (!lines || !is_comment_character(comment))
        throw xdpk::error(
            {.where = name, .what = lines ? "this comment character is not known" : "open it", .code = errno});
    auto file = std::make_unique<rte_cfgfile>();
    xdpk::dpdk::read_cfgfile(*file, lines, name, flags, comment);
    return file.release();
}

rte_cfgfile::section* section_at(rte_cfgfile* cfg, int index) {
    if (cfg == nullptr || index < 0 || static_cast<std::size_t>(index) >= cfg->sections.size())
        return nullptr;
    return &*std::next(cfg->sections.begin(), index);
}

rte_cfgfile::section* section_of(rte_cfgfile* cfg, const char* name) {
    return cfg != nullptr && name != nullptr ? cfg->find(name) : nullptr;
}

std::string* entry_of(rte_cfgfile* cfg, const char* section, const char* entry) {
    auto* const found = section_of(cfg, section);
    return found != nullptr && entry != nullptr ? found->find(entry) : nullptr;
}

int copied(const rte_cfgfile::section* from, rte_cfgfile_entry* entries, int most) {
    if (from == nullptr)
        return -1;
    int count = 0;
    for (const auto& [name, value] : from->entries) {
        if (count == most)
            break;
        rte_strlcpy(entries[count].name, name.c_str(), sizeof entries->name);
        rte_strlcpy(entries[count].value, value.c_str(), sizeof entries->value);
        ++count;
    }
    return count;
}

} // namespace

struct rte_cfgfile* rte_cfgfile_load(const char* filename, int flags) {
    const rte_cfgfile_parameters parameters{.comment_character = CFG_DEFAULT_COMMENT_CHARACTER};
    return rte_cfgfile_load_with_params(filename, flags, &parameters);
}

struct rte_cfgfile* rte_cfgfile_load_with_params(const char* filename, int flags,
                                                 const struct rte_cfgfile_parameters* params) {
    if (filename == nullptr || params == nullptr)
        return nullptr;
    return xdpk::dpdk::guarded_pointer([&] { return loaded(filename, flags, params->comment_character); });
}

struct rte_cfgfile* rte_cfgfile_create(int flags) {
    return xdpk::dpdk::guarded_pointer([&] {
        auto file = std::make_unique<rte_cfgfile>();
        if ((flags & CFG_FLAG_GLOBAL_SECTION) != 0)
            file->sections.push_back({.name = "GLOBAL", .entries = {}});
        return file.release();
    });
}

int rte_cfgfile_add_section(struct rte_cfgfile* cfg, const char* sectionname) {
    if (cfg == nullptr || sectionname == nullptr)
        return -EINVAL;
    cfg->sections.push_back({.name = sectionname, .entries = {}});
    return 0;
}

int rte_cfgfile_add_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname,
                          const char* entryvalue) {
    auto* const section = section_of(cfg, sectionname);
    if (section == nullptr || entryname == nullptr || *entryname == '\0' || entryvalue == nullptr)
        return -EINVAL;
    if (section->find(entryname) != nullptr)
        return -EEXIST;
    section->entries.emplace_back(entryname, entryvalue);
    return 0;
}

int rte_cfgfile_set_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname,
                          const char* entryvalue) {
    std::string* const value = entry_of(cfg, sectionname, entryname);
    if (value == nullptr || entryvalue == nullptr)
        return -EINVAL;
    *value = entryvalue;
    return 0;
}

int rte_cfgfile_save(struct rte_cfgfile* cfg, const char* filename) {
    if (cfg == nullptr || filename == nullptr)
        return -EINVAL;
    std::ofstream out(filename);
    for (const auto& section : cfg->sections) {
        out << '[' << section.name << "]\n";
        for (const auto& [name, value] : section.entries)
            out << name << '=' << value << '\n';
    }
    return out.flush() ? 0 : -1;
}

int rte_cfgfile_close(struct rte_cfgfile* cfg) {
    delete cfg;
    return cfg == nullptr ? -1 : 0;
}

int rte_cfgfile_num_sections(struct rte_cfgfile* cfg, const char* sec_name, size_t length) {
    const std::string_view begin = sec_name != nullptr ? std::string_view(sec_name).substr(0, length) : "";
    return static_cast<int>(
        std::ranges::count_if(cfg->sections, [&](const auto& each) { return each.name.starts_with(begin); }));
}

int rte_cfgfile_sections(struct rte_cfgfile* cfg, char* sections[], int max_sections) {
    int count = 0;
    for (const auto& section : cfg->sections) {
        if (count == max_sections)
            break;
        rte_strlcpy(sections[count++], section.name.c_str(), CFG_NAME_LEN);
    }
    return count;
}

int rte_cfgfile_has_section(struct rte_cfgfile* cfg, const char* sectionname) {
    return section_of(cfg, sectionname) != nullptr;
}

int rte_cfgfile_section_num_entries(struct rte_cfgfile* cfg, const char* sectionname) {
    const auto* const section = section_of(cfg, sectionname);
    return section != nullptr ? static_cast<int>(section->entries.size()) : -1;
}

int rte_cfgfile_section_num_entries_by_index(struct rte_cfgfile* cfg, char* sectionname, int index) {
    const auto* const section = section_at(cfg, index);
    if (section == nullptr)
        return -1;
    rte_strlcpy(sectionname, section->name.c_str(), CFG_NAME_LEN);
    return static_cast<int>(section->entries.size());
}

int rte_cfgfile_section_entries(struct rte_cfgfile* cfg, const char* sectionname, struct rte_cfgfile_entry* entries,
                                int max_entries) {
    return copied(section_of(cfg, sectionname), entries, max_entries);
}

int rte_cfgfile_section_entries_by_index(struct rte_cfgfile* cfg, int index, char* sectionname,
                                         struct rte_cfgfile_entry* entries, int max_entries) {
    const auto* const section = section_at(cfg, index);
    if (section != nullptr)
        rte_strlcpy(sectionname, section->name.c_str(), CFG_NAME_LEN);
    return copied(section, entries, max_entries);
}

const char* rte_cfgfile_get_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname) {
    const std::string* const value = entry_of(cfg, sectionname, entryname);
    return value != nullptr ? value->c_str() : nullptr;
}

int rte_cfgfile_has_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname) {
    return entry_of(cfg, sectionname, entryname) != nullptr;
}
