// SPDX-License-Identifier: BSD-3-Clause
#include "seeded.h"

#include <rte_meter.h>

/* Times and periods are chosen here: the machine's clock is not the same in two runs. */
static uint64_t now;
static struct rte_meter_srtcm single_rate;
static struct rte_meter_trtcm two_rates;
static struct rte_meter_trtcm_rfc4115 apart;

static void color_packets(struct rte_meter_srtcm_profile* single, struct rte_meter_trtcm_profile* two,
                          struct rte_meter_trtcm_rfc4115_profile* separate) {
    for (int i = 0; i < 2000; ++i) {
        now += below(200000);
        const uint32_t length = 64 + below(1455);
        const enum rte_color came = (enum rte_color)below(RTE_COLORS);
        if (below(2) != 0) {
            printf("blind %d", rte_meter_srtcm_color_blind_check(&single_rate, single, now, length));
            printf(" %d", rte_meter_trtcm_color_blind_check(&two_rates, two, now, length));
            printf(" %d\n", rte_meter_trtcm_rfc4115_color_blind_check(&apart, separate, now, length));
        } else {
            printf("aware %d", rte_meter_srtcm_color_aware_check(&single_rate, single, now, length, came));
            printf(" %d", rte_meter_trtcm_color_aware_check(&two_rates, two, now, length, came));
            printf(" %d\n", rte_meter_trtcm_rfc4115_color_aware_check(&apart, separate, now, length, came));
        }
    }
}

static void run(void) {
    struct rte_meter_srtcm_params single_params = {.cir = 1000000, .cbs = 1000 + below(9000), .ebs = below(9000)};
    struct rte_meter_trtcm_params two_params = {
        .cir = 1000000, .pir = 2000000, .cbs = 1000 + below(9000), .pbs = 1000 + below(9000)};
    struct rte_meter_trtcm_rfc4115_params separate_params = {
        .cir = 1000000, .eir = 500000, .cbs = 1000 + below(9000), .ebs = 1000 + below(9000)};
    struct rte_meter_srtcm_profile single;
    struct rte_meter_trtcm_profile two;
    struct rte_meter_trtcm_rfc4115_profile separate;
    printf("profiles %d", rte_meter_srtcm_profile_config(&single, &single_params));
    printf(" %d", rte_meter_trtcm_profile_config(&two, &two_params));
    printf(" %d\n", rte_meter_trtcm_rfc4115_profile_config(&separate, &separate_params));
    rte_meter_srtcm_config(&single_rate, &single);
    rte_meter_trtcm_config(&two_rates, &two);
    rte_meter_trtcm_rfc4115_config(&apart, &separate);
    printf("full %lu %lu", (unsigned long)single_rate.tc, (unsigned long)single_rate.te);
    printf(" %lu %lu", (unsigned long)two_rates.tc, (unsigned long)two_rates.tp);
    printf(" %lu %lu\n", (unsigned long)apart.tc, (unsigned long)apart.te);
    single.cir_period = two.cir_period = separate.cir_period = 100 + below(2000);
    two.pir_period = separate.eir_period = 100 + below(1000);
    single_rate.time = two_rates.time_tc = two_rates.time_tp = apart.time_tc = apart.time_te = now = next32();
    color_packets(&single, &two, &separate);
}

static void refuse(void) {
    for (int i = 0; i < 200; ++i) {
        struct rte_meter_srtcm_profile single;
        struct rte_meter_trtcm_profile two;
        struct rte_meter_trtcm_rfc4115_profile separate;
        struct rte_meter_srtcm_params a = {.cir = below(2), .cbs = below(2), .ebs = below(2)};
        struct rte_meter_trtcm_params b = {.cir = below(3), .pir = below(3), .cbs = below(2), .pbs = below(2)};
        struct rte_meter_trtcm_rfc4115_params c = {.cir = below(2), .eir = below(2), .cbs = below(2), .ebs = below(2)};
        printf("refuse %d", rte_meter_srtcm_profile_config(&single, &a));
        printf(" %d", rte_meter_trtcm_profile_config(&two, &b));
        printf(" %d\n", rte_meter_trtcm_rfc4115_profile_config(&separate, &c));
    }
    printf("null %d", rte_meter_srtcm_profile_config(NULL, NULL));
    printf(" %d %d\n", rte_meter_srtcm_config(NULL, NULL), rte_meter_trtcm_config(NULL, NULL));
}

int main(int argc, char** argv) {
    start(argc, argv);
    for (int i = 0; i < 10; ++i)
        run();
    refuse();
    return 0;
}
