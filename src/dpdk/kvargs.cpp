// SPDX-License-Identifier: BSD-3-Clause
#include <xdpk/dpdk/rte_kvargs.h>

#include <cstdlib>
#include <cstring>
#include <string_view>

namespace {

bool is_valid(const char* key, const char* const* valid_keys) {
    if (valid_keys == nullptr)
        return true;
    for (; *valid_keys != nullptr; ++valid_keys)
        if (std::string_view(*valid_keys) == key)
            return true;
    return false;
}

// The end of the value: commas between brackets are its own.
char* end_of_value(char* at) {
    if (*at == '[')
        at += std::strcspn(at, "]");
    return at + std::strcspn(at, RTE_KVARGS_PAIRS_DELIM);
}

bool matches(const rte_kvargs_pair& pair, const char* key) {
    return key == nullptr || std::string_view(pair.key) == key;
}

// Cuts the copy of the text into pairs.
bool cut(rte_kvargs& list, const char* const* valid_keys) {
    for (char* at = list.str; *at != '\0';) {
        if (list.count == RTE_KVARGS_MAX)
            return false;
        rte_kvargs_pair& pair = list.pairs[list.count];
        pair.key = at;
        at += std::strcspn(at, RTE_KVARGS_KV_DELIM RTE_KVARGS_PAIRS_DELIM);
        if (at == pair.key)
            return false;
        if (*at == '=') {
            *at++ = '\0';
            pair.value = at;
            at = end_of_value(at);
        }
        if (*at != '\0')
            *at++ = '\0';
        if (!is_valid(pair.key, valid_keys))
            return false;
        ++list.count;
    }
    return true;
}

int walk(const rte_kvargs* list, const char* key, arg_handler_t handler, void* argument, bool without_value) {
    if (list == nullptr || handler == nullptr)
        return list == nullptr ? 0 : -1;
    for (unsigned i = 0; i < list->count; ++i) {
        const rte_kvargs_pair& pair = list->pairs[i];
        if (!matches(pair, key))
            continue;
        if ((pair.value == nullptr && !without_value) || handler(pair.key, pair.value, argument) < 0)
            return -1;
    }
    return 0;
}

} // namespace

struct rte_kvargs* rte_kvargs_parse_delim(const char* args, const char* const valid_keys[], const char* valid_ends) {
    if (args == nullptr)
        return nullptr;
    auto* const list = static_cast<rte_kvargs*>(std::calloc(1, sizeof(rte_kvargs)));
    if (list == nullptr)
        return nullptr;
    list->str = strndup(args, valid_ends != nullptr ? std::strcspn(args, valid_ends) : std::strlen(args));
    if (list->str != nullptr && cut(*list, valid_keys))
        return list;
    rte_kvargs_free(list);
    return nullptr;
}

struct rte_kvargs* rte_kvargs_parse(const char* args, const char* const valid_keys[]) {
    return rte_kvargs_parse_delim(args, valid_keys, nullptr);
}

void rte_kvargs_free(struct rte_kvargs* kvlist) {
    if (kvlist == nullptr)
        return;
    std::free(kvlist->str);
    std::free(kvlist);
}

const char* rte_kvargs_get_with_value(const struct rte_kvargs* kvlist, const char* key, const char* value) {
    if (kvlist == nullptr)
        return nullptr;
    for (unsigned i = 0; i < kvlist->count; ++i) {
        const rte_kvargs_pair& pair = kvlist->pairs[i];
        const bool wanted = value == nullptr || (pair.value != nullptr && std::string_view(pair.value) == value);
        if (matches(pair, key) && wanted)
            return pair.value;
    }
    return nullptr;
}

const char* rte_kvargs_get(const struct rte_kvargs* kvlist, const char* key) {
    return key != nullptr ? rte_kvargs_get_with_value(kvlist, key, nullptr) : nullptr;
}

int rte_kvargs_process(const struct rte_kvargs* kvlist, const char* key_match, arg_handler_t handler,
                       void* opaque_arg) {
    return walk(kvlist, key_match, handler, opaque_arg, false);
}

int rte_kvargs_process_opt(const struct rte_kvargs* kvlist, const char* key_match, arg_handler_t handler,
                           void* opaque_arg) {
    return walk(kvlist, key_match, handler, opaque_arg, true);
}

unsigned rte_kvargs_count(const struct rte_kvargs* kvlist, const char* key_match) {
    unsigned count = 0;
    for (unsigned i = 0; kvlist != nullptr && i < kvlist->count; ++i)
        count += matches(kvlist->pairs[i], key_match) ? 1 : 0;
    return count;
}
