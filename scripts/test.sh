#!/usr/bin/env bash
# SPDX-License-Identifier: BSD-3-Clause
# Sourced by dev: the test run, made of steps that are timed and summed up.
: "${root:?}" "${jobs:?}"

release_parts='unit bpf netns vm dpdk consumer lint'
all_parts="$release_parts sanitize fuzz"
known_parts="$all_parts clang tidy"
root_parts='bpf netns vm dpdk sanitize'

test_usage() {
    cat <<END
usage: ./dev test [PART…] [--no-skip] [CTEST ARGS…]

Builds and runs the tests; without PART, all of them. Parts:

  unit       the release build's unit tests
  bpf        BPF programs by PROG_TEST_RUN *
  netns      veth pairs and real stacks, in namespaces *
  vm         zero-copy and program chains in an emulated guest *
  dpdk       DPDK's examples, unchanged, on veth pairs; programs that print the same with the real DPDK *
  consumer   a project outside the tree uses the installed package
  lint       layers, header independence, sizes, formatting, shellcheck, README snippets
  sanitize   unit and chosen netns tests under ASan+UBSan and under TSan, built by clang *
  fuzz       each fuzz target for 8 seconds
  clang      everything built by clang with optimisation, and the unit tests: only when named
  tidy       clang-tidy over every source: only when named, and in ./dev lint

Parts marked * need root. What follows the parts and starts with '-' goes to ctest, in the release build unless
parts say otherwise: ./dev test -R l2fwd, ./dev test netns -j1.
--no-skip (or CI=true) makes a skipped test a failure. Logs are kept in build/log.
END
}

step_rows=()
step_closings=()
steps_failed=0
last_status=0

# Runs COMMAND as a step, going on when it fails: one run shows everything that is broken.
step() { # NAME COMMAND…
    local name=$1 log=$root/build/log/$1.log start=$SECONDS verdict=ok
    shift
    printf '\n== %s\n' "$name"
    # In a subshell, and outside of any condition, so that the step stops at its first failing command.
    set +e
    (set -e && "$@") 2>&1 | tee "$log"
    last_status=${PIPESTATUS[0]}
    set -e
    if ((last_status)); then
        verdict=FAILED
        steps_failed=$((steps_failed + 1))
    fi
    step_rows+=("$(printf '%-22s %-7s %4d s' "$name" "$verdict" $((SECONDS - start)))")
    closing "$name" "$log"
}

# A step that makes no sense unless the one before succeeded: what an earlier build left must not be tested.
then_step() { # NAME COMMAND…
    if ((last_status)); then
        step_rows+=("$(printf '%-22s not run' "$1")")
    else
        step "$@"
    fi
}

# What ctest said last: the count of tests passed, those that failed, those skipped.
closing() { # NAME LOG
    local lines
    lines=$(sed -n '/^[0-9]*% tests passed/,$p' "$2")
    [[ -z $lines ]] || step_closings+=("-- $1"$'\n'"$lines")
}

run_ctest() { # PRESET [ctest arguments]
    local dir=$root/build/$1 report=$root/build/log/$1.xml
    shift
    rm -f "$report"
    ctest --test-dir "$dir" --output-on-failure --no-tests=error --timeout 300 -j "$jobs" \
        --output-junit "$report" "$@" </dev/null
    fail_on_skips "$report"
}

# Whether a mirror has the sources of a release of DPDK that is not in Debian's stable is not for us to say.
may_be_skipped='dpdk\.25\.11\.'
fail_on_skips() { # JUNIT REPORT
    [[ ${CI-} == true || ${no_skip-} == yes ]] || return 0
    if grep -E '<testcase .*status="(notrun|disabled)"' "$1" | grep -v "<testcase name=\"$may_be_skipped" >/dev/null; then
        echo 'dev: skipped tests count as failures here (CI=true or --no-skip)'
        return 1
    fi
}

# clang-tidy as a part of the compilation: ninja runs it in parallel, and again only for what changed. The compiler's
# own warnings are the compiler's to judge: it knows which stem from a system header's macro.
build_tidy() {
    configure clang -B build/tidy '-DCMAKE_CXX_CLANG_TIDY=clang-tidy;--quiet;--extra-arg=-Wno-error' &&
        cmake --build "$root/build/tidy" -j "$jobs" -- -k 0
}

selected() { # PART…: is one of them among the parts of this run?
    local part
    for part in "$@"; do
        [[ " $parts " != *" $part "* ]] || return 0
    done
    return 1
}

release_labels() {
    local part labels=
    for part in $release_parts; do
        ! selected "$part" || labels+="${labels:+|}$part"
    done
    printf '^(%s)$' "$labels"
}

test_release() { # [ctest arguments]
    # shellcheck disable=SC2086 # a list of words
    selected $release_parts || return 0
    if selected unit bpf netns vm dpdk consumer; then
        step build-release build release
    else
        step configure-release configure release
    fi
    if [[ $parts == "$release_parts"* ]]; then
        then_step test-release run_ctest release "$@"
    else
        then_step test-release run_ctest release -L "$(release_labels)" "$@"
    fi
}

test_tidy() {
    ! selected tidy || step tidy build_tidy
}

test_preset() { # PART PRESET LABELS [ctest arguments]
    selected "$1" || return 0
    step "build-$2" build "$2"
    then_step "test-$2" run_ctest "$2" -L "^($3)\$" "${@:4}"
}

summary() {
    printf '\n== summary\n'
    printf '%s\n' "${step_rows[@]}"
    printf 'total %29d s\n' "$SECONDS"
    ((${#step_closings[@]} == 0)) || printf '\n%s\n' "${step_closings[@]}"
    ((steps_failed == 0)) || die "$steps_failed of ${#step_rows[@]} steps failed; their output is in build/log"
}

# The release build's tests come last, so that the run ends with their count.
run_steps() { # [ctest arguments]
    test_tidy
    test_preset clang clang unit "$@"
    # One build for both: the fuzz targets run under ASan and UBSan too.
    if selected sanitize; then
        test_preset sanitize asan "unit|sanitize$(selected fuzz && echo '|fuzz')" "$@"
    else
        test_preset fuzz asan fuzz "$@"
    fi
    test_preset sanitize tsan 'unit|sanitize' "$@"
    test_release "$@"
    summary
}

require_root() {
    local part
    is_root && return
    for part in $root_parts; do
        ! selected "$part" || die "the $part tests need root: sudo ./dev test. Without root: ./dev test unit consumer lint fuzz"
    done
}

run_tests() { # [PART…] [--no-skip] [ctest arguments]
    parts='' no_skip=no
    while (($#)); do
        case $1 in
        --no-skip) no_skip=yes ;;
        -*) break ;;
        *)
            [[ " $known_parts " == *" $1 "* ]] || die "no test part '$1'; there are: $known_parts"
            parts+="${parts:+ }$1"
            ;;
        esac
        shift
    done
    if [[ -z $parts && $# -gt 0 ]]; then
        parts=$release_parts
    else
        parts=${parts:-$all_parts}
        require_root
    fi
    setup_packages
    mkdir -p "$root/build/log"
    run_steps "$@"
}

cmd_test() {
    run_tests "$@"
}
