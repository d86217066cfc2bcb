#!/usr/bin/python3
# SPDX-License-Identifier: BSD-3-Clause
"""A layer includes only what it may; only io knows AF_XDP, libxdp and libbpf."""
import re

import tree

MAY_INCLUDE = {
    "base": {"base"},
    "net": {"base"},
    "core": {"base"},
    "table": {"base", "net"},
    "stage": {"base", "core", "net", "table"},
    "io": {"base", "net", "core"},
    "run": {"base", "net", "core", "table", "io"},
    "dpdk": {"base", "net", "core", "table", "stage", "io", "run"},
}
INCLUDE = re.compile(r'^\s*#\s*include\s*([<"][^>"]+)[>"]')
KERNEL_IO = re.compile(r"^(bpf|xdp)/|^linux/(if_xdp|bpf)\.h$|\.skel\.h$")


def layer_of(path):
    """The layer of include/xdpk/LAYER/… and src/LAYER/…, or None."""
    parts = path.parts
    if parts[:2] == ("include", "xdpk") and len(parts) > 3:
        return parts[2]
    if parts[0] == "src" and len(parts) > 2:
        return parts[1]
    return None


def included_layer(target):
    """The layer of <xdpk/LAYER/…> or of src's "LAYER/…", or None: <net/if.h> is the system's."""
    found = re.match(r'[<"]xdpk/(\w+)/|"(\w+)/', target)
    layer = found and (found[1] or found[2])
    return layer if layer in MAY_INCLUDE else None


def forbidden(layer, target):
    if layer != "io" and KERNEL_IO.search(target[1:]):
        return f"{layer} includes {target[1:]}; only io may"
    other = included_layer(target)
    if other and other != layer and other not in MAY_INCLUDE[layer]:
        return f"{layer} may not include {other} ({target[1:]})"
    return None


def check(top):
    for path in filter(tree.is_cxx, tree.files(top)):
        layer = layer_of(path)
        if layer is None:
            continue
        if layer not in MAY_INCLUDE:
            yield f"{path}: there is no layer '{layer}'"
            continue
        for number, line in enumerate((top / path).read_text().splitlines(), 1):
            match = INCLUDE.match(line)
            problem = match and forbidden(layer, match[1])
            if problem:
                yield f"{path}:{number}: {problem}"


if __name__ == "__main__":
    tree.report(check(tree.root()))
