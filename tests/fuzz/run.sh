#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# usage: run.sh FUZZER SEEDS WORK SECONDS
# Fuzzes for SECONDS. What it finds stays in WORK (inputs that widen the coverage, and the input of a crash);
# SEEDS, if there are any, are read and never written.
set -euo pipefail

fuzzer=$1 seeds=$2 work=$3 seconds=$4
mkdir -p "$work/corpus"
if [[ -d $seeds ]]; then
    cp -r "$seeds/." "$work/corpus"
fi
exec "$fuzzer" -max_total_time="$seconds" -timeout=30 -rss_limit_mb=4096 -print_final_stats=1 \
    -artifact_prefix="$work/" "$work/corpus" </dev/null
