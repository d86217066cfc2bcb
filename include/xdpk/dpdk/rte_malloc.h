// SPDX-License-Identifier: BSD-3-Clause
/// Memory of the heap. `align` is a power of two, 0 for a cache line; `type` and `socket` are for a reader: the kernel
/// puts a page near the CPU that writes it first. NULL if there is none, with rte_errno. Any thread may call; not on a
/// hot path.
#ifndef RTE_MALLOC_H_
#define RTE_MALLOC_H_

#include <stddef.h>
#include <stdio.h>

#include "rte_memory.h"

#ifdef __cplusplus
extern "C" {
#endif

/// Sums over what rte_malloc gave. The heap grows as needed, so nothing is ever free in it.
struct rte_malloc_socket_stats {
    size_t heap_totalsz_bytes;
    size_t heap_freesz_bytes;
    size_t greatest_free_size;
    unsigned free_count;
    unsigned alloc_count;
    size_t heap_allocsz_bytes;
};

void* rte_malloc(const char* type, size_t size, unsigned align) __rte_alloc_size(2);
void* rte_zmalloc(const char* type, size_t size, unsigned align) __rte_alloc_size(2);
void* rte_calloc(const char* type, size_t num, size_t size, unsigned align) __rte_alloc_size(2, 3);
void* rte_realloc(void* ptr, size_t size, unsigned int align) __rte_alloc_size(2);
void* rte_realloc_socket(void* ptr, size_t size, unsigned int align, int socket) __rte_alloc_size(2);
void* rte_malloc_socket(const char* type, size_t size, unsigned align, int socket) __rte_alloc_size(2);
void* rte_zmalloc_socket(const char* type, size_t size, unsigned align, int socket) __rte_alloc_size(2);
void* rte_calloc_socket(const char* type, size_t num, size_t size, unsigned align, int socket) __rte_alloc_size(2, 3);
/// NULL is let be.
void rte_free(void* ptr);

/// 0 and the size that was asked for, or -1 if this is none of ours.
int rte_malloc_validate(const void* ptr, size_t* size);
int rte_malloc_get_socket_stats(int socket, struct rte_malloc_socket_stats* socket_stats);
void rte_malloc_dump_stats(FILE* f, const char* type);
void rte_malloc_dump_heaps(FILE* f);
/// The address itself.
rte_iova_t rte_malloc_virt2iova(const void* addr);
/// The node of a heap: there is one, "socket_0".
int rte_malloc_heap_get_socket(const char* name);

#ifdef __cplusplus
}
#endif

#endif
