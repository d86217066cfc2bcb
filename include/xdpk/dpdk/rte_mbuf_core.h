// SPDX-License-Identifier: BSD-3-Clause
#ifndef RTE_MBUF_CORE_H
#define RTE_MBUF_CORE_H

#include "rte_byteorder.h"
#include "rte_common.h"
#include "rte_config.h"
#include "xdpk_mbuf_flags.h"

#include <stddef.h>
#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif

/** Alignment of a pool's private bytes per packet. */
#define RTE_MBUF_PRIV_ALIGN 8
#ifndef RTE_PKTMBUF_HEADROOM
#define RTE_PKTMBUF_HEADROOM 128
#endif
/** Room for data in a packet of the usual size, and the buffer that takes. */
#define RTE_MBUF_DEFAULT_DATAROOM 2048
#define RTE_MBUF_DEFAULT_BUF_SIZE (RTE_MBUF_DEFAULT_DATAROOM + RTE_PKTMBUF_HEADROOM)
#define RTE_MBUF_MAX_NB_SEGS UINT16_MAX
/** The port of a packet that came from none. */
#define RTE_MBUF_PORT_INVALID UINT16_MAX

struct rte_mempool;
struct rte_mbuf_ext_shared_info;

/** What the scheduler keeps with a packet. */
struct rte_mbuf_sched {
    uint32_t queue_id;
    uint8_t traffic_class;
    uint8_t color;
    uint16_t reserved;
};

/**
 * One segment of a packet: 128 bytes at the start of a frame, before the pool's private bytes and the buffer. Free
 * ones have next NULL, nb_segs 1 and refcnt 1, and keep buf_addr, buf_len and pool.
 */
struct rte_mbuf {
    void* buf_addr;        /**< first byte of the buffer */
    struct rte_mbuf* next; /**< further segment, or NULL */
    __extension__ union {
        uint64_t rearm_data[1]; /**< the four below in one word */
        __extension__ struct {
            uint16_t data_off; /**< first byte of the data in the buffer */
            uint16_t refcnt;   /**< users; through rte_mbuf_refcnt_*() */
            uint16_t nb_segs;  /**< of the packet; in its first segment */
            uint16_t port;     /**< where it came from */
        };
    };
    uint64_t ol_flags; /**< RTE_MBUF_F_* */
    __extension__ union {
        uint64_t rx_descriptor_fields1[3]; /**< all that reception says */
        __extension__ struct {
            __extension__ union {
                uint32_t packet_type; /**< RTE_PTYPE_* */
                __extension__ struct {
                    uint8_t l2_type : 4;
                    uint8_t l3_type : 4;
                    uint8_t l4_type : 4;
                    uint8_t tun_type : 4;
                    __extension__ union {
                        uint8_t inner_esp_next_proto;
                        __extension__ struct {
                            uint8_t inner_l2_type : 4;
                            uint8_t inner_l3_type : 4;
                        };
                    };
                    uint8_t inner_l4_type : 4;
                };
            };
            uint32_t pkt_len;  /**< bytes of all segments; in the first */
            uint16_t data_len; /**< bytes of this segment */
            uint16_t vlan_tci; /**< in host byte order */
            union {
                uint32_t rss; /**< hash of the flow */
                struct {
                    __extension__ union {
                        __extension__ struct {
                            uint16_t hash;
                            uint16_t id;
                        };
                        uint32_t lo;
                    };
                    uint32_t hi; /**< mark of a flow rule */
                } fdir;
                struct rte_mbuf_sched sched;
                struct {
                    uint32_t reserved1;
                    uint16_t reserved2;
                    uint16_t txq;
                } txadapter;
                uint32_t usr; /**< tag of the distributor's user */
            } hash;
            uint16_t vlan_tci_outer;
            uint16_t buf_len; /**< bytes of the buffer */
        };
    };
    struct rte_mempool* pool;

    uint64_t dynfield2 __rte_aligned(RTE_CACHE_LINE_MIN_SIZE);
    __extension__ union {
        uint64_t tx_offload; /**< all below in one word */
        __extension__ struct {
            uint64_t l2_len : 7; /**< bytes of the headers, outer ones first of all with tunnels */
            uint64_t l3_len : 9;
            uint64_t l4_len : 8;
            uint64_t tso_segsz : 16;
            uint64_t outer_l3_len : 9;
            uint64_t outer_l2_len : 7;
        };
    };
    struct rte_mbuf_ext_shared_info* shinfo; /**< of an external buffer */
    uint16_t priv_size;                      /**< bytes between this and the buffer */
    uint16_t timesync;
    uint32_t dynfield1[9]; /**< for rte_mbuf_dynfield_register() */
} __rte_aligned(RTE_CACHE_LINE_MIN_SIZE);

/** Called when nobody uses an external buffer any more. */
typedef void (*rte_mbuf_extbuf_free_callback_t)(void* addr, void* opaque);

/** What the users of an external buffer share. */
struct rte_mbuf_ext_shared_info {
    rte_mbuf_extbuf_free_callback_t free_cb;
    void* fcb_opaque;
    uint16_t refcnt;
};

#define RTE_MBUF_CLONED(mb) ((mb)->ol_flags & RTE_MBUF_F_INDIRECT)
#define RTE_MBUF_HAS_EXTBUF(mb) ((mb)->ol_flags & RTE_MBUF_F_EXTERNAL)
/** True if the packet's bytes are in its own frame. */
#define RTE_MBUF_DIRECT(mb) (!((mb)->ol_flags & (RTE_MBUF_F_INDIRECT | RTE_MBUF_F_EXTERNAL)))

/** The first byte of the data, or the one `o` bytes on, as a pointer of type `t`. */
#define rte_pktmbuf_mtod_offset(m, t, o) ((t)(void*)((char*)(m)->buf_addr + (m)->data_off + (o)))
#define rte_pktmbuf_mtod(m, t) rte_pktmbuf_mtod_offset(m, t, 0)

#ifdef __cplusplus
}
#endif

#endif
