// SPDX-License-Identifier: BSD-3-Clause
/* A primary process and a secondary ask each other for things: messages with replies and files, what a secondary may
 * not do, counters, and memory at the same address. The primary waits for the secondary; both say "ok" at the end. */
#include <rte_eal.h>
#include <rte_errno.h>
#include <rte_ethdev.h>
#include <rte_malloc.h>
#include <rte_mbuf.h>
#include <rte_memzone.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define CHECK(what)                                                                                                    \
    do {                                                                                                               \
        if (!(what)) {                                                                                                 \
            printf("%s:%d: not so: %s (rte_errno %d)\n", __FILE__, __LINE__, #what, rte_errno);                        \
            exit(1);                                                                                                   \
        }                                                                                                              \
    } while (0)

struct board {
    struct board* self;
    int requests, messages; /* that the primary has had */
    volatile int finished;
};

static struct board* board;
static const struct timespec patience = {.tv_sec = 5};

static struct rte_mp_msg message(const char* name, const char* text) {
    struct rte_mp_msg m = {.len_param = (int)strlen(text) + 1};
    strcpy(m.name, name);
    strcpy((char*)m.param, text);
    return m;
}

/* Replies with the text doubled. */
static int twice(const struct rte_mp_msg* request, const void* peer) {
    char text[RTE_MP_MAX_PARAM_LEN];
    snprintf(text, sizeof text, "%.100s%.100s", (const char*)request->param, (const char*)request->param);
    struct rte_mp_msg reply = message(request->name, text);
    if (rte_eal_process_type() == RTE_PROC_PRIMARY)
        ++board->requests;
    return rte_mp_reply(&reply, peer);
}

/* Writes into the pipe that comes with it. */
static int note(const struct rte_mp_msg* told, const void* peer) {
    (void)peer;
    CHECK(told->num_fds == 1 && write(told->fds[0], "noted", 5) == 5);
    close(told->fds[0]);
    ++board->messages;
    return 0;
}

static void ask(const char* text, const char* expected) {
    struct rte_mp_msg request = message("twice", text);
    struct rte_mp_reply reply;
    CHECK(rte_mp_request_sync(&request, &reply, &patience) == 0);
    CHECK(reply.nb_sent == 1 && reply.nb_received == 1 && strcmp((char*)reply.msgs[0].param, expected) == 0);
    free(reply.msgs);
    request = message("nobody", text);
    CHECK(rte_mp_request_sync(&request, &reply, &patience) == 0 && reply.nb_received == 0);
}

static void primary(void) {
    const struct rte_memzone* const zone = rte_memzone_reserve("board", sizeof *board, 0, 0);
    CHECK(zone != NULL);
    board = zone->addr;
    board->self = board;
    struct rte_mempool* const pool = rte_pktmbuf_pool_create("pool", 2048, 0, 0, RTE_MBUF_DEFAULT_BUF_SIZE, 0);
    const struct rte_eth_conf conf = {0};
    CHECK(pool != NULL && rte_eth_dev_configure(0, 1, 1, &conf) == 0);
    CHECK(rte_eth_rx_queue_setup(0, 0, 64, 0, NULL, pool) == 0 && rte_eth_tx_queue_setup(0, 0, 64, 0, NULL) == 0);
    CHECK(rte_eth_dev_start(0) == 0);
    CHECK(rte_mp_action_register("note", note) == 0);
    printf("ready\n");
    while (board->finished == 0)
        usleep(1000);
    ask("yes", "yesyes");
    struct rte_eth_stats stats;
    CHECK(board->requests == 1 && board->messages == 1);
    CHECK(rte_eth_stats_get(0, &stats) == 0 && stats.opackets == 3);
    /* What the secondary has sent comes back to the pool. */
    struct rte_mbuf* none;
    for (int i = 0; i < 1000 && rte_eth_tx_done_cleanup(0, 0, 0) >= 0 && rte_eth_tx_queue_count(0, 0) != 0; ++i)
        usleep(1000);
    CHECK(rte_eth_rx_burst(0, 0, &none, 1) == 0 && rte_eth_tx_queue_count(0, 0) == 0);
    board->finished = 2;
}

static void secondary(void) {
    const struct rte_memzone* const zone = rte_memzone_lookup("board");
    CHECK(zone != NULL);
    board = zone->addr;
    CHECK(board->self == board && rte_eal_process_type() == RTE_PROC_SECONDARY);
    CHECK(rte_eal_primary_proc_alive(NULL) == 1 && rte_eth_dev_count_avail() == 1);
    ask("no", "nono");
    int ends[2];
    char text[6] = "";
    CHECK(pipe(ends) == 0);
    struct rte_mp_msg told = message("note", "");
    told.num_fds = 1;
    told.fds[0] = ends[1];
    CHECK(rte_mp_sendmsg(&told) == 0 && read(ends[0], text, 5) == 5 && strcmp(text, "noted") == 0);

    const struct rte_eth_conf conf = {0};
    CHECK(rte_eth_dev_configure(0, 1, 1, &conf) == -EPERM && rte_eth_dev_stop(0) == -EPERM);
    CHECK(rte_eth_dev_start(0) == -EPERM && rte_eth_dev_close(0) == -EPERM);
    struct rte_mempool* const pool = rte_mempool_lookup("pool");
    struct rte_mbuf* packets[3];
    CHECK(pool != NULL && rte_pktmbuf_alloc_bulk(pool, packets, 3) == 0);
    for (int i = 0; i < 3; ++i)
        CHECK(rte_pktmbuf_append(packets[i], 60) != NULL);
    CHECK(rte_eth_tx_burst(0, 0, packets, 3) == 3);
    struct rte_eth_stats stats;
    CHECK(rte_eth_stats_get(0, &stats) == 0 && stats.opackets == 3 && stats.obytes == 180);
    board->finished = 1;
    while (board->finished != 2)
        usleep(1000);
}

int main(int argc, char** argv) {
    setvbuf(stdout, NULL, _IOLBF, 0);
    if (rte_eal_init(argc, argv) < 0)
        return 1;
    CHECK(rte_mp_action_register("twice", twice) == 0);
    if (rte_eal_process_type() == RTE_PROC_PRIMARY)
        primary();
    else
        secondary();
    printf("ok\n");
    return rte_eal_cleanup();
}
