// SPDX-License-Identifier: BSD-3-Clause
/// What a program finds out at compile time. XDPK_DPDK_RELEASE, year and month, is the one choice: where DPDK's
/// releases disagree about a name, 2211 gives what Debian 12 has and 2511 (the default) what is current.
#ifndef RTE_CONFIG_H_
#define RTE_CONFIG_H_

#ifndef XDPK_DPDK_RELEASE
#define XDPK_DPDK_RELEASE 2511
#endif
/// Lets a program that is to run on both tell this library from DPDK.
#define XDPK_DPDK 1

#if XDPK_DPDK_RELEASE < 2300
#define RTE_VER_YEAR 22
#else
#define RTE_VER_YEAR 25
#endif
#define RTE_VER_MONTH 11
#define RTE_VER_MINOR 0
#define RTE_VER_SUFFIX ""
#define RTE_VER_RELEASE 99

#define RTE_EXEC_ENV_LINUX 1
#define RTE_ENV_FREEBSD 0
#define RTE_ENV_LINUX 1
#define RTE_ENV_WINDOWS 2
#define RTE_EXEC_ENV RTE_ENV_LINUX
#define RTE_EXEC_ENV_IS_FREEBSD 0
#define RTE_EXEC_ENV_IS_LINUX 1
#define RTE_EXEC_ENV_IS_WINDOWS 0

#if defined __x86_64__
#define RTE_ARCH x86_64
#define RTE_ARCH_X86 1
#define RTE_ARCH_X86_64 1
#elif defined __aarch64__
#define RTE_ARCH arm64
#define RTE_ARCH_ARM 1
#define RTE_ARCH_ARM64 1
#endif
#define RTE_ARCH_64 1
#if defined __clang__
#define RTE_TOOLCHAIN "clang"
#define RTE_TOOLCHAIN_CLANG 1
#else
#define RTE_TOOLCHAIN "gcc"
#define RTE_TOOLCHAIN_GCC 1
#endif

#define RTE_CACHE_LINE_SIZE 64
#define RTE_MAX_LCORE 128
#define RTE_MAX_NUMA_NODES 32
#define RTE_MAX_HEAPS 32
#define RTE_MAX_MEMZONE 2560
#define RTE_MAX_TAILQ 32
#define RTE_MAX_VFIO_GROUPS 64
#define RTE_LOG_DP_LEVEL RTE_LOG_INFO
#define RTE_BACKTRACE 1
#define RTE_IOVA_IN_MBUF 1

#define RTE_MAX_ETHPORTS 32
#define RTE_MAX_QUEUES_PER_PORT 1024
#define RTE_ETHDEV_QUEUE_STAT_CNTRS 16
#define RTE_ETHDEV_RXTX_CALLBACKS 1
#define RTE_MBUF_REFCNT_ATOMIC 1
#define RTE_PKTMBUF_HEADROOM 128
#define RTE_MBUF_DEFAULT_MEMPOOL_OPS "ring_mp_mc"
#define RTE_MEMPOOL_CACHE_MAX_SIZE 512
#define RTE_CONTIGMEM_MAX_NUM_BUFS 64
#define RTE_LIBRTE_IP_FRAG_MAX_FRAG 8
#define RTE_LIBRTE_IP_FRAG_TBL_STAT 1
#define RTE_KVARGS_MAX 32
#define RTE_POWER_MAX_LCORE 128

#define RTE_LIB_ACL 1
#define RTE_LIB_CFGFILE 1
#define RTE_LIB_CMDLINE 1
#define RTE_LIB_DISTRIBUTOR 1
#define RTE_LIB_EAL 1
#define RTE_LIB_EFD 1
#define RTE_LIB_ETHDEV 1
#define RTE_LIB_FIB 1
#define RTE_LIB_HASH 1
#define RTE_LIB_IP_FRAG 1
#define RTE_LIB_JOBSTATS 1
#define RTE_LIB_KVARGS 1
#define RTE_LIB_LPM 1
#define RTE_LIB_MBUF 1
#define RTE_LIB_MEMPOOL 1
#define RTE_LIB_METER 1
#define RTE_LIB_METRICS 1
#define RTE_LIB_NET 1
#define RTE_LIB_POWER 1
#define RTE_LIB_REORDER 1
#define RTE_LIB_RING 1
#define RTE_LIB_TIMER 1
#define RTE_NET_AF_XDP 1
#define RTE_NET_BOND 1

#endif
