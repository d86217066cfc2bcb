// SPDX-License-Identifier: GPL-2.0-only OR BSD-2-Clause
/*
 * What programs that send claimed frames to sockets share with the process that says which those are.
 *
 * A claim is a number below CLAIMS_MOST, and a set of them a bit set. For each property of a frame a table has the
 * claims that its value fits, those without a word on the property among them; what is in all of the sets fits. So a
 * frame costs the same however many claims there are.
 *
 * There are two tables: one that is in force, and one that the process may write meanwhile. The only element of the map
 * .data.claims says which: 0 for none (everything is claimed), 1 or 2 for the table of that number less one.
 */
#pragma once

#include <linux/types.h>

#define CLAIMS_MOST 64
#define CLAIMS_PREFIXES 4096 /* of either family, in a table */
#define CLAIMS_VLANS 4096
#define CLAIMS_CLASSES 256 /* values that fit the same claims are of a class; class 0 is those that no claim names */
#define CLAIMS_NO_PROTOCOL 256
#define CLAIMS_NO_PORT 65536

struct claims_table {
    __u64 any_destination; /* claims that take every destination, and frames that have none */
    __u64 types[CLAIMS_CLASSES];
    __u64 vlans[CLAIMS_CLASSES];
    __u64 ports[CLAIMS_CLASSES];
    __u64 protocols[CLAIMS_NO_PROTOCOL + 1];
    __u8 class_of_type[65536];
    __u8 class_of_vlan[CLAIMS_VLANS];
    __u8 class_of_port[CLAIMS_NO_PORT + 1]; /* no port: class 0 */
    __u8 unused[7];
};

/*
 * Keys of the destinations' LPM tries, whose values are bit sets. Both tables are in one trie, told apart by the first
 * 32 bits of the key, which always have to match: the prefix is 32 bits longer than the address's. A value has the
 * claims of all shorter prefixes, too.
 */
struct claims_key4 {
    __u32 bits;
    __u32 active;
    __u32 address; /* in network order, as the words of the other's */
};

struct claims_key6 {
    __u32 bits;
    __u32 active;
    __u32 address[4];
};

/* What is counted, of each CPU: frames, each once. Keys of claims_counts, whose values have 64 bits. */
enum claims_counter {
    CLAIMS_CLAIMED,   /* sent to a socket while there were claims */
    CLAIMS_PASSED,    /* left to the kernel, for no claim fits */
    CLAIMS_DROPPED,   /* claimed, and dropped by what the program decides on its own */
    CLAIMS_NO_SOCKET, /* claimed, and left to the kernel, for their queue has no socket */
    CLAIMS_COUNTERS
};
