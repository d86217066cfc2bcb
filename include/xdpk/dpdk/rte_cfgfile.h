// SPDX-License-Identifier: BSD-3-Clause
/// Files of "[section]" lines and "name = value" lines; what follows a ';' is a comment. Control thread. Functions
/// return 0 or a negative errno, unless said otherwise.
#ifndef RTE_CFGFILE_H_
#define RTE_CFGFILE_H_

#include <stddef.h>

#ifdef __cplusplus
extern "C" {
#endif

#ifndef CFG_NAME_LEN
#define CFG_NAME_LEN 64
#endif
#ifndef CFG_VALUE_LEN
#define CFG_VALUE_LEN 256
#endif

struct rte_cfgfile;

struct rte_cfgfile_entry {
    char name[CFG_NAME_LEN];
    char value[CFG_VALUE_LEN];
};

enum {
    CFG_FLAG_GLOBAL_SECTION = (1 << 0), ///< entries before the first section are those of "GLOBAL"
    CFG_FLAG_EMPTY_VALUES = (1 << 1),
};

#define CFG_DEFAULT_COMMENT_CHARACTER ';'

struct rte_cfgfile_parameters {
    char comment_character;
};

/// NULL if the file cannot be read, after a line that says why. The caller closes it.
struct rte_cfgfile* rte_cfgfile_load(const char* filename, int flags);
struct rte_cfgfile* rte_cfgfile_load_with_params(const char* filename, int flags,
                                                 const struct rte_cfgfile_parameters* params);
struct rte_cfgfile* rte_cfgfile_create(int flags);
int rte_cfgfile_add_section(struct rte_cfgfile* cfg, const char* sectionname);
int rte_cfgfile_add_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname,
                          const char* entryvalue);
int rte_cfgfile_set_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname,
                          const char* entryvalue);
int rte_cfgfile_save(struct rte_cfgfile* cfg, const char* filename);
int rte_cfgfile_close(struct rte_cfgfile* cfg);

/// How many sections begin with these letters (`length` of them); their names into an array of 64-character texts.
int rte_cfgfile_num_sections(struct rte_cfgfile* cfg, const char* sec_name, size_t length);
int rte_cfgfile_sections(struct rte_cfgfile* cfg, char* sections[], int max_sections);
/// 1 or 0.
int rte_cfgfile_has_section(struct rte_cfgfile* cfg, const char* sectionname);
/// How many entries the section has, or -1; copies of them, and their number.
int rte_cfgfile_section_num_entries(struct rte_cfgfile* cfg, const char* sectionname);
int rte_cfgfile_section_num_entries_by_index(struct rte_cfgfile* cfg, char* sectionname, int index);
int rte_cfgfile_section_entries(struct rte_cfgfile* cfg, const char* sectionname, struct rte_cfgfile_entry* entries,
                                int max_entries);
int rte_cfgfile_section_entries_by_index(struct rte_cfgfile* cfg, int index, char* sectionname,
                                         struct rte_cfgfile_entry* entries, int max_entries);
/// The value, which lives as long as the file is open, or NULL.
const char* rte_cfgfile_get_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname);
int rte_cfgfile_has_entry(struct rte_cfgfile* cfg, const char* sectionname, const char* entryname);

#ifdef __cplusplus
}
#endif

#endif
