// SPDX-License-Identifier: BSD-3-Clause
// EAL: lcores and launching, names and sizes of memory, text, numbers, errors.
#include <rte_bitmap.h>
#include <rte_byteorder.h>
#include <rte_common.h>
#include <rte_cycles.h>
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_launch.h>
#include <rte_lcore.h>
#include <rte_malloc.h>
#include <rte_memzone.h>
#include <rte_random.h>
#include <rte_string_fns.h>
#include <rte_uuid.h>

static int squared(void* arg) {
    const int id = (int)rte_lcore_id();
    return *(int*)arg + id * id;
}

static void lcores(void) {
    unsigned int id;
    int base = 100;
    printf("count %u main %u index %d\n", rte_lcore_count(), rte_get_main_lcore(), rte_lcore_index(-1));
    RTE_LCORE_FOREACH(id)
    printf("lcore %u index %d socket %u enabled %d\n", id, rte_lcore_index((int)id), rte_lcore_to_socket_id(id),
           rte_lcore_is_enabled(id));
    printf("next %u %u %u\n", rte_get_next_lcore(3, 0, 0), rte_get_next_lcore(3, 1, 1), rte_get_next_lcore(1, 1, 0));
    printf("launch %d\n", rte_eal_mp_remote_launch(squared, &base, CALL_MAIN));
    RTE_LCORE_FOREACH_WORKER(id) {
        printf("worker %u gave %d,", id, rte_eal_wait_lcore(id));
        printf(" state %d\n", rte_eal_get_lcore_state(id));
    }
    printf("again %d\n", rte_eal_wait_lcore(2));
    printf("role %d %d\n", rte_lcore_has_role(1, ROLE_RTE), rte_eal_lcore_role(77));
}

static void zone(const char* name, size_t length, unsigned int align) {
    const struct rte_memzone* mz = rte_memzone_reserve_aligned(name, length, SOCKET_ID_ANY, 0, align);
    if (mz == NULL)
        printf("zone %s: %s\n", name, rte_strerror(rte_errno));
    else
        printf("zone %s: %s %d aligned %d\n", name, mz->name, mz->len >= length, rte_is_aligned(mz->addr, align));
}

static void memory(void) {
    size_t size = 0;
    char* memory = rte_malloc("x", 100, 256);
    printf("aligned %d %d\n", rte_is_aligned(memory, 256), rte_malloc_validate(memory, &size));
    memory = rte_realloc(memory, 5000, 0);
    printf("larger %d\n", memory != NULL);
    rte_free(memory);
    memory = rte_zmalloc(NULL, 1000, 0);
    printf("zero %d %d\n", memory[0], memory[999]);
    rte_free(memory);
    printf("nothing %p, odd alignment %p\n", rte_malloc(NULL, 0, 0), rte_malloc(NULL, 10, 3));
    zone("one", 1000, 64);
    zone("one", 1000, 64);
    zone("odd", 1000, 65);
    zone("big alignment", 10, 4096);
    zone("0123456789012345678901234567890", 10, 64);
    zone("01234567890123456789012345678901", 10, 64);
    printf("found %d %d\n", rte_memzone_lookup("one") != NULL, rte_memzone_lookup("two") != NULL);
    printf("freed %d\n", rte_memzone_free(rte_memzone_lookup("one")));
    printf("found %d\n", rte_memzone_lookup("one") != NULL);
}

static void split(const char* text, int most) {
    char copy[64], *part[8];
    int i, count;
    rte_strlcpy(copy, text, sizeof(copy));
    count = rte_strsplit(copy, (int)strlen(text) + 1, part, most, ',');
    printf("split '%s' %d:", text, count);
    for (i = 0; i < count; i++)
        printf(" [%s]", part[i]);
    printf("\n");
}

static void text(void) {
    static const char* const sizes[] = {"0", "17", "64K", "2 M", "1G", "-3", "abc", "0x10"};
    char small[5] = "ab";
    unsigned int i;
    split("a,b,c", 8);
    split("a,b,c", 2);
    split(",a,,b,", 8);
    split(",a,,b,", 3);
    split("", 8);
    for (i = 0; i < RTE_DIM(sizes); i++)
        printf("size %s %lu\n", sizes[i], (unsigned long)rte_str_to_size(sizes[i]));
    printf("%zu\n", rte_strlcat(small, "cdefg", sizeof(small)));
    printf("%s\n", small);
    printf("%zd %s\n", rte_strscpy(small, "xyz", sizeof(small)), small);
    printf("%zd\n", rte_strscpy(small, "xyzzy", sizeof(small)));
    for (i = 0; i < 4; i++)
        printf("%s\n", rte_strerror(i == 0 ? EINVAL : (int)(1000 + i)));
    printf("%s\n", rte_strerror(-1));
    printf("%s\n", rte_strerror(12345));
}

static void numbers(void) {
    static const uint32_t values[] = {0, 1, 2, 3, 63, 64, 65, 1000, 0x7fffffff, 0x80000000};
    unsigned int i;
    for (i = 0; i < RTE_DIM(values); i++)
        printf("%u: %u %u %d %u %u %u %d\n", values[i], rte_align32pow2(values[i]), rte_align32prevpow2(values[i]),
               rte_is_power_of_2(values[i]), rte_log2_u32(values[i]), rte_bswap32(values[i]),
               rte_combine32ms1b(values[i]), rte_fls_u32(values[i]));
    printf("%u %u %u\n", RTE_ALIGN(100u, 64), RTE_ALIGN_FLOOR(100u, 64), RTE_ALIGN_MUL_NEAR(100u, 30));
    printf("%x %x %d\n", rte_cpu_to_be_16(0x1234), rte_cpu_to_be_32(0x12345678), rte_rand_max(1) == 0);
}

static void bits(void) {
    const uint32_t count = 5000;
    const uint32_t size = rte_bitmap_get_memory_footprint(count);
    uint8_t* memory = rte_zmalloc(NULL, size, 0);
    struct rte_bitmap* map = rte_bitmap_init(count, memory, size);
    uint32_t pos = 0, i;
    uint64_t slab = 0;
    for (i = 0; i < 40; i++)
        rte_bitmap_set(map, (i * i * 37) % count);
    rte_bitmap_clear(map, 37);
    for (i = 0; i < 30; i++)
        if (rte_bitmap_scan(map, &pos, &slab))
            printf("scan at %u %lx\n", pos, (unsigned long)slab);
    rte_bitmap_reset(map);
    printf("scan %d\n", rte_bitmap_scan(map, &pos, &slab));
}

static void identifier(const char* name) {
    rte_uuid_t id;
    char back[RTE_UUID_STRLEN];
    const int status = rte_uuid_parse(name, id);
    if (status == 0)
        rte_uuid_unparse(id, back, sizeof(back));
    printf("uuid %s %d %s\n", name, status, status == 0 ? back : "-");
}

int main(int argc, char** argv) {
    const int used = rte_eal_init(argc, argv);
    if (used < 0)
        rte_exit(EXIT_FAILURE, "EAL\n");
    printf("options used: all but %d, type %d\n", argc - used, rte_eal_process_type());
    lcores();
    memory();
    text();
    numbers();
    bits();
    identifier("01020304-0506-0708-090a-0b0c0d0e0f10");
    identifier("0102030-40506-0708-090a-0b0c0d0e0f10");
    return rte_eal_cleanup();
}
