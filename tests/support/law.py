#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""law.py REPORT [--one-to-one]: the conservation law of each worker in a program's final report, to the frame.

When its loop ended every frame was in one place, and after the end every frame is back in the pool. With --one-to-one,
of a program that sends each packet at most once: every packet received was sent, or counted where it was dropped.
"""
import json
import sys

PLACES = ("pool", "fill", "rx", "tx", "completion", "kernel", "bursts")
NOT_SENT = ("tx_full", "tx_invalid")


def broken_law(worker):
    frames = worker["frames"]
    whole = frames["total"] > 0 and frames["total"] == sum(frames[place] for place in PLACES) == frames["returned"]
    if not whole or frames["missing"] or frames["duplicate"]:
        return f"worker {worker['id']} broke the law: {frames}"
    return None


def unaccounted(report):
    queues = [queue for port in report["ports"] for queue in port["queues"]]
    received = sum(queue["rx_packets"] for queue in queues)
    sent = sum(queue["tx_packets"] for queue in queues)
    dropped = sum(queue[why] for queue in queues for why in NOT_SENT)
    dropped += sum(worker["dropped"] + worker["unrouted"] for worker in report["workers"])
    if received != sent + dropped:
        return f"{received} packets received, but {sent} sent and {dropped} dropped"
    return None


def main():
    with open(sys.argv[1]) as file:
        report = json.load(file)
    problems = [broken_law(worker) for worker in report["workers"]] or ["there are no workers"]
    if "--one-to-one" in sys.argv:
        problems.append(unaccounted(report))
    sys.exit("\n".join(p for p in problems if p) or 0)


if __name__ == "__main__":
    main()
